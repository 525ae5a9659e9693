// Trains a random forest, on all processor cores when there is enough to do; in several rounds it is boosted.
import { availableParallelism } from "node:os";
import { sharedFloat32, sharedUint16, sharedUint8 } from "../threads/shared.ts";
import { callCrew } from "../threads/crew.ts";
import { allDone, newTurns } from "../threads/turns.ts";
import { boost } from "./boost.ts";
import { type Forest, MAX_DEPTH } from "./forest.ts";
import { BLOCK_TREES, type ForestJob, type ForestSlots, growTrees } from "./grow-trees.ts";

export interface ForestOptions {
  /** Number of trees, 1 or more, of all rounds together. */
  readonly trees: number;
  /** Rounds in which the trees are grown, see `boost`; 1 unless given, at most `trees`. */
  readonly rounds?: number;
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
  /** Threads, this one included. The forest is the same for any number. Default: one per core, one in all for little work. */
  readonly threads?: number;
}

/** Rows × trees below which one thread is done sooner than another has started. */
const WORTH_A_WORKER = 100_000;

/**
 * Fits a regression forest. `features` is row-major, labels × `columns` long. Blocks this thread until it is done.
 * Throws `RangeError` for options out of range, lengths that do not agree, no rows, and values that are not finite.
 */
export function trainForest(
  features: Float32Array,
  columns: number,
  labels: Float32Array,
  options: ForestOptions,
): Forest {
  checkOptions(options);
  checkData(features, columns, labels);
  const worthIt = labels.length * options.trees >= WORTH_A_WORKER;
  const threads = options.threads ?? (worthIt ? availableParallelism() : 1);
  const data = { features: threads > 1 ? sharedCopy(features) : features, columns };
  return boost(data, labels, options, (roundLabels, roundOptions) =>
    grow(
      { ...data, labels: threads > 1 ? sharedCopy(roundLabels) : roundLabels, options: roundOptions },
      threads,
    ),
  );
}

function grow(job: ForestJob, threads: number): Forest {
  const { columns, options } = job;
  const { trees, depth } = options;
  const slots = forestSlots(columns, options);
  callCrew(threads - 1, { kind: "trees", job, slots });
  growTrees(job, slots);
  if (!allDone(slots.turns, trees))
    throw new Error("a worker thread could not grow its trees: is there enough memory?");
  const { feature, threshold, leaf } = slots;
  return { trees, depth, columns, feature, threshold, leaf, importance: meanImportance(slots, columns) };
}

function forestSlots(columns: number, { trees, depth }: ForestOptions): ForestSlots {
  const inner = trees * (2 ** depth - 1);
  return {
    feature: columns <= 256 ? sharedUint8(inner) : sharedUint16(inner),
    threshold: sharedFloat32(inner),
    leaf: sharedFloat32(trees * 2 ** depth),
    importance: sharedFloat32(Math.ceil(trees / BLOCK_TREES) * columns),
    turns: newTurns(),
  };
}

function sharedCopy(values: Float32Array): Float32Array {
  const copy = sharedFloat32(values.length);
  copy.set(values);
  return copy;
}

/** The blocks' importances as one that sums to 1, or all 0. */
function meanImportance({ importance }: ForestSlots, columns: number): Float32Array {
  const mean = new Float32Array(columns);
  importance.forEach((share, at) => (mean[at % columns]! += share));
  const total = mean.reduce((sum, share) => sum + share, 0);
  return total > 0 ? mean.map((share) => share / total) : mean;
}

function checkOptions(options: ForestOptions): void {
  const { trees, rounds = 1, depth, minSamples = 3, maxFeatures, seed, maxRows = 1 } = options;
  checkInteger("trees", trees, 1, 10_000);
  checkInteger("rounds", rounds, 1, trees);
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
