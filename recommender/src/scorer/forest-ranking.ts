// Candidates by the forest, in two passes: what the first trees read is at hand for hundreds, what the others read is not.
import type { Forest } from "../forest/forest.ts";
import { FIRST_TREES, ForestScorer } from "../forest/forest-scorer.ts";
import { type Candidates, relativeBlend } from "./candidates.ts";
import {
  EARLY_FEATURES,
  type FeatureCustomer,
  type FeatureSources,
  readBy,
  type Reads,
  readsContributions,
  readsOf,
  writeFeatures,
} from "./features.ts";
import type { RowFactor } from "./final-order.ts";
import { RowOrder } from "./row-order.ts";

/**
 * So many candidates go down all trees, whatever the length of the list: the first ten of a hundred are those of a list
 * of ten.
 */
const MAX_RANKED = 48;

export interface ForestScores {
  /** The final score of each candidate, before boosts. */
  readonly scores: Float64Array;
  /** The candidates that went down all trees, ascending; undefined when all of them did. Valid until the next call. */
  readonly ahead: Uint32Array | undefined;
}

/** Reuses its buffers; not reentrant. */
export class ForestRanking {
  readonly #sources: FeatureSources;
  readonly #scorer: ForestScorer;
  /** What is at hand or read by the first trees, and what the others read besides. */
  readonly #first: Reads;
  readonly #rest: Reads;
  readonly #order = new RowOrder();
  #values = new Float64Array(0);
  #isAhead = new Uint8Array(0);
  readonly #ahead = new Uint32Array(MAX_RANKED);
  readonly #items = new Uint32Array(MAX_RANKED);
  readonly #whole = new Float32Array(MAX_RANKED);
  #predictions = new Float32Array(0);

  constructor(forest: Forest, sources: FeatureSources) {
    this.#sources = sources;
    this.#scorer = new ForestScorer(forest);
    const compared = readBy(forest, 0, Math.min(FIRST_TREES, forest.trees));
    const all = readBy(forest, 0, forest.trees);
    const early = readsOf((name) => compared[name] || (all[name] && EARLY_FEATURES.has(name)));
    this.#first = early;
    this.#rest = readsOf((name) => all[name] && !early[name]);
  }

  /** Makes beforehand what the first request would wait for. */
  prepare(): void {
    if (this.#first.transition_to_last || this.#rest.transition_to_last) this.#sources.incoming.prepare();
  }

  /** The forest's predictions plus a share of the first-stage score. `factor` multiplies what rows are compared by. */
  score(candidates: Candidates, customer: FeatureCustomer, factor: RowFactor): ForestScores {
    const { size } = candidates;
    if (this.#predictions.length < size) {
      this.#predictions = new Float32Array(size);
      this.#values = new Float64Array(size);
      this.#isAhead = new Uint8Array(size);
    }
    const predictions = this.#predictions;
    this.#scorer.ensure(size);
    this.#write(candidates, customer, this.#first);
    let ahead: Uint32Array | undefined;
    if (size <= MAX_RANKED || !this.#scorer.hasPasses) {
      this.#write(candidates, customer, this.#rest);
      this.#scorer.score(size, predictions);
    } else {
      this.#scorer.scoreFirst(size, predictions);
      ahead = this.#findAhead(predictions, size, factor);
      this.#scorer.keep(ahead);
      for (let at = 0; at < MAX_RANKED; at++) this.#items[at] = candidates.item[ahead[at]!]!;
      const { blend, transitions, cooccurrence, content, filtered } = candidates;
      const item = this.#items;
      const first = { size: MAX_RANKED, item, blend, transitions, cooccurrence, content, filtered };
      this.#write(first, customer, this.#rest);
      this.#scorer.scoreRest(MAX_RANKED, this.#whole);
      for (let at = 0; at < MAX_RANKED; at++) predictions[ahead[at]!] = this.#whole[at]!;
    }
    const { blendShare } = this.#sources.model.recipe.ranker;
    const scores = new Float64Array(size);
    for (let at = 0; at < size; at++)
      scores[at] = predictions[at]! + blendShare * relativeBlend(candidates, at);
    return { scores, ahead };
  }

  #write(candidates: Candidates, customer: FeatureCustomer, reads: Reads): void {
    const { model, catalogue, kinds, comparisons, incoming, closeness, contributions } = this.#sources;
    const { visits, habits, audience } = customer;
    if (readsContributions(reads))
      contributions.find(candidates.item, candidates.size, visits, model.recipe.blend);
    const { columns, capacity } = this.#scorer;
    // Spreads would take as long as some of the columns.
    const sources = { model, catalogue, kinds, comparisons, incoming, closeness, contributions };
    writeFeatures(columns, capacity, candidates, { ...sources, visits, habits, audience, reads });
  }

  /** The rows that the first trees put ahead, ascending; of equal ones the first. */
  #findAhead(predictions: Float32Array, size: number, factor: RowFactor): Uint32Array {
    const values = this.#values;
    for (let row = 0; row < size; row++) values[row] = predictions[row]! * (factor?.(row) ?? 1);
    const best = this.#order.byDifference(values, size, MAX_RANKED);
    const isAhead = this.#isAhead.fill(0);
    for (let at = 0; at < MAX_RANKED; at++) isAhead[best[at]!] = 1;
    const ahead = this.#ahead;
    // Without a branch, which nobody could foresee.
    for (let row = 0, at = 0; at < MAX_RANKED; row++) {
      ahead[at] = row;
      at += isAhead[row]!;
    }
    return ahead;
  }
}
