// The votes of sets: with how many customers an item shares another, as the cosine of their sets of customers.
import type { RowVotes } from "./row-votes.ts";

/** All customers' sets of items and in which of them each item is. In shared memory. */
export interface SetJob {
  readonly kind: "sets";
  readonly items: number;
  /** The items of each customer, each once, with `items` after the last. */
  readonly cells: Uint32Array;
  /** `Uint32Array` of length items + 1: item `i` is in the sets `places[offsets[i]]` to `places[offsets[i + 1]]`. */
  readonly offsets: Uint32Array;
  /** Index of each set's first item in `cells`. */
  readonly places: Uint32Array;
  /** One over the root of the number of customers, 1 where there are none; length items. */
  readonly factors: Float64Array;
}

export class SetVotes implements RowVotes {
  readonly votes: Float64Array;
  readonly touched: Uint32Array;
  readonly #job: SetJob;

  constructor(job: SetJob) {
    this.#job = job;
    this.votes = new Float64Array(job.items);
    this.touched = new Uint32Array(job.items);
  }

  collect(row: number): number {
    const { cells, offsets, places, factors, items } = this.#job;
    const { votes, touched } = this;
    const end = offsets[row + 1]!;
    let count = 0;
    for (let at = offsets[row]!; at < end; at++) {
      let other = places[at]!;
      for (let target = cells[other]!; target !== items; target = cells[++other]!) {
        const sum = votes[target]!;
        if (sum === 0) touched[count++] = target;
        votes[target] = sum + 1;
      }
    }
    for (let at = 0; at < count; at++) {
      const target = touched[at]!;
      votes[target] = votes[target]! * factors[target]!;
    }
    return count;
  }

  factor(row: number): number {
    return this.#job.factors[row]!;
  }
}
