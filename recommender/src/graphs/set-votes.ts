// The votes of sets: with how many customers an item shares another, as the cosine of their sets of customers.
import { Candidates, READ_AHEAD, type RowVotes } from "./row-votes.ts";
import type { TopK } from "./top-k.ts";

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
  readonly factors: Float32Array;
}

export class SetVotes implements RowVotes {
  readonly #job: SetJob;
  /** Shared customers by item; length items, all 0 between two rows. */
  readonly #counts: Uint32Array;
  readonly #candidates: Candidates;
  /** The first items of the next sets. */
  readonly #firsts = new Uint32Array(READ_AHEAD);

  constructor(job: SetJob) {
    this.#job = job;
    this.#counts = new Uint32Array(job.items);
    this.#candidates = new Candidates(job.items);
  }

  rank(row: number, best: TopK): void {
    this.#candidates.takeBest(this.#collect(row), best, row);
  }

  factor(row: number): number {
    return this.#job.factors[row]!;
  }

  /** Makes the candidates of `row`, itself included, and returns how many there are. */
  #collect(row: number): number {
    const { cells, offsets, places, factors, items } = this.#job;
    const { ids, values } = this.#candidates;
    const counts = this.#counts;
    const firsts = this.#firsts;
    const end = offsets[row + 1]!;
    let count = 0;
    let ahead = 0;
    for (let at = offsets[row]!; at < end; at++) {
      if (at >= ahead) {
        ahead = Math.min(at + READ_AHEAD, end);
        for (let next = at; next < ahead; next++) firsts[next % READ_AHEAD] = cells[places[next]!]!;
      }
      let other = places[at]!;
      for (let target = firsts[at % READ_AHEAD]!; target !== items; target = cells[++other]!) {
        const known = counts[target]!;
        if (known === 0) ids[count++] = target;
        counts[target] = known + 1;
      }
    }
    for (let at = 0; at < count; at++) {
      const target = ids[at]!;
      values[at] = counts[target]! * factors[target]!;
      counts[target] = 0;
    }
    return count;
  }
}
