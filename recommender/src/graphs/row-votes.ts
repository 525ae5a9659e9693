// How a row of a graph comes to its edges: by adding up votes for each possible neighbour, and keeping the best.
import type { TopK } from "./top-k.ts";

/** Adds up the votes for the neighbours of one row after another. Owns its buffers; not reentrant. */
export interface RowVotes {
  /** `Float64Array` of length items. All 0 when `collect` is called: whoever reads the votes clears them. */
  readonly votes: Float64Array;
  /** The items with votes, each once, in no order; length items. */
  readonly touched: Uint32Array;
  /** Adds up the votes of `row`, perhaps for itself too, and returns how many items are touched. */
  collect(row: number): number;
  /** What all edges of `row` are multiplied by, positive. */
  factor(row: number): number;
}

/** Fills `best` with the greatest of `count` votes, leaving out item `except`, and sets all votes back to 0. */
export function takeBest({ votes, touched }: RowVotes, count: number, best: TopK, except: number): void {
  best.clear();
  for (let at = 0; at < count; at++) {
    const target = touched[at]!;
    const value = votes[target]!;
    votes[target] = 0;
    if (value > 0 && value >= best.floor && target !== except) best.push(value, target);
  }
}
