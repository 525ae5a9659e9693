import { beforeAll, describe, expect, test } from "bun:test";
import { type Bundle, bundleContent, defaultRecipe, fitModel, type Recipe } from "@aisle/recommender";
import { shopData } from "../../test/generated-shop.ts";
import { type Challenger, prepareTraining, trainChallenger, type TrainingData } from "../train/challenger.ts";
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
    const { decision, challengerEvaluation, championEvaluation } = compare(data, challenger, undefined);
    expect(decision.mode).toBe("first");
    expect(decision.reason).toContain("popularity");
    expect(decision.promoted).toBe(true);
    expect(challengerEvaluation.ndcgAt10).toBeGreaterThan(championEvaluation.ndcgAt10);
    // A popular list for everybody covers next to nothing; the first model's covers more.
    expect(challengerEvaluation.coverageAt10).toBeGreaterThan(championEvaluation.coverageAt10);
  });

  test("with its own recipe on the same data is a tie, which is refused", () => {
    const champion = championOf(challenger.recipe);
    const { decision, challengerEvaluation, championEvaluation } = compare(data, challenger, champion);
    expect(decision).toMatchObject({ mode: "recipe", verdict: "not better", promoted: false });
    expect(decision.reason).toContain("champion v7's recipe: NDCG@10 +0.0000 [+0.0000, +0.0000]");
    expect(championEvaluation.perCase).toEqual(challengerEvaluation.perCase);
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
