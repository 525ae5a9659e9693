import { beforeAll, describe, expect, test } from "bun:test";
import { type Bundle, bundleContent, defaultRecipe, fitModel, type Recipe } from "@aisle/recommender";
import { shopData } from "../../test/generated-shop.ts";
import {
  type Challenger,
  fitPopularityAlone,
  fitRecipe,
  prepareTraining,
  trainChallenger,
  type TrainingData,
} from "../train/challenger.ts";
import { onlyPopularity } from "../train/choose-popularity.ts";
import { takingsOf } from "../gate/takings.ts";
import { chooseWindows } from "../train/windows.ts";
import type { Champion } from "./champion.ts";
import { compare } from "./compare.ts";

const { interactions, items } = shopData({ customers: 4000, items: 300, days: 60 });
const data = prepareTraining(interactions, items, chooseWindows(interactions, undefined, 0, 5));
const fresh: TrainingData = { ...data, windows: { ...data.windows, freshForChampion: true } };

let challenger: Challenger;
beforeAll(async () => {
  challenger = await trainChallenger(data, { starts: [defaultRecipe], trials: 0, seed: 1 });
});

/** A champion that was fitted with `recipe` on what precedes the holdout. */
function championOf(recipe: Recipe): Champion {
  const content = bundleContent(fitModel(data.beforeHoldout, items, recipe), items, {
    created: "2026-03-01T00:00:00.000Z",
    codeCommit: "abc",
    data: { digest: "", from: "", to: "", events: 0, customers: 0, items: 0 },
    metrics: {},
  });
  const bundle: Bundle = { ...content, digest: "sha256:aa", bytes: 1 };
  return { name: "champion v7", runId: "r", bundle };
}

describe("a comparison", () => {
  test("without a champion is with popularity, which the first model must beat", () => {
    const { decision, candidate, championEvaluation } = compare(data, challenger, undefined);
    expect(decision.mode).toBe("first");
    expect(decision.reason).toContain("popularity");
    expect(decision.promoted).toBe(true);
    expect(candidate.evaluation.ndcgAt10).toBeGreaterThan(championEvaluation.ndcgAt10);
    // A popular list for everybody covers next to nothing; the first model's covers more.
    expect(candidate.evaluation.coverageAt10).toBeGreaterThan(championEvaluation.coverageAt10);
  });

  test("that a first model does not surely win makes popularity the first model", () => {
    const few = { ...data, holdoutCases: data.holdoutCases.slice(0, 150) };
    const useless = { ...challenger, ...fitPopularityAlone(data) };
    const { decision, candidate } = compare(few, useless, undefined);
    expect(decision).toMatchObject({ mode: "first", verdict: "popularity first", promoted: true });
    expect(decision.reason).toStartWith(
      "popularity serves until a model is surely better: not better than popularity: NDCG@10 +0.0000",
    );
    expect(candidate.contestant.name).toBe("popularity");
    expect(candidate.fitted.recipe.blend).toMatchObject({ transitions: 0, cooccurrence: 0, content: 0 });
  });

  test("of a shop too small for the gate ends with popularity, too", () => {
    const tiny = { ...data, holdoutCases: data.holdoutCases.slice(0, 5) };
    const { decision, candidate } = compare(tiny, challenger, undefined);
    expect(decision).toMatchObject({ verdict: "popularity first", promoted: true, checks: [] });
    expect(decision.reason).toContain("the holdout has 5 customers, the gate needs 100");
    expect(candidate.contestant.name).toBe("popularity");
  });

  test("with popularity that serves is won by a model that learned something", () => {
    const { decision } = compare(data, challenger, championOf(fitPopularityAlone(data).recipe));
    expect(decision).toMatchObject({ mode: "recipe", verdict: "better", promoted: true });
  });

  test("with its own recipe on the same data is a tie, which is refused", () => {
    const champion = championOf(challenger.recipe);
    const { decision, candidate, championEvaluation } = compare(data, challenger, champion);
    expect(decision).toMatchObject({ mode: "recipe", verdict: "not better", promoted: false });
    expect(decision.reason).toContain("champion v7's recipe: NDCG@10 +0.0000 [+0.0000, +0.0000]");
    expect(championEvaluation.perCase).toEqual(candidate.evaluation.perCase);
    expect(candidate.fitted).toBe(challenger);
  });

  test("refits the champion's recipe, whatever is in its bundle, as long as nothing is fresh", () => {
    const champion = championOf(challenger.recipe);
    const emptied: Champion = {
      ...champion,
      bundle: { ...champion.bundle, ...withoutPopularity(champion.bundle) },
    };
    expect(compare(data, challenger, emptied).championEvaluation.perCase).toEqual(
      compare(data, challenger, champion).championEvaluation.perCase,
    );
  });

  test("takes the champion's bundle as it serves when the holdout is fresh", () => {
    const champion = championOf({
      ...defaultRecipe,
      blend: { transitions: 0, cooccurrence: 0, content: 0, popularity: 1 },
    });
    const { decision, championEvaluation } = compare(fresh, challenger, champion);
    expect(decision.mode).toBe("served");
    expect(decision.reason).toContain("champion v7: ");
    const emptied = { ...champion, bundle: { ...champion.bundle, ...withoutPopularity(champion.bundle) } };
    expect(compare(fresh, challenger, emptied).championEvaluation.perCase).not.toEqual(
      championEvaluation.perCase,
    );
  });

  test("ships the champion's recipe on the challenger's data when newer data are all that makes the challenger better", () => {
    const stale = championOf(challenger.recipe);
    const useless = { ...challenger, ...fitRecipe(data, onlyPopularity(challenger.recipe)) };
    const emptied = { ...stale, bundle: { ...stale.bundle, ...withoutPopularity(stale.bundle) } };
    const { decision, candidate } = compare(fresh, useless, emptied);
    expect(candidate.fitted.recipe).toEqual(challenger.recipe);
    const rival = decision.checks.find(({ name }) => name === "NDCG@10, same data")!;
    expect(rival.challenger!).toBeGreaterThan(rival.champion!);
    expect(rival).toMatchObject({
      outcome: "pass",
      rule: "champion v7's recipe on newer data is no worse than the new recipe",
    });
    expect(compare(fresh, challenger, championOf(useless.recipe)).candidate.fitted).toBe(challenger);
  });

  test("has no rival where the challenger's recipe is the champion's", () => {
    const { decision } = compare(fresh, challenger, championOf(challenger.recipe));
    expect(decision.checks.map(({ name }) => name)).not.toContain("NDCG@10, same data");
  });

  test("knows who is new and how big the bundle will be", () => {
    const { decision } = compare(data, challenger, undefined);
    const find = (name: string) => decision.checks.find((check) => check.name === name)!;
    const { customer } = takingsOf(data.holdoutCases);
    for (const [name, belongs] of [
      ["strangers", (events: number) => events === 0],
      ["new customers", (events: number) => events === 1 || events === 2],
    ] as const) {
      const members = data.holdoutCases.filter(({ history }) => belongs(history.length)).length;
      expect(find(`NDCG@10, ${name}`).rule).toStartWith(`${members} customers, `);
    }
    expect(find("NDCG@10").difference!.customers).toBe(customer.count);
    expect(find("bundle MB").challenger).toBeGreaterThan(0.01);
    expect(find("bundle MB").challenger).toBeLessThan(10);
  });
});

/** The same bundle in which every item is equally unpopular. */
function withoutPopularity(bundle: Bundle): Pick<Bundle, "tensors"> {
  const none = { shape: [items.length], data: new Float32Array(items.length) };
  return { tensors: { ...bundle.tensors, "items.popularity": none } };
}
