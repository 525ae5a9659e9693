import { describe, expect, test } from "bun:test";
import { defaultRecipe, evaluate, fitModel, Recommender } from "@aisle/recommender";
import { shopData } from "../../test/generated-shop.ts";
import { prepareTraining } from "./challenger.ts";
import { choosePopularity, onlyPopularity } from "./choose-popularity.ts";
import { chooseWindows } from "./windows.ts";

const { interactions, items } = shopData({ customers: 3000, items: 200, days: 60 });
const {
  split: { history },
  labelCases,
} = prepareTraining(interactions, items, chooseWindows(interactions, undefined, 0));

describe("choosing how fast popularity ages", () => {
  const ndcgOf = (halfLifeDays: number): number => {
    const aged = { ...defaultRecipe, popularity: { ...defaultRecipe.popularity, halfLifeDays } };
    return evaluate(new Recommender(fitModel(history, items, onlyPopularity(aged)), items), labelCases)
      .ndcgAt10;
  };

  test("keeps the start without customers to judge by", () => {
    expect(choosePopularity(history, items, [], defaultRecipe)).toEqual(defaultRecipe);
  });

  test("changes the half-life alone, to one that no other beats", () => {
    const chosen = choosePopularity(history, items, labelCases, defaultRecipe);
    const { halfLifeDays } = chosen.popularity;
    expect(chosen).toEqual({ ...defaultRecipe, popularity: { ...defaultRecipe.popularity, halfLifeDays } });
    for (const other of [3, 7, 30, 120, 1000])
      expect(ndcgOf(halfLifeDays)).toBeGreaterThanOrEqual(ndcgOf(other));
  });

  test("leaves a recipe that shows only what is popular", () => {
    const model = fitModel(history, items, onlyPopularity(defaultRecipe));
    const [list] = evaluate(new Recommender(model, items), labelCases.slice(0, 1)).lists;
    const popularity = Array.from(list!, (item) => model.popularity[item]!);
    expect(popularity).toEqual(popularity.toSorted((a, b) => b - a));
  });
});
