import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mulberry32 } from "../random.ts";
import { scoreForest, type Forest } from "./forest.ts";
import { BLOCK_TREES, trainLibraryForest } from "./grow-trees.ts";
import { type ForestOptions, trainForest } from "./train.ts";

const options: ForestOptions = { trees: 5, depth: 4, maxFeatures: 1, seed: 7 };

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

function matrix(features: Float32Array, columns: number): number[][] {
  return Array.from({ length: features.length / columns }, (_, row) =>
    Array.from(features.subarray(row * columns, (row + 1) * columns)),
  );
}

describe("training refuses", () => {
  const { features, labels } = sample(20, 2, 1);
  const train = (change: Partial<ForestOptions>) => () =>
    trainForest(features, 2, labels, { ...options, ...change });

  test.each([
    ["trees is 0", { trees: 0 }],
    ["rounds is 0", { rounds: 0 }],
    ["rounds is 6", { trees: 5, rounds: 6 }],
    ["depth is 0", { depth: 0 }],
    ["depth is 16", { depth: 16 }],
    ["depth is 2.5", { depth: 2.5 }],
    ["minSamples is 0", { minSamples: 0 }],
    ["maxRows is 0", { maxRows: 0 }],
    ["maxFeatures is 0", { maxFeatures: 0 }],
    ["maxFeatures is 1.1", { maxFeatures: 1.1 }],
    ["maxFeatures is NaN", { maxFeatures: Number.NaN }],
    ["seed is 2147483648", { seed: 2 ** 31 }],
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
    const single = { ...options, trees: BLOCK_TREES, minSamples: 1 };
    const library = trainLibraryForest({ features, columns: 1, labels }, single).predict(matrix(features, 1));
    const compiled = predictions(trainForest(features, 1, labels, single), features);
    compiled.forEach((prediction, row) => expect(prediction).toBeCloseTo(library[row]!, 5));
    expect(compiled[0]).toBeLessThan(compiled[2]!);
    expect(compiled[2]).toBeLessThan(compiled[3]!);
    expect(compiled[3]).toBeLessThan(compiled[1]!);
  });
});

describe("a compiled forest", () => {
  test("predicts what the library predicts", () => {
    fc.assert(
      fc.property(
        fc.record({
          rows: fc.integer({ min: 1, max: 300 }),
          columns: fc.integer({ min: 1, max: 9 }),
          trees: fc.integer({ min: 1, max: BLOCK_TREES }),
          depth: fc.integer({ min: 1, max: 9 }),
          minSamples: fc.integer({ min: 1, max: 10 }),
          maxFeatures: fc.double({ min: 0.01, max: 1, noNaN: true }),
          seed: fc.integer(),
        }),
        ({ rows, columns, ...options }) => {
          const { features, labels } = sample(rows, columns, options.seed);
          const unseen = sample(rows, columns, options.seed + 1).features;
          const library = trainLibraryForest({ features, columns, labels }, options);
          const forest = trainForest(features, columns, labels, options);
          for (const data of [features, unseen]) {
            const expected = library.predict(matrix(data, columns));
            predictions(forest, data).forEach((prediction, row) => {
              expect(Math.abs(prediction - expected[row]!)).toBeLessThanOrEqual(1e-6);
            });
          }
        },
      ),
      { numRuns: 60, seed: 11 },
    );
  });

  test("is the same for the same seed and another for another seed", () => {
    const { features, labels } = sample(300, 4, 5);
    const bagged = { ...options, maxFeatures: 0.5, maxRows: 200 };
    expect(trainForest(features, 4, labels, bagged)).toEqual(trainForest(features, 4, labels, bagged));
    expect(trainForest(features, 4, labels, { ...bagged, seed: 8 })).not.toEqual(
      trainForest(features, 4, labels, bagged),
    );
  });

  test("is the same for any number of threads, which all grow trees of their own", () => {
    const { features, labels } = sample(400, 5, 12);
    const many = { ...options, trees: 2 * BLOCK_TREES + 3, maxFeatures: 0.6 };
    const alone = trainForest(features, 5, labels, { ...many, threads: 1 });
    for (const threads of [2, 3, 8])
      expect(trainForest(features, 5, labels, { ...many, threads })).toEqual(alone);
    const leaves = 2 ** options.depth;
    const block = (from: number) => Array.from(alone.leaf.subarray(from * leaves, (from + 3) * leaves));
    expect(block(BLOCK_TREES)).not.toEqual(block(0));
    expect(alone.importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
  });

  test("learns from all parts of the data when there are more rows than it may use", () => {
    const labels = Float32Array.from({ length: 1000 }, (_, row) => (row < 500 ? 0 : 1));
    const forest = trainForest(labels.slice(), 1, labels, { ...options, maxRows: 50 });
    expect([...predictions(forest, Float32Array.of(0, 1))]).toEqual([0, 1]);
  });

  test("uses at least one column, however small its share", () => {
    const { features, labels } = sample(100, 49, 6);
    const forest = trainForest(features, 49, labels, { ...options, trees: 1, maxFeatures: 0.001 });
    expect(forest.importance.filter((share) => share > 0)).toHaveLength(1);
  });
});

describe("a forest of several rounds", () => {
  const { features, labels } = sample(600, 4, 13);
  const errorOf = (forest: Forest): number =>
    predictions(forest, features).reduce((sum, value, row) => sum + (value - labels[row]!) ** 2, 0);

  test("predicts a plain forest plus half of what each later one learned of the errors left", () => {
    const trees = { ...options, trees: 3 };
    const first = trainForest(features, 4, labels, { ...trees });
    const left = predictions(first, features).map((value, row) => labels[row]! - value);
    const second = trainForest(features, 4, left, { ...trees, seed: options.seed + 6 });
    const boosted = predictions(
      trainForest(features, 4, labels, { ...trees, trees: 6, rounds: 2 }),
      features,
    );
    const corrections = predictions(second, features);
    predictions(first, features).forEach((value, row) => {
      expect(boosted[row]!).toBeCloseTo(value + corrections[row]! / 2, 5);
    });
  });

  test("fits what it learned from better than a plain one, with as many trees", () => {
    const trees = { ...options, trees: 7 };
    const boosted = trainForest(features, 4, labels, { ...trees, rounds: 3 });
    expect(boosted.trees).toBe(7);
    expect(errorOf(boosted)).toBeLessThan(0.9 * errorOf(trainForest(features, 4, labels, trees)));
    expect(boosted.importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  });

  test("is the same for any number of threads", () => {
    const many = { ...options, trees: 2 * BLOCK_TREES, rounds: 2 };
    expect(trainForest(features, 4, labels, { ...many, threads: 2 })).toEqual(
      trainForest(features, 4, labels, { ...many, threads: 1 }),
    );
  });

  test("learns nothing more once nothing is left to learn", () => {
    const constant = trainForest(features, 4, new Float32Array(600).fill(0.5), { ...options, rounds: 4 });
    expect(new Set(predictions(constant, features))).toEqual(new Set([0.5]));
    expect([...constant.importance]).toEqual([0, 0, 0, 0]);
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
