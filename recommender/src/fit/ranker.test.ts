import { describe, expect, test } from "bun:test";
import { smallShopCases, smallShopEvents, smallShopItems } from "../../test/small-shop.ts";
import { type Forest, scoreForest } from "../forest/forest.ts";
import type { Case } from "../metrics/evaluate.ts";
import { FEATURES } from "../scorer/features.ts";
import type { HistoryEntry } from "../scorer/query.ts";
import { WHATEVER_THE_STOCK } from "../metrics/evaluate.ts";
import { Recommender } from "../scorer/recommender.ts";
import { fitModel } from "./fit.ts";
import { rankerRows, type RankerRows, trainRanker } from "./ranker.ts";
import { defaultRecipe } from "./recipe.ts";

const items = smallShopItems();
const model = fitModel(smallShopEvents(), items, defaultRecipe);
const cases = smallShopCases();
const OPTIONS = { candidates: 30, rows: 10_000, seed: 1 };

function viewed(...viewedItems: number[]): HistoryEntry[] {
  return viewedItems.map((item, at) => ({ item, type: "view", time: 1_710_000_000 - at * 3600 }));
}

function rowsOf({ features, labels }: RankerRows): { row: number[]; label: number }[] {
  return Array.from(labels, (label, at) => ({
    row: Array.from(features.subarray(at * FEATURES.length, (at + 1) * FEATURES.length)),
    label,
  }));
}

describe("ranker rows", () => {
  test("are none of cases that teach nothing", () => {
    const stranger: Case = { history: [], taken: new Set([1]) };
    const nothing: Case = { history: viewed(1), taken: new Set() };
    const beyond: Case = { history: viewed(1), taken: new Set([10]) }; // hidden: never a candidate
    expect(rankerRows(model, items, [stranger, nothing, beyond], OPTIONS).labels).toHaveLength(0);
    expect(rankerRows(model, items, [], OPTIONS).features).toHaveLength(0);
  });

  test("are the candidates' features, labelled 1 for exactly those that were taken", () => {
    const history = viewed(1, 2, 5);
    const recommender = new Recommender(model, items);
    const ranking = recommender.rank(
      { placement: "personal", history, limit: 15, rules: WHATEVER_THE_STOCK },
      15,
    );
    const { candidates } = ranking;
    const features = recommender.features(ranking);
    const taken = new Set([candidates.item[3]!, candidates.item[9]!, 39]);
    // Fewer candidates than negatives are wanted per case, so all of them are rows.
    const rows = rowsOf(rankerRows(model, items, [{ history, taken }], { ...OPTIONS, candidates: 15 }));
    expect(rows).toEqual(
      Array.from(candidates.item, (item, at) => ({
        row: Array.from(features.subarray(at * FEATURES.length, (at + 1) * FEATURES.length)),
        label: taken.has(item) ? 1 : 0,
      })),
    );
  });

  test("are of the first stage, whatever forest the model has", () => {
    const forest = trainRanker(model, items, cases);
    expect(rankerRows({ ...model, forest }, items, cases, OPTIONS)).toEqual(
      rankerRows(model, items, cases, OPTIONS),
    );
  });

  test("are the same for the same seed and others for another", () => {
    const first = rankerRows(model, items, cases, OPTIONS);
    expect(rankerRows(model, items, cases, OPTIONS)).toEqual(first);
    expect(rankerRows(model, items, cases, { ...OPTIONS, seed: 2 })).not.toEqual(first);
  });

  test.each([1, 7, 250])("are no more than %i when that is the limit", (rows) => {
    const capped = rankerRows(model, items, cases, { ...OPTIONS, rows });
    expect(capped.labels).toHaveLength(rows);
    expect(capped.features).toHaveLength(rows * FEATURES.length);
    const all = rankerRows(model, items, cases, OPTIONS);
    expect(capped.labels).toEqual(all.labels.slice(0, rows));
  });

  test("keep every item that was taken and about as many others of each case as are asked for", () => {
    const rows = rankerRows(model, items, cases, { ...OPTIONS, candidates: 36, negatives: 20 });
    const positives = rows.labels.filter((label) => label === 1).length;
    const others = (rows.labels.length - positives) / positives; // one item was taken in each case
    expect(others).toBeGreaterThan(17);
    expect(others).toBeLessThan(21);
  });
});

describe("a trained ranker", () => {
  test("needs a few hundred rows, and is left out below that", () => {
    expect(trainRanker(model, items, [])).toBeUndefined();
    expect(trainRanker(model, items, cases.slice(0, 3))).toBeUndefined();
  });

  test("is the same for the same cases, and reads every feature", () => {
    const forest = trainRanker(model, items, cases)!;
    expect(trainRanker(model, items, cases)).toEqual(forest);
    expect(forest.columns).toBe(FEATURES.length);
  });

  test("learns nothing from features that are left out", () => {
    const { features, labels } = rankerRows(model, items, cases, OPTIONS);
    const scoresWith = (forest: Forest, ranks: number): Float32Array => {
      const changed = features.map((value, at) =>
        FEATURES[at % FEATURES.length] === "rank" ? ranks : value,
      );
      const scores = new Float32Array(labels.length);
      scoreForest(forest, changed, labels.length, scores);
      return scores;
    };
    const whole = trainRanker(model, items, cases)!;
    const without = trainRanker(model, items, cases, { without: new Set(["rank"]) })!;
    expect(scoresWith(whole, 0)).not.toEqual(scoresWith(whole, 20));
    expect(scoresWith(without, 0)).toEqual(scoresWith(without, 20));
  });

  test("learns from earlier lessons too, as long as there is room for their rows", () => {
    const some = cases.slice(0, cases.length >> 1);
    const earlier = [{ model, cases: cases.slice(cases.length >> 1) }];
    const alone = trainRanker(model, items, some)!;
    expect(trainRanker(model, items, some, { earlier })).not.toEqual(alone);
    const { length } = rankerRows(model, items, some, { ...OPTIONS, candidates: 100 }).labels;
    const { ranker } = model.recipe;
    const full = { ...model, recipe: { ...model.recipe, ranker: { ...ranker, rows: length } } };
    expect(trainRanker(full, items, some, { earlier })).toEqual(alone);
  });

  test("scores what was taken higher than what was not", () => {
    const forest = trainRanker(model, items, cases)!;
    const { features, labels } = rankerRows(model, items, cases, OPTIONS);
    const scores = new Float32Array(labels.length);
    scoreForest(forest, features, labels.length, scores);
    const meanOf = (label: number): number => {
      const own = scores.filter((_, at) => labels[at] === label);
      return own.reduce((a, b) => a + b, 0) / own.length;
    };
    expect(meanOf(1)).toBeGreaterThan(1.5 * meanOf(0));
  });
});
