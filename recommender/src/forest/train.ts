// Trains a random forest with ml-random-forest and compiles it.
import { type RandomForestClassifier, RandomForestRegression } from "ml-random-forest";
import { mulberry32, shuffled } from "../random.ts";
import { compileForest } from "./compile.ts";
import { type Forest, MAX_DEPTH } from "./forest.ts";
import type { LibraryForest } from "./library.ts";

export interface ForestOptions {
  /** Number of trees, 1 or more. */
  readonly trees: number;
  /** Most decisions from root to leaf, 1 to `MAX_DEPTH`. */
  readonly depth: number;
  /** A node with this many rows or fewer is not split; 3 unless given. */
  readonly minSamples?: number;
  /** Share of the columns that each tree may use, above 0 up to 1; at least one column. */
  readonly maxFeatures: number;
  /** Any integer that fits 32 bits. The same data, options and seed give the same forest. */
  readonly seed: number;
  /** With more rows than this, a random choice of them is used. */
  readonly maxRows?: number;
}

/**
 * Fits a regression forest. `features` is row-major, labels × `columns` long.
 * Throws `RangeError` for options out of range, lengths that do not agree, no rows, and values that are not finite.
 */
export function trainForest(
  features: Float32Array,
  columns: number,
  labels: Float32Array,
  options: ForestOptions,
): Forest {
  const library = trainLibraryForest(features, columns, labels, options);
  return compileForest(toLibraryForest(library), columns, options.depth);
}

/** The library's own forest, which the compiled one is tested against. Throws like `trainForest`. */
export function trainLibraryForest(
  features: Float32Array,
  columns: number,
  labels: Float32Array,
  options: ForestOptions,
): RandomForestRegression {
  checkOptions(options);
  checkData(features, columns, labels);

  const rows = chooseRows(labels.length, options.maxRows ?? labels.length, options.seed);
  const treeColumns = Math.max(1, Math.floor(columns * options.maxFeatures));
  const forest = new RandomForestRegression({
    nEstimators: options.trees,
    // The library takes the integer part of this share; an integer would not do, because 1 means all.
    maxFeatures: treeColumns === columns ? 1 : (treeColumns + 0.5) / columns,
    replacement: false,
    seed: options.seed,
    // Its out-of-bag predictions take quadratic time.
    noOOB: true,
    treeOptions: { maxDepth: options.depth, minNumSamples: options.minSamples ?? 3 },
  });
  forest.train(
    rows.map((row) => Array.from(features.subarray(row * columns, (row + 1) * columns))),
    rows.map((row) => labels[row]!),
  );
  return forest;
}

/** The parts of the library's forest that compiling needs. */
export function toLibraryForest(forest: RandomForestRegression | RandomForestClassifier): LibraryForest {
  const { indexes, estimators } = forest;
  if (indexes === undefined || estimators === undefined) throw new Error("the forest is not trained");
  return { indexes, estimators };
}

function checkOptions({ trees, depth, minSamples = 3, maxFeatures, seed, maxRows = 1 }: ForestOptions): void {
  checkInteger("trees", trees, 1, 10_000);
  checkInteger("depth", depth, 1, MAX_DEPTH);
  checkInteger("minSamples", minSamples, 1, Number.MAX_SAFE_INTEGER);
  checkInteger("maxRows", maxRows, 1, Number.MAX_SAFE_INTEGER);
  checkInteger("seed", seed, -(2 ** 31), 2 ** 31 - 1);
  if (!(maxFeatures > 0 && maxFeatures <= 1)) {
    throw new RangeError(`maxFeatures is ${maxFeatures}; it must be above 0 and at most 1`);
  }
}

function checkInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} is ${value}; it must be an integer from ${min} to ${max}`);
  }
}

function checkData(features: Float32Array, columns: number, labels: Float32Array): void {
  checkInteger("columns", columns, 1, 65_536);
  if (labels.length === 0) throw new RangeError("a forest needs at least one row to learn from");
  if (features.length !== labels.length * columns) {
    throw new RangeError(
      `${labels.length} labels with ${columns} columns need ${labels.length * columns} features, not ${features.length}`,
    );
  }
  const badFeature = features.findIndex((value) => !Number.isFinite(value));
  if (badFeature >= 0) {
    throw new RangeError(
      `row ${Math.floor(badFeature / columns)}, column ${badFeature % columns} is ${features[badFeature]}; features must be finite`,
    );
  }
  const badLabel = labels.findIndex((value) => !Number.isFinite(value));
  if (badLabel >= 0) throw new RangeError(`label ${badLabel} is ${labels[badLabel]}; labels must be finite`);
}

/** `count` different row numbers of `total`, chosen at random. */
function chooseRows(total: number, count: number, seed: number): readonly number[] {
  const rows = Array.from({ length: total }, (_, row) => row);
  return count < total ? shuffled(rows, mulberry32(seed)).slice(0, count) : rows;
}
