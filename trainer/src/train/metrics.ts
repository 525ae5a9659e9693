// The names under which an evaluation is recorded: in bundles, in MLflow and on the terminal.
import type { Evaluation } from "@aisle/recommender";

/** The headline metrics of an evaluation, under names that MLflow accepts. */
export function evaluationMetrics(prefix: string, evaluation: Evaluation): Record<string, number> {
  return {
    [`${prefix}ndcg_at_5`]: evaluation.ndcgAt5,
    [`${prefix}ndcg_at_10`]: evaluation.ndcgAt10,
    [`${prefix}ndcg_at_20`]: evaluation.ndcgAt20,
    [`${prefix}recall_at_10`]: evaluation.recallAt10,
    [`${prefix}hit_rate_at_10`]: evaluation.hitRateAt10,
    [`${prefix}mrr_at_10`]: evaluation.mrrAt10,
    [`${prefix}map_at_10`]: evaluation.mapAt10,
    [`${prefix}coverage_at_10`]: evaluation.coverageAt10,
    [`${prefix}novelty_at_10`]: evaluation.noveltyAt10,
    [`${prefix}diversity_at_10`]: evaluation.diversityAt10,
  };
}
