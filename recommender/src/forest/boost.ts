// Grows a forest in rounds, each of which learns what the rounds before it got wrong.
import { emptyForest, type Forest, scoreForest } from "./forest.ts";
import type { ForestOptions } from "./train.ts";

/** How much of what is left over each round after the first takes away: half, so that no round undoes another. */
const SHRINKAGE = 0.5;

interface Round {
  readonly forest: Forest;
  /** Factor of its predictions. */
  readonly weight: number;
  /** By how much it lowered the sum of squared errors on the training rows. */
  readonly removed: number;
}

/**
 * Gradient boosting on squared errors (Friedman 2001) with a small random forest as each round's learner. `grow` fits a
 * forest on labels. One round is a plain random forest.
 */
export function boost(
  { features, columns }: { readonly features: Float32Array; readonly columns: number },
  labels: Float32Array,
  options: ForestOptions,
  grow: (labels: Float32Array, options: ForestOptions) => Forest,
): Forest {
  const { trees, rounds: count = 1, seed } = options;
  if (count === 1) return grow(labels, options);
  const rounds: Round[] = [];
  const predicted = new Float32Array(labels.length);
  let left = labels;
  for (let round = 0; round < count; round++) {
    const grown = Math.floor(((round + 1) * trees) / count) - Math.floor((round * trees) / count);
    const forest = grow(left, { ...options, trees: grown, seed: (seed + round * trees) | 0 });
    const weight = round === 0 ? 1 : SHRINKAGE;
    scoreForest(forest, features, labels.length, predicted);
    const next = left.map((label, row) => label - weight * predicted[row]!);
    rounds.push({ forest, weight, removed: squares(left) - squares(next) });
    left = next;
  }
  return joined(rounds, columns, options);
}

/** One forest whose mean over all trees is the weighted sum of the rounds' means. */
function joined(rounds: readonly Round[], columns: number, { trees, depth }: ForestOptions): Forest {
  const whole = emptyForest({ trees, depth, columns });
  const { feature, threshold, leaf, importance } = whole;
  const removed = rounds.reduce((sum, round) => sum + Math.max(0, round.removed), 0);
  let tree = 0;
  for (const { forest, weight, removed: own } of rounds) {
    feature.set(forest.feature, tree * (2 ** depth - 1));
    threshold.set(forest.threshold, tree * (2 ** depth - 1));
    const factor = (weight * trees) / forest.trees;
    leaf.set(
      forest.leaf.map((value) => value * factor),
      tree * 2 ** depth,
    );
    const share = removed > 0 ? Math.max(0, own) / removed : 0;
    forest.importance.forEach((value, column) => (importance[column]! += share * value));
    tree += forest.trees;
  }
  return whole;
}

function squares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
