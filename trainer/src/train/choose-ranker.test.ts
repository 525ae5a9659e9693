import { describe, expect, test } from "bun:test";
import { defaultRecipe, evaluate, fitModel, Recommender, trainRanker } from "@aisle/recommender";
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
    expect(choice.recipe.ranker.blendShare).toBeGreaterThan(0);
  });

  test("tries a boosted forest, and says in the recipe which kind it took", () => {
    const ndcgs = [1, 3].map((rounds) => {
      const boosted = { ...recipe, ranker: { ...recipe.ranker, kind: "forest" as const, rounds } };
      const forest = trainRanker({ ...model, recipe: boosted }, items, halves.training);
      const ranked = new Recommender({ ...model, recipe: boosted, forest }, items);
      return evaluate(ranked, halves.judging).ndcgAt10;
    });
    const { forestNdcg, recipe: chosen } = chooseRanker(model, items, halves);
    expect(forestNdcg).toBeGreaterThanOrEqual(Math.max(...ndcgs));
    expect(chosen.ranker.rounds).toBe(ndcgs[1]! > ndcgs[0]! ? 3 : 1);
  });

  test("changes nothing of the recipe but the ranker, and nothing at all of what it was given", () => {
    const before = structuredClone(model.recipe);
    const { ranker: _, ...rest } = chooseRanker(model, items, halves).recipe;
    const { ranker, ...given } = model.recipe;
    expect(rest).toEqual(given);
    expect(model.recipe).toEqual(before);
    expect(ranker).toEqual(recipe.ranker);
  });

  test("is the same for the same customers", () => {
    expect(chooseRanker(model, items, halves)).toEqual(chooseRanker(model, items, halves));
  });
});
