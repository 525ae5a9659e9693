// The votes of content: how alike items are by the terms they share, from an inverted index over a fitted catalogue.
import type { RowVotes } from "../graphs/row-votes.ts";
import type { Postings, TermVector } from "./vectors.ts";

/** Terms that more items than this have are skipped when looking for neighbours: they say little and cost most. */
export const MAX_POSTINGS = 4000;

/** Similarities below this are noise of one common word. */
export const MIN_SIMILARITY = 0.05;

export interface PostingJob {
  readonly kind: "postings";
  readonly items: number;
  /** The items' vectors, CSR by item. */
  readonly vectors: {
    readonly offsets: Uint32Array;
    readonly terms: Uint32Array;
    readonly weights: Float32Array;
  };
  /** The same by term. */
  readonly postings: Postings;
  /** What an item's similarity is multiplied by, length items. */
  readonly itemWeights: Float64Array;
}

export class PostingVotes implements RowVotes {
  readonly votes: Float64Array;
  readonly touched: Uint32Array;
  readonly #job: PostingJob;

  constructor(job: PostingJob) {
    this.#job = job;
    this.votes = new Float64Array(job.items);
    this.touched = new Uint32Array(job.items);
  }

  collect(row: number): number {
    const { offsets, terms, weights } = this.#job.vectors;
    const from = offsets[row]!;
    const to = offsets[row + 1]!;
    return this.collectFor({ terms: terms.subarray(from, to), weights: weights.subarray(from, to) });
  }

  /** Adds up the votes of any vector: weighted cosines, 0 where they are below `MIN_SIMILARITY`. */
  collectFor(vector: TermVector): number {
    const { votes, touched } = this;
    const { postings, itemWeights } = this.#job;
    const { offsets, items, weights } = postings;
    let count = 0;
    for (let at = 0; at < vector.terms.length; at++) {
      const from = offsets[vector.terms[at]!]!;
      const to = offsets[vector.terms[at]! + 1]!;
      if (to - from > MAX_POSTINGS) continue;
      const weight = vector.weights[at]!;
      for (let slot = from; slot < to; slot++) {
        const item = items[slot]!;
        const sum = votes[item]!;
        if (sum === 0) touched[count++] = item;
        votes[item] = sum + weight * weights[slot]!;
      }
    }
    for (let at = 0; at < count; at++) {
      const item = touched[at]!;
      const similarity = votes[item]!;
      votes[item] = similarity < MIN_SIMILARITY ? 0 : similarity * itemWeights[item]!;
    }
    return count;
  }

  factor(): number {
    return 1;
  }
}
