import { describe, expect, test } from "bun:test";
import { defaultRecipe, evaluate, fitModel, Recommender } from "@aisle/recommender";
import { shopData } from "../../test/generated-shop.ts";
import { prepareTraining } from "../train/challenger.ts";
import { chooseWindows } from "../train/windows.ts";
import { type SearchData, searchRecipe, type Trial } from "./search.ts";

const shop = shopData({ customers: 800, items: 120, days: 40 });
const { split, labelCases } = prepareTraining(
  shop.interactions,
  shop.items,
  chooseWindows(shop.interactions, undefined, 0),
);
const data: SearchData = { interactions: split.history, items: shop.items, cases: labelCases };
const START = { ...defaultRecipe, blend: { ...defaultRecipe.blend, content: 2, popularity: 0.4 } };

function ndcgOf(recipe: typeof START): number {
  return evaluate(new Recommender(fitModel(data.interactions, data.items, recipe), data.items), data.cases)
    .ndcgAt10;
}

describe("the search", () => {
  test("without customers to judge by keeps the start", async () => {
    const found = await searchRecipe({ ...data, cases: [] }, { start: START, trials: 5, seed: 1 });
    expect(found).toEqual({ recipe: START, ndcg: 0, trials: 5 });
  });

  test("of no trials measures the start", async () => {
    const found = await searchRecipe(data, { start: START, trials: 0, seed: 1 });
    expect(found.recipe).toEqual(START);
    expect(found.ndcg).toBeCloseTo(ndcgOf(START), 12);
  });

  test.each([1, 2, 3])("with seed %i never ends worse than it began, by its own measure", async (seed) => {
    const found = await searchRecipe(data, { start: START, trials: 15, seed });
    expect(found.ndcg).toBeGreaterThanOrEqual(ndcgOf(START));
    expect(found.ndcg).toBeCloseTo(ndcgOf(found.recipe), 12);
  });

  test("goes on where it stopped, to the same end, without measuring anything twice", async () => {
    const whole = await searchRecipe(data, { start: START, trials: 12, seed: 4 });
    const known = new Map<string, number>();
    let measured = 0;
    const measurements = {
      get: (key: string) => known.get(key),
      set: (key: string, ndcg: number) => {
        measured++;
        known.set(key, ndcg);
      },
    };
    await searchRecipe(data, { start: START, trials: 7, seed: 4, measurements });
    expect(await searchRecipe(data, { start: START, trials: 12, seed: 4, measurements })).toEqual(whole);
    expect(measured).toBe(known.size);
  });

  test("decides by all customers where a sample of them only screens", async () => {
    const many = {
      ...data,
      cases: Array.from({ length: 4500 }, (_, at) => data.cases[at % data.cases.length]!),
    };
    const trials: Trial[] = [];
    const onTrial = (trial: Trial) => void trials.push(trial);
    const found = await searchRecipe(many, { start: START, trials: 8, seed: 4, onTrial });
    const model = fitModel(data.interactions, data.items, found.recipe);
    const { ndcgAt10 } = evaluate(new Recommender(model, data.items), many.cases);
    expect(found.ndcg).toBeCloseTo(ndcgAt10, 12);
    expect(trials.some(({ screened }) => screened)).toBe(true);
    expect(trials.some(({ screened, accepted }) => screened && accepted)).toBe(false);
  });

  test("finds something better than a bad start", async () => {
    const found = await searchRecipe(data, { start: START, trials: 40, seed: 1 });
    expect(found.ndcg).toBeGreaterThan(ndcgOf(START));
  });

  test("is the same for the same seed", async () => {
    const find = (seed: number) => searchRecipe(data, { start: START, trials: 15, seed });
    expect(await find(1)).toEqual(await find(1));
    expect(await find(2)).not.toEqual(await find(1));
  });

  test("stops before the trial at which it is told to", async () => {
    let asked = 0;
    const found = await searchRecipe(data, {
      start: START,
      trials: Number.MAX_SAFE_INTEGER,
      stop: () => ++asked > 4,
      seed: 1,
    });
    expect([asked, found.trials]).toEqual([5, 4]);
  });

  test("tells every trial that it measured, the accepted ones ever better, and ends with the last of them", async () => {
    const trials: Trial[] = [];
    const found = await searchRecipe(data, {
      start: START,
      trials: 25,
      seed: 3,
      onTrial: async (trial) => {
        trials.push(trial);
      },
    });
    expect(trials[0]).toMatchObject({ number: 0, recipe: START, accepted: true });
    const accepted = trials.filter((trial) => trial.accepted);
    expect(accepted.map(({ ndcg }) => ndcg)).toEqual(
      accepted.map(({ ndcg }) => ndcg).toSorted((a, b) => a - b),
    );
    expect(accepted.at(-1)).toMatchObject({ recipe: found.recipe, ndcg: found.ndcg });
    expect(new Set(trials.map(({ recipe }) => JSON.stringify(recipe))).size).toBe(trials.length);
  });

  test("fails with what listening to it fails with", async () => {
    const onTrial = () => Promise.reject(new Error("MLflow is away"));
    const search = searchRecipe(data, { start: START, trials: 3, seed: 1, onTrial });
    expect(await search.catch((error: Error) => error.message)).toBe("MLflow is away");
  });
});
