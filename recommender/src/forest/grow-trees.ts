// The part of a forest's training that each thread does: block after block of trees into memory that all threads share.
import { type RandomForestClassifier, RandomForestRegression } from "ml-random-forest";
import { mulberry32, shuffled } from "../random.ts";
import { takeTurns, type Turns } from "../threads/turns.ts";
import { compileForest } from "./compile.ts";
import type { LibraryForest } from "./library.ts";
import type { ForestOptions } from "./train.ts";

export interface ForestJob {
  /** Row-major, labels × `columns` long. */
  readonly features: Float32Array;
  readonly columns: number;
  readonly labels: Float32Array;
  readonly options: ForestOptions;
}

/** Where trees go, in shared memory: the arrays of a `Forest`. */
export interface ForestSlots {
  readonly feature: Uint8Array | Uint16Array;
  readonly threshold: Float32Array;
  readonly leaf: Float32Array;
  /** Blocks × columns: the importance within each block of trees. */
  readonly importance: Float32Array;
  readonly turns: Turns;
}

/** Trees that are grown as one forest of the library, with a seed of their own. */
export const BLOCK_TREES = 10;

/** Grows trees until none is left to be grown. Which thread grows a tree makes no difference to it. */
export function growTrees(job: ForestJob, slots: ForestSlots): void {
  const { options, columns } = job;
  takeTurns(slots.turns, options.trees, BLOCK_TREES, (from, to) => {
    const block = from / BLOCK_TREES;
    const seed = (options.seed + block) | 0;
    const library = trainLibraryForest(job, { ...options, seed, trees: to - from });
    const compiled = compileForest(toLibraryForest(library), columns, options.depth);
    slots.feature.set(compiled.feature, from * (2 ** options.depth - 1));
    slots.threshold.set(compiled.threshold, from * (2 ** options.depth - 1));
    slots.leaf.set(compiled.leaf, from * 2 ** options.depth);
    slots.importance.set(compiled.importance, block * columns);
    // The library copies all rows for each tree, and each thread's heap would keep many copies before it is cleaned.
    Bun.gc(true);
  });
}

/** A forest in the library's own form, which the compiled one is tested against. */
export function trainLibraryForest(
  { features, columns, labels }: Pick<ForestJob, "features" | "columns" | "labels">,
  options: ForestOptions,
): RandomForestRegression {
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

/** `count` different row numbers of `total`, chosen at random. */
function chooseRows(total: number, count: number, seed: number): readonly number[] {
  const rows = Array.from({ length: total }, (_, row) => row);
  return count < total ? shuffled(rows, mulberry32(seed)).slice(0, count) : rows;
}
