// The votes of content: how alike items are by the terms they share, from an inverted index over a fitted catalogue.
import { Candidates, type RowVotes } from "../graphs/row-votes.ts";
import type { TopK } from "../graphs/top-k.ts";
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
  /** The same by term, for the terms that say something: see `MAX_POSTINGS`. */
  readonly postings: Postings;
  /** What an item's similarity is multiplied by, length items. */
  readonly itemWeights: Float64Array;
}

export class PostingVotes implements RowVotes {
  readonly #job: PostingJob;
  /** Length items, all 0 between two rows. In 32 bits, so that a large catalogue's fit into the processor's cache. */
  readonly #votes: Float32Array;
  readonly #candidates: Candidates;

  constructor(job: PostingJob) {
    this.#job = job;
    this.#votes = new Float32Array(job.items);
    this.#candidates = new Candidates(job.items);
  }

  rank(row: number, best: TopK): void {
    const { offsets, terms, weights } = this.#job.vectors;
    const from = offsets[row]!;
    const to = offsets[row + 1]!;
    this.rankFor({ terms: terms.subarray(from, to), weights: weights.subarray(from, to) }, best, row);
  }

  /** Fills `best` with the items most alike to any vector (weighted cosine), leaving out item `except`. */
  rankFor(vector: TermVector, best: TopK, except: number): void {
    this.#candidates.takeBest(this.#collect(vector), best, except);
  }

  factor(): number {
    return 1;
  }

  /** Makes the candidates for `vector`, those with `MIN_SIMILARITY` or more, and returns how many there are. */
  #collect(vector: TermVector): number {
    const votes = this.#votes;
    const { ids, values } = this.#candidates;
    const { postings, itemWeights } = this.#job;
    const { offsets, items, weights } = postings;
    let count = 0;
    for (let at = 0; at < vector.terms.length; at++) {
      const from = offsets[vector.terms[at]!]!;
      const to = offsets[vector.terms[at]! + 1]!;
      const weight = vector.weights[at]!;
      for (let slot = from; slot < to; slot++) {
        const item = items[slot]!;
        const sum = votes[item]!;
        if (sum === 0) ids[count++] = item;
        votes[item] = sum + weight * weights[slot]!;
      }
    }
    let alike = 0;
    for (let at = 0; at < count; at++) {
      const item = ids[at]!;
      const similarity = votes[item]!;
      votes[item] = 0;
      if (similarity < MIN_SIMILARITY) continue;
      ids[alike] = item;
      values[alike++] = similarity * itemWeights[item]!;
    }
    return alike;
  }
}
