import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mulberry32 } from "../random.ts";
import { scoreForest, type Forest } from "./forest.ts";
import { type ForestOptions, trainForest } from "./train.ts";

const options: ForestOptions = { trees: 5, depth: 4, minSamples: 3 };

/** Rows whose first column is noise-free signal and the others random, some of them with few distinct values. */
function sample(
  rows: number,
  columns: number,
  seed: number,
): { features: Float32Array; labels: Float32Array } {
  const random = mulberry32(seed);
  const features = Float32Array.from({ length: rows * columns }, (_, i) =>
    i % 2 === 0 ? random() * 10 - 5 : Math.floor(random() * 4),
  );
  const labels = Float32Array.from(
    { length: rows },
    (_, row) => Math.sin(features[row * columns]!) + random() / 4,
  );
  return { features, labels };
}

function predictions(forest: Forest, features: Float32Array): Float32Array {
  const out = new Float32Array(features.length / forest.columns);
  scoreForest(forest, features, out.length, out);
  return out;
}

describe("training refuses", () => {
  const { features, labels } = sample(20, 2, 1);
  const train = (change: Partial<ForestOptions>) => () =>
    trainForest(features, 2, labels, { ...options, ...change });

  test.each([
    ["trees is 0", { trees: 0 }],
    ["depth is 0", { depth: 0 }],
    ["depth is 16", { depth: 16 }],
    ["depth is 2.5", { depth: 2.5 }],
    ["minSamples is 0", { minSamples: 0 }],
  ])("options in which %s", (message, change) => {
    expect(train(change)).toThrow(message);
    expect(train(change)).toThrow(RangeError);
  });

  test("no rows", () => {
    expect(() => trainForest(new Float32Array(0), 2, new Float32Array(0), options)).toThrow(
      "at least one row",
    );
  });

  test("features and labels whose lengths do not agree", () => {
    expect(() => trainForest(features, 3, labels, options)).toThrow("need 60 features, not 40");
  });

  test("a feature that is not a number, and says which", () => {
    const broken = features.slice();
    broken[7] = Number.NaN;
    expect(() => trainForest(broken, 2, labels, options)).toThrow("row 3, column 1 is NaN");
  });

  test("an infinite label, and says which", () => {
    const broken = labels.slice();
    broken[4] = Number.POSITIVE_INFINITY;
    expect(() => trainForest(features, 2, broken, options)).toThrow("label 4 is Infinity");
  });
});

describe("degenerate data", () => {
  test("one row predicts its label everywhere", () => {
    const forest = trainForest(Float32Array.of(1, 2), 2, Float32Array.of(0.25), options);
    expect([...predictions(forest, Float32Array.of(1, 2, -9, 9))]).toEqual([0.25, 0.25]);
    expect([...forest.importance]).toEqual([0, 0]);
  });

  test("constant labels predict the constant, without a split on rounding errors", () => {
    const { features } = sample(200, 3, 2);
    const forest = trainForest(features, 3, new Float32Array(200).fill(0.1), options);
    expect(new Set(predictions(forest, features))).toEqual(new Set([Math.fround(0.1)]));
    expect([...forest.importance]).toEqual([0, 0, 0]);
  });

  test("constant features predict one value for all rows", () => {
    const { labels } = sample(50, 1, 3);
    const forest = trainForest(new Float32Array(100).fill(3), 2, labels, options);
    expect(new Set(predictions(forest, new Float32Array(100).fill(3))).size).toBe(1);
  });

  test("features of huge and of neighbouring values are split where training put them", () => {
    const features = Float32Array.of(-3.4e38, 3.4e38, 1, 1.0000001192092896);
    const labels = Float32Array.of(-10, 10, 1, 2);
    const forest = trainForest(features, 1, labels, { ...options, minSamples: 1 });
    const compiled = predictions(forest, features);
    expect(compiled[0]).toBeLessThan(compiled[2]!);
    expect(compiled[2]).toBeLessThan(compiled[3]!);
    expect(compiled[3]).toBeLessThan(compiled[1]!);
  });
});

/** The smallest squared error that a split into at least `minSamples` rows each leaves, over all columns and values. */
function exhaustive(
  features: Float32Array,
  columns: number,
  labels: Float32Array,
  minSamples: number,
): number {
  const error = (values: readonly number[]): number => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  };
  let best = error([...labels]);
  for (let column = 0; column < columns; column++) {
    for (const threshold of features.filter((_, at) => at % columns === column)) {
      const isLess = (row: number): boolean => features[row * columns + column]! < threshold;
      const lesser = [...labels].filter((_, row) => isLess(row));
      const others = [...labels].filter((_, row) => !isLess(row));
      if (lesser.length >= minSamples && others.length >= minSamples)
        best = Math.min(best, error(lesser) + error(others));
    }
  }
  return best;
}

describe("a trained forest", () => {
  test("takes the best of all splits, each tree its share of what is left", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(),
        (rows, columns, minSamples, seed) => {
          const { features, labels } = sample(rows, columns, seed);
          const forest = trainForest(features, columns, labels, { trees: 1, depth: 1, minSamples });
          const [mean] = predictions(
            trainForest(new Float32Array(rows), 1, labels, options),
            new Float32Array(1),
          );
          // One tree learns three tenths; the other seven are left over.
          const error = predictions(forest, features).reduce(
            (sum, value, row) => sum + (mean! + (value - mean!) / 0.3 - labels[row]!) ** 2,
            0,
          );
          expect(error).toBeCloseTo(exhaustive(features, columns, labels, minSamples), 2);
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });

  test("with more trees fits what it learned from better", () => {
    const { features, labels } = sample(600, 4, 13);
    const errors = [1, 5, 20, 60].map((trees) =>
      predictions(trainForest(features, 4, labels, { trees, depth: 3 }), features).reduce(
        (sum, value, row) => sum + (value - labels[row]!) ** 2,
        0,
      ),
    );
    expect(errors).toEqual(errors.toSorted((a, b) => b - a));
    expect(errors[3]).toBeLessThan(0.1 * errors[0]!);
  });

  test("splits columns of more values than bins", () => {
    const { features, labels } = sample(20_000, 2, 5);
    const forest = trainForest(features, 2, labels, { trees: 60, depth: 6 });
    const mean = predictions(forest, features).reduce(
      (sum, value, row) => sum + Math.abs(value - Math.sin(features[2 * row]!) - 0.125),
      0,
    );
    expect(mean / 20_000).toBeLessThan(0.02);
  });

  test("is the same for the same data", () => {
    const { features, labels } = sample(300, 4, 5);
    expect(trainForest(features, 4, labels, options)).toEqual(trainForest(features, 4, labels, options));
  });
});

describe("importance", () => {
  test("goes to the column that the labels come from", () => {
    const { features, labels } = sample(2000, 6, 9);
    const { importance } = trainForest(features, 6, labels, { ...options, trees: 10 });
    expect(importance[0]).toBeGreaterThan(0.9);
    expect(importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
  });
});
