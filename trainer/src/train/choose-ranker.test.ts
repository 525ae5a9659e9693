import { describe, expect, test } from "bun:test";
import { defaultRecipe, evaluate, fitModel, lessonRows, Recommender, trainRanker } from "@aisle/recommender";
import { shopData } from "../../test/generated-shop.ts";
import { halve } from "./cases.ts";
import { prepareTraining } from "./challenger.ts";
import { chooseRanker } from "./choose-ranker.ts";
import { chooseWindows } from "./windows.ts";

const { interactions, items } = shopData({ customers: 3000, items: 200, days: 60 });
const data = prepareTraining(interactions, items, chooseWindows(interactions, undefined, 0));
const { labelCases } = data;
const recipe = { ...defaultRecipe, ranker: { ...defaultRecipe.ranker, trees: 10, rows: 4000 } };
const model = fitModel(data.split.history, items, recipe);

const halves = halve(labelCases, 1);

describe("choosing the ranker", () => {
  test("keeps the blend when there is too little to learn a forest from", () => {
    for (const cases of [[], labelCases.slice(0, 3)]) {
      const choice = chooseRanker(model, items, halve(cases, 1));
      expect(choice.recipe.ranker.kind).toBe("blend");
      expect(choice.forestNdcg).toBeUndefined();
      expect(choice.model.forest).toBeUndefined();
    }
  });

  test("takes what is better on customers that it did not learn from, with both numbers", () => {
    const choice = chooseRanker(model, items, halves);
    expect(choice.blendNdcg).toBeCloseTo(
      evaluate(new Recommender(model, items), halves.judging).ndcgAt10,
      12,
    );
    const forestWins = choice.forestNdcg! > choice.blendNdcg;
    expect(choice.recipe.ranker.kind).toBe(forestWins ? "forest" : "blend");
    expect(choice.model.forest !== undefined).toBe(forestWins);
    expect(choice.model.recipe).toEqual(choice.recipe);
  });

  test("takes the forest where the blend is bad, and its share of the blend from the ones it tried", () => {
    // All but blind: the blend ranks by popularity, while the forest still sees every part of the score.
    const blind = fitModel(data.split.history, items, {
      ...recipe,
      blend: { transitions: 0.001, cooccurrence: 0, content: 0, popularity: 1 },
    });
    const choice = chooseRanker(blind, items, halves);
    expect(choice.recipe.ranker.kind).toBe("forest");
    expect(choice.forestNdcg).toBeGreaterThan(choice.blendNdcg);
    expect([0, 0.1, recipe.ranker.blendShare]).toContain(choice.recipe.ranker.blendShare);
  });

  test("changes nothing of the recipe but the ranker, and nothing at all of what it was given", () => {
    const before = structuredClone(model.recipe);
    const { ranker: _, ...rest } = chooseRanker(model, items, halves).recipe;
    const { ranker, ...given } = model.recipe;
    expect(rest).toEqual(given);
    expect(model.recipe).toEqual(before);
    expect(ranker).toEqual(recipe.ranker);
  });

  describe("when time is short", () => {
    /** A clock on which whatever is done takes ten seconds. */
    const slowClock = (deadline: number) => {
      let now = 0;
      return { now: () => (now += 10_000), deadline };
    };
    const blend = { transitions: 0.001, cooccurrence: 0, content: 0, popularity: 1 };
    const large = { ...recipe, blend, ranker: { ...recipe.ranker, rows: 8000 } };
    const learning = fitModel(data.split.history, items, large);

    test.each([15_000, 40_000, 90_000])("takes what its recipe says again (%i ms)", (deadline) => {
      const choice = chooseRanker(learning, items, halves, { time: slowClock(deadline) });
      expect(choice.recipe.ranker.kind).toBe("forest");
      const again = trainRanker({ ...learning, recipe: choice.recipe }, items, halves.all);
      expect(choice.model.forest).toEqual(again);
    });

    test("keeps the blend when it is over", () => {
      const choice = chooseRanker(learning, items, halves, { time: slowClock(5_000) });
      expect([choice.recipe.ranker.kind, choice.forestNdcg]).toEqual(["blend", undefined]);
    });

    test("takes as many rows as there is time for", () => {
      const rowsBy = (deadline: number): number =>
        chooseRanker(learning, items, halves, { time: slowClock(deadline) }).recipe.ranker.rows;
      // Of three looks at the clock the last is at 30 s; in 10 s a forest learned from all rows of half of the customers.
      const fromHalf = lessonRows([{ model: learning, cases: halves.training }], items, large.ranker);
      expect(rowsBy(40_000)).toBe(fromHalf.labels.length);
      // Never from fewer than the compared one.
      expect(rowsBy(15_000)).toBe(fromHalf.labels.length);
      expect(rowsBy(90_000)).toBe(8000);
    });

    test("chooses with time enough as it does without a limit", () => {
      const choice = chooseRanker(learning, items, halves, { time: slowClock(1e9) });
      expect(choice).toEqual(chooseRanker(learning, items, halves));
    });
  });

  test("is the same for the same customers", () => {
    expect(chooseRanker(model, items, halves)).toEqual(chooseRanker(model, items, halves));
  });
});
