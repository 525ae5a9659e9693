// How a row of a graph comes to its edges: votes are added up for each possible neighbour, and the best are kept.
import type { TopK } from "./top-k.ts";

/** Finds the neighbours of one row after another. Owns its buffers; not reentrant. */
export interface RowVotes {
  /** Fills `best` with the neighbours of `row` that have the greatest positive votes. */
  rank(row: number, best: TopK): void;
  /** What all votes of `row` are multiplied by to become weights, positive. */
  factor(row: number): number;
}

/**
 * The customers of an item lie all over memory. Read one by one, each would be waited for; so many are first touched
 * together, about as many as a core has reads under way, and come together.
 */
export const READ_AHEAD = 8;

/** Values are told apart by their sign, exponent and the first bits of their fraction: 32 buckets per power of two. */
const BUCKETS = 1 << 16;
const BUCKET_SHIFT = 15;

/**
 * The candidates of one row. A heap alone would take in most of the first it sees, only to drop them again; counting
 * the values by size first tells how great one has to be.
 */
export class Candidates {
  readonly ids: Uint32Array;
  readonly values: Float64Array;
  /** The halves of `values`, the upper ones second; for positive numbers they ascend as the numbers do. */
  readonly #words: Uint32Array;
  /** All 0 between two calls of `takeBest`. */
  readonly #sizes = new Uint32Array(BUCKETS);

  /** For rows of up to `most` candidates. */
  constructor(most: number) {
    this.ids = new Uint32Array(most);
    this.values = new Float64Array(most);
    this.#words = new Uint32Array(this.values.buffer);
  }

  /** Fills `best` with the greatest positive of the first `count` values, leaving out the id `except`. */
  takeBest(count: number, best: TopK, except: number): void {
    const { ids, values } = this;
    best.clear();
    // One more than its capacity: `except` may be among those that are great enough.
    const floor = this.#bucketOf(count, best.capacity + 1);
    const words = this.#words;
    for (let at = 0; at < count; at++) {
      if (words[2 * at + 1]! >>> BUCKET_SHIFT < floor || ids[at] === except || values[at] === 0) continue;
      best.push(values[at]!, ids[at]!);
    }
  }

  /** A bucket that, with those above it, has at least `wanted` of the first `count` values; 0 when there are too few. */
  #bucketOf(count: number, wanted: number): number {
    if (count <= wanted) return 0;
    const words = this.#words;
    const sizes = this.#sizes;
    let lowest = BUCKETS;
    let highest = 0;
    for (let at = 0; at < count; at++) {
      const bucket = words[2 * at + 1]! >>> BUCKET_SHIFT;
      sizes[bucket]!++;
      if (bucket < lowest) lowest = bucket;
      if (bucket > highest) highest = bucket;
    }
    let bucket = highest;
    for (let left = wanted - sizes[highest]!; left > 0; left -= sizes[bucket]!) bucket--;
    sizes.fill(0, lowest, highest + 1);
    return bucket;
  }
}
