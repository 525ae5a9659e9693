import { describe, expect, test } from "bun:test";
import { type Case, defaultRecipe, evaluate, fitModel, Recommender, trainRanker } from "@aisle/recommender";
import { shopData } from "../../test/generated-shop.ts";
import { ndcgByShare } from "./blend-shares.ts";
import { prepareTraining } from "./challenger.ts";
import { withRanker } from "./choose-ranker.ts";
import { chooseWindows } from "./windows.ts";

// More products than candidates, so that none is filled up with its variants.
const { interactions, items } = shopData({ customers: 1500, items: 400, days: 60 });
const { labelCases, split } = prepareTraining(interactions, items, chooseWindows(interactions, undefined, 0));
const recipe = withRanker(defaultRecipe, "forest", { trees: 5, rows: 3000, candidates: 30 });
const fitted = fitModel(split.history, items, recipe);
const model = { ...fitted, forest: trainRanker(fitted, items, labelCases) };
const strangers = labelCases.slice(0, 20).map(({ taken }): Case => ({ history: [], taken }));
const cases = [...labelCases.slice(0, 200), ...strangers];

describe("the NDCG of shares of the first-stage score", () => {
  test("is what models with these shares are measured with", () => {
    const shares = [recipe.ranker.blendShare, 0, 0.02, 0.4, 5];
    const each = shares.map((blendShare) => {
      const shared = { ...model, recipe: withRanker(recipe, "forest", { blendShare }) };
      return evaluate(new Recommender(shared, items), cases).ndcgAt10;
    });
    const atOnce = ndcgByShare(new Recommender(model, items), cases, shares);
    for (const [at, ndcg] of each.entries()) expect(atOnce[at]).toBeCloseTo(ndcg, 12);
    expect(new Set(each).size).toBeGreaterThan(2);
  });

  test("is 0 where nobody is asked", () => {
    expect(ndcgByShare(new Recommender(model, items), [], [0.1, 1])).toEqual([0, 0]);
  });
});
