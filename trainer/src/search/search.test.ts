import { describe, expect, test } from "bun:test";
import { type Case, defaultRecipe, evaluate, fitModel, Recommender, trainRanker } from "@aisle/recommender";
import { shopData } from "../../test/generated-shop.ts";
import { halve } from "../train/cases.ts";
import { prepareTraining } from "../train/challenger.ts";
import { chooseWindows } from "../train/windows.ts";
import { flatten } from "../tracking/params.ts";
import { type SearchData, searchRecipe, type Trial } from "./search.ts";

const shop = shopData({ customers: 2500, items: 120, days: 40 });
const { split, labelCases } = prepareTraining(
  shop.interactions,
  shop.items,
  chooseWindows(shop.interactions, undefined, 0),
);
const data: SearchData = { interactions: split.history, items: shop.items, halves: halve(labelCases, 1) };
const START = { ...defaultRecipe, blend: { ...defaultRecipe.blend, content: 2, popularity: 0.4 } };

function ndcgOf(recipe: typeof START): number {
  return evaluate(new Recommender(fitModel(data.interactions, data.items, recipe), data.items), labelCases)
    .ndcgAt10;
}

describe("the search", () => {
  test("without customers to judge by keeps the start", async () => {
    const found = await searchRecipe(
      { ...data, halves: halve([], 1) },
      { starts: [START], trials: 5, seed: 1 },
    );
    expect(found).toEqual({ recipe: START, ndcg: 0, trials: 5 });
  });

  test("of no trials measures the start", async () => {
    const found = await searchRecipe(data, { starts: [START], trials: 0, seed: 1 });
    expect(found.recipe).toEqual(START);
    expect(found.ndcg).toBeCloseTo(ndcgOf(START), 12);
  });

  test.each([1, 2, 3])("with seed %i never ends worse than it began, by its own measure", async (seed) => {
    const found = await searchRecipe(data, { starts: [START], trials: 15, seed });
    // Two halves add up to the whole but for rounding.
    expect(found.ndcg).toBeGreaterThan(ndcgOf(START) - 1e-12);
    expect(found.ndcg).toBeCloseTo(ndcgOf(found.recipe), 12);
  });

  test("takes what is better by more than the standard error of the difference, and nothing else", async () => {
    const trials: Trial[] = [];
    const find = (error: number) =>
      searchRecipe(data, {
        starts: [START],
        trials: 15,
        seed: 1,
        measurements: { get: (key) => (key.startsWith("error:") ? error : undefined), set: () => {} },
        onTrial: (trial) => void trials.push(trial),
      });
    expect((await find(0)).recipe).not.toEqual(START);
    trials.length = 0;
    const found = await find(1);
    expect(found.recipe).toEqual(START);
    expect(trials.some(({ screened, ndcg }) => !screened && ndcg > found.ndcg)).toBe(true);
  });

  test("knows the standard error of the difference between two recipes", async () => {
    const known = new Map<string, number>();
    const measurements = {
      get: (key: string) => known.get(key),
      set: (key: string, value: number) => void known.set(key, value),
    };
    const other = { ...START, blend: { ...START.blend, content: 0.2 } };
    await searchRecipe(data, { starts: [START, other], trials: 0, seed: 1, measurements });
    const [before, after] = [START, other].map((recipe) => {
      const { perCase } = evaluate(
        new Recommender(fitModel(data.interactions, data.items, recipe), data.items),
        labelCases,
      );
      return perCase;
    });
    const differences = Array.from(after!, (ndcg, at) => ndcg - before![at]!);
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
    const variance =
      differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (differences.length - 1);
    const error = Array.from(known).find(([key]) => key.startsWith("error:"));
    expect(error?.[1]).toBeCloseTo(Math.sqrt(variance / differences.length), 12);
  });

  test("goes on where it stopped, to the same end, without measuring anything twice", async () => {
    const whole = await searchRecipe(data, { starts: [START], trials: 12, seed: 4 });
    const known = new Map<string, number>();
    let measured = 0;
    const measurements = {
      get: (key: string) => known.get(key),
      set: (key: string, ndcg: number) => {
        measured++;
        known.set(key, ndcg);
      },
    };
    await searchRecipe(data, { starts: [START], trials: 7, seed: 4, measurements });
    expect(await searchRecipe(data, { starts: [START], trials: 12, seed: 4, measurements })).toEqual(whole);
    expect(measured).toBe(known.size);
  });

  test("decides by all customers where a sample of them only screens", async () => {
    const customers = Array.from({ length: 9000 }, (_, at) => labelCases[at % labelCases.length]!);
    const many = { ...data, halves: halve(customers, 1) };
    const trials: Trial[] = [];
    const onTrial = (trial: Trial) => void trials.push(trial);
    const found = await searchRecipe(many, { starts: [START], trials: 8, seed: 4, onTrial });
    const model = fitModel(data.interactions, data.items, found.recipe);
    const { ndcgAt10 } = evaluate(new Recommender(model, data.items), customers);
    expect(found.ndcg).toBeCloseTo(ndcgAt10, 12);
    expect(trials.some(({ screened }) => screened)).toBe(true);
    expect(trials.some(({ screened, accepted }) => screened && accepted)).toBe(false);
  });

  test("finds something better than a bad start", async () => {
    const found = await searchRecipe(data, { starts: [START], trials: 40, seed: 1 });
    expect(found.ndcg).toBeGreaterThan(ndcgOf(START));
  });

  test("is the same for the same seed", async () => {
    const find = (seed: number) => searchRecipe(data, { starts: [START], trials: 15, seed });
    expect(await find(1)).toEqual(await find(1));
    expect(await find(2)).not.toEqual(await find(1));
  });

  test("stops before the trial at which it is told to", async () => {
    let asked = 0;
    const found = await searchRecipe(data, {
      starts: [START],
      trials: Number.MAX_SAFE_INTEGER,
      stop: () => ++asked > 4,
      seed: 1,
    });
    expect([asked, found.trials]).toEqual([5, 4]);
  });

  test("measures one start only when it is told to stop at once", async () => {
    const worse = { ...START, blend: { transitions: 0, cooccurrence: 0, content: 0, popularity: 1 } };
    const trials: Trial[] = [];
    await searchRecipe(data, {
      starts: [worse, START],
      trials: 10,
      stop: () => true,
      seed: 1,
      onTrial: (trial) => void trials.push(trial),
    });
    expect(trials.map(({ recipe }) => recipe)).toEqual([worse]);
  });

  test("tells every trial that it measured, the accepted ones ever better, and ends with the last of them", async () => {
    const trials: Trial[] = [];
    const found = await searchRecipe(data, {
      starts: [START],
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
    const search = searchRecipe(data, { starts: [START], trials: 3, seed: 1, onTrial });
    expect(await search.catch((error: Error) => error.message)).toBe("MLflow is away");
  });

  test("begins at the best of its starts, and tries none of them twice", async () => {
    const worse = { ...START, blend: { transitions: 0, cooccurrence: 0, content: 0, popularity: 1 } };
    const trials: Trial[] = [];
    const onTrial = (trial: Trial) => void trials.push(trial);
    const found = await searchRecipe(data, { starts: [worse, START, worse], trials: 0, seed: 1, onTrial });
    expect(found.recipe).toEqual(START);
    expect(trials.map(({ number, accepted }) => [number, accepted])).toEqual([
      [0, true],
      [1, true],
    ]);
  });

  test("measures a recipe that asks for a forest on each half with one that learned from the other", async () => {
    const forest = { ...START, ranker: { ...START.ranker, kind: "forest" as const, trees: 5, rows: 3000 } };
    const found = await searchRecipe(data, { starts: [forest], trials: 0, seed: 1 });
    const model = fitModel(data.interactions, data.items, forest);
    const sumOn = (judging: readonly Case[], training: readonly Case[]): number => {
      const trained = trainRanker(model, data.items, training);
      expect(trained).toBeDefined();
      const recommender = new Recommender({ ...model, forest: trained }, data.items);
      return judging.length * evaluate(recommender, judging).ndcgAt10;
    };
    const { all, training, judging } = data.halves;
    const expected = (sumOn(judging, training) + sumOn(training, judging)) / all.length;
    expect(found.ndcg).toBeCloseTo(expected, 12);
    expect(found.ndcg).not.toBe(ndcgOf(START));
  });

  test("goes on in the direction that led upwards", async () => {
    const trials: Trial[] = [];
    await searchRecipe(data, {
      starts: [START],
      trials: 40,
      seed: 1,
      onTrial: (trial) => void trials.push(trial),
    });
    const accepted = trials.filter((trial) => trial.accepted).map(({ recipe }) => recipe);
    const next = trials.findIndex(({ recipe }) => recipe === accepted[1]) + 1;
    const [from, to] = [accepted[0], accepted[1]].map((recipe) => flatten(recipe));
    const changed = Object.keys(to!).filter((name) => from![name] !== to![name]);
    const further = flatten(trials[next]!.recipe);
    expect(Object.keys(further).filter((name) => further[name] !== to![name])).toEqual(changed);
  });
});
