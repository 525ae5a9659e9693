// Holds patches/ml-cart to what it promises: the split search finds what trying every split finds.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { RandomForestClassifier, RandomForestRegression } from "ml-random-forest";
import { mulberry32 } from "../random.ts";
import { type LibraryForest, splitOf } from "./library.ts";
import { toLibraryForest } from "./grow-trees.ts";

const oneTree = { nEstimators: 1, useSampleBagging: false, noOOB: true, seed: 1 };

function squaredError(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** 1 − Σ p², times the number of labels. */
function giniError(labels: readonly number[]): number {
  const squares = [...Map.groupBy(labels, (label) => label).values()].map((same) => same.length ** 2);
  return labels.length - squares.reduce((sum, square) => sum + square, 0) / labels.length;
}

/** The smallest error of the two sides over all columns and all values to split at. */
function exhaustive(
  rows: readonly number[][],
  labels: readonly number[],
  error: typeof squaredError,
): number {
  let best = error(labels);
  for (const column of rows[0]!.keys()) {
    for (const threshold of new Set(rows.map((row) => row[column]!))) {
      const lesser = labels.filter((_, i) => rows[i]![column]! < threshold);
      const greater = labels.filter((_, i) => rows[i]![column]! >= threshold);
      if (lesser.length > 0) best = Math.min(best, error(lesser) + error(greater));
    }
  }
  return best;
}

/** The error that the only split of the first tree leaves; all of it when there is no split. */
function errorLeft(
  forest: LibraryForest,
  rows: readonly number[][],
  labels: readonly number[],
  error: typeof squaredError,
): number {
  const split = splitOf(forest.estimators[0]!.root, forest.indexes[0]!);
  if (split === undefined) return error(labels);
  const lesser = labels.filter((_, i) => rows[i]![split.column]! < split.value);
  const greater = labels.filter((_, i) => !(rows[i]![split.column]! < split.value));
  return error(lesser) + error(greater);
}

const table = fc
  .record({
    columns: fc.integer({ min: 1, max: 5 }),
    rows: fc.integer({ min: 4, max: 40 }),
    levels: fc.constantFrom(2, 5, 1e6),
  })
  .chain(({ columns, rows, levels }) =>
    fc.record({
      rows: fc.array(
        fc.array(fc.integer({ min: -levels, max: levels }), { minLength: columns, maxLength: columns }),
        { minLength: rows, maxLength: rows },
      ),
      labels: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: rows, maxLength: rows }),
    }),
  );

describe("the split search", () => {
  test("of a regression tree leaves as little squared error as trying every split", () => {
    fc.assert(
      fc.property(table, fc.constantFrom(0, 1e6), ({ rows, labels }, offset) => {
        const values = labels.map((label) => label / 4 + offset);
        const tree = new RandomForestRegression({ ...oneTree, treeOptions: { maxDepth: 1 } });
        tree.train(rows, values);
        const left = errorLeft(toLibraryForest(tree), rows, values, squaredError);
        expect(left).toBeCloseTo(exhaustive(rows, values, squaredError), 6);
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  test("of a classification tree leaves as little Gini impurity as trying every split", () => {
    fc.assert(
      fc.property(table, ({ rows, labels }) => {
        const tree = new RandomForestClassifier({
          ...oneTree,
          maxFeatures: 1,
          replacement: false,
          treeOptions: { maxDepth: 1, gainThreshold: 0 },
        });
        tree.train(rows, labels);
        const left = errorLeft(toLibraryForest(tree), rows, labels, giniError);
        expect(left).toBeCloseTo(exhaustive(rows, labels, giniError), 6);
      }),
      { numRuns: 200, seed: 6 },
    );
  });

  test("with more than 256 different values comes close to trying every split", () => {
    const random = mulberry32(4);
    const rows = Array.from({ length: 1500 }, () => [random()]);
    const values = rows.map(([x]) => (x! < 0.4321 ? 0 : 1) + random() / 10);
    const tree = new RandomForestRegression({ ...oneTree, treeOptions: { maxDepth: 1 } });
    tree.train(rows, values);
    const before = squaredError(values);
    const removed = before - errorLeft(toLibraryForest(tree), rows, values, squaredError);
    expect(removed).toBeGreaterThan(0.99 * (before - exhaustive(rows, values, squaredError)));
  });

  test("takes a split that leaves no error at all", () => {
    const tree = new RandomForestRegression({ ...oneTree, treeOptions: { maxDepth: 5 } });
    tree.train([[1], [2], [3], [4], [5], [6]], [0, 0, 0, 1, 1, 1]);
    expect(tree.predict([[0], [3.4], [3.6], [9]])).toEqual([0, 0, 1, 1]);
  });

  test("gives values that are not numbers to the greater side, as predicting does", () => {
    const tree = new RandomForestRegression({ ...oneTree, treeOptions: { maxDepth: 1 } });
    tree.train([[1], [1], [2], [2], [Number.NaN], [Number.NaN]], [0, 0, 5, 5, 5, 5]);
    expect(tree.predict([[1], [2], [Number.NaN]])).toEqual([0, 5, 5]);
  });
});

describe("a random forest of classification trees", () => {
  test("still learns, saves and loads", () => {
    const random = mulberry32(2);
    const rows = Array.from({ length: 300 }, () => [random(), random()]);
    const labels = rows.map(([x, y]) => (x! < 0.5 ? 0 : 1) + (y! < 0.5 ? 0 : 2));
    const forest = new RandomForestClassifier({
      nEstimators: 10,
      seed: 1,
      noOOB: true,
      maxFeatures: 1,
      replacement: false,
    });
    forest.train(rows, labels);
    const predicted = forest.predict(rows);
    expect(predicted.filter((label, i) => label === labels[i]).length).toBeGreaterThan(290);
    const saved: ReturnType<typeof forest.toJSON> = JSON.parse(JSON.stringify(forest));
    expect(RandomForestClassifier.load(saved).predict(rows)).toEqual(predicted);
  });
});
