// What a scorer holds while it makes an answer, and what it can still be asked afterwards.
import type { ProductRules } from "../groups/variant-choice.ts";
import type { Habits } from "../kinds/habits.ts";
import type { Factors } from "../rules/boosts.ts";
import type { Standing } from "../rules/standing.ts";
import type { Candidates } from "../scorer/candidates.ts";
import type { Contributions } from "../scorer/contributions.ts";
import type { FeatureSources } from "../scorer/features.ts";
import type { Answer, Query } from "../scorer/query.ts";
import type { Ranking } from "../scorer/ranking.ts";

export interface Steps {
  readonly query: Query;
  readonly standing: readonly Standing[];
  readonly rules: ProductRules;
  readonly habits: Habits;
  /** What kinds of products say of all items. */
  readonly kinds: Factors | undefined;
  readonly ranking: Ranking;
  readonly removed: Candidates | undefined;
  /** Rows of the candidates in the order in which the list shows them, pins aside. */
  readonly positions: readonly number[];
  readonly answer: Answer;
}

export interface Scorer {
  /** Feature rows of candidates, row-major. */
  readonly featuresOf: (rows: readonly number[]) => Float32Array;
  /** The item that the model knows an item's product by. */
  readonly productOf: (item: number) => number;
  /** Of visits of all kinds, where those of the sources are of related ones. */
  readonly contributionsOfAll: Contributions;
  /** How many edges an item has that the fitted graphs do not have. */
  readonly newEdgesOf: (item: number) => number;
}

/** The forest that ranked, and what counts beside it; undefined when none did. */
export function rankerOf({ query, ranking }: Steps, { model: { forest, recipe } }: FeatureSources) {
  if (forest === undefined || query.placement !== "personal" || ranking.visits.length === 0) return undefined;
  return { forest, blendShare: recipe.ranker.blendShare };
}
