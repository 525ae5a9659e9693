// Trains the forest: gradient boosting on squared errors (Friedman 2001), each tree on what those before it leave over.
import { binned } from "./bins.ts";
import { emptyForest, type Forest, MAX_DEPTH } from "./forest.ts";
import { type ColumnChoice, TreeGrower } from "./grow-tree.ts";

export interface ForestOptions {
  /** Number of trees, 1 or more. */
  readonly trees: number;
  /** Most decisions from root to leaf, 1 to `MAX_DEPTH`. */
  readonly depth: number;
  /** Fewest rows on either side of a split, 1 or more; 20 unless given. */
  readonly minSamples?: number;
  /** The columns that the first so many trees may split on; unless given, all trees may split on all. */
  readonly first?: { readonly trees: number; readonly columns: ColumnChoice };
}

/** Fewer rows than this say more of their noise than of the label. */
const MIN_SAMPLES = 20;

/** What all trees together learn, in whole trees: each takes its share of what is left over … */
const LEARNING = 6;

/** … but never more than this, so that no tree undoes another. */
const MAX_SHRINKAGE = 0.3;

/**
 * Fits a regression forest; its prediction is the mean over the trees. `features` is row-major, labels × `columns` long. The
 * same data and options give the same forest. Throws `RangeError` for options out of range, lengths that do not agree,
 * no rows, and values that are not finite.
 */
export function trainForest(
  features: Float32Array,
  columns: number,
  labels: Float32Array,
  { trees, depth, minSamples = MIN_SAMPLES, first }: ForestOptions,
): Forest {
  checkInteger("trees", trees, 1, 10_000);
  checkInteger("depth", depth, 1, MAX_DEPTH);
  checkInteger("minSamples", minSamples, 1, Number.MAX_SAFE_INTEGER);
  checkData(features, columns, labels);
  const forest = emptyForest({ trees, depth, columns });
  const grower = new TreeGrower(binned(features, columns), { depth, minSamples });
  const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  const left = Float64Array.from(labels, (label) => label - mean);
  const shrinkage = Math.min(MAX_SHRINKAGE, LEARNING / trees);
  const gains = new Float64Array(columns);
  const all = Array.from(gains.keys());
  const [inner, leaves] = [2 ** depth - 1, 2 ** depth];
  for (let tree = 0; tree < trees; tree++) {
    const leaf = forest.leaf.subarray(tree * leaves, (tree + 1) * leaves);
    const choice = first !== undefined && tree < first.trees ? first.columns : all;
    grower.grow(left, choice, shrinkage, gains, {
      feature: forest.feature.subarray(tree * inner, (tree + 1) * inner),
      threshold: forest.threshold.subarray(tree * inner, (tree + 1) * inner),
      leaf,
    });
    // The mean over all trees is then the sum of what they took away.
    for (let at = 0; at < leaves; at++) leaf[at] = mean + trees * leaf[at]!;
  }
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return { ...forest, importance: Float32Array.from(gains, (gain) => (total > 0 ? gain / total : 0)) };
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
