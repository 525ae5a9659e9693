// Which features a forest learned from: the share of the squared error that splits on each column removed.
import { type LibraryForest, type LibraryNode, predictionOf, splitOf } from "./library.ts";

/**
 * `Float32Array` of length columns that sums to 1, or all zeros when no tree has a split.
 *
 * A split of n rows with mean m into (n₁, m₁) and (n₂, m₂) lowers the sum of squared errors by
 * n₁·n₂/n·(m₁ − m₂)²: the mean decrease in impurity of Breiman, Classification and Regression Trees (1984).
 */
export function featureImportance(forest: LibraryForest, columns: number): Float32Array {
  const removed = new Float64Array(columns);
  forest.estimators.forEach(({ root }, tree) => addTree(root, forest.indexes[tree] ?? [], removed));

  const total = removed.reduce((sum, value) => sum + value, 0);
  return Float32Array.from(removed, (value) => (total > 0 ? value / total : 0));
}

/** Adds what the splits at and below the node removed; returns the mean label of the node's rows. */
function addTree(node: LibraryNode, columns: readonly number[], removed: Float64Array): number {
  const split = splitOf(node, columns);
  if (split === undefined) return predictionOf(node);

  const left = addTree(split.left, columns, removed);
  const right = addTree(split.right, columns, removed);
  const leftRows = split.left.numberSamples;
  const rightRows = split.right.numberSamples;
  const rows = leftRows + rightRows;
  removed[split.column]! += ((leftRows * rightRows) / rows) * (left - right) ** 2;
  return (leftRows * left + rightRows * right) / rows;
}
