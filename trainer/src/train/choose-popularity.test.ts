import { describe, expect, test } from "bun:test";
import { defaultRecipe, evaluate, fitModel, Recommender } from "@aisle/recommender";
import { shopData } from "../../test/generated-shop.ts";
import { prepareTraining } from "./challenger.ts";
import {
  choosePopularity,
  onlyPopularity,
  strangersHalfLife,
  withStrangersHalfLife,
} from "./choose-popularity.ts";
import { chooseWindows } from "./windows.ts";

const { interactions, items } = shopData({ customers: 3000, items: 200, days: 60 });
const {
  split: { history },
  labelCases,
} = prepareTraining(interactions, items, chooseWindows(interactions, undefined, 0));

describe("strangers' popularity", () => {
  const strangers = labelCases.map((one) => ({ ...one, history: [] }));
  const chosen = (cases: typeof labelCases) => strangersHalfLife(history, items, cases, defaultRecipe);

  test("ages like everybody's where there are too few strangers to judge by", () => {
    expect(chosen(strangers.slice(0, 99))).toBeUndefined();
    expect(chosen(labelCases.filter((one) => one.history.length > 0))).toBeUndefined();
  });

  test("ages as no other half-life ranks better for them", () => {
    const days = chosen(strangers)!;
    const ndcgOf = (halfLifeDays: number): number => {
      const recipe = onlyPopularity(withStrangersHalfLife(defaultRecipe, halfLifeDays));
      return evaluate(new Recommender(fitModel(history, items, recipe), items), strangers).ndcgAt20;
    };
    for (const other of [3, 7, 30, 120, 1000]) expect(ndcgOf(days)).toBeGreaterThanOrEqual(ndcgOf(other));
  });

  test("is what they are shown, and nobody else", () => {
    const shown = (recipe: typeof defaultRecipe, of: typeof labelCases) =>
      evaluate(new Recommender(fitModel(history, items, onlyPopularity(recipe)), items), of).lists;
    const own = withStrangersHalfLife(defaultRecipe, 3);
    const aged = { ...defaultRecipe, popularity: { ...defaultRecipe.popularity, halfLifeDays: 3 } };
    const known = labelCases.filter((one) => one.history.length > 0);
    expect(shown(own, strangers)).toEqual(shown(aged, strangers));
    expect(shown(own, strangers)).not.toEqual(shown(defaultRecipe, strangers));
    expect(shown(own, known)).toEqual(shown(defaultRecipe, known));
    expect(withStrangersHalfLife(own, undefined)).toEqual(defaultRecipe);
  });
});

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
