// The part of a fit that each thread does: row after row of a graph into memory that all threads share.
import { type PostingJob, PostingVotes } from "../content/posting-votes.ts";
import type { RowVotes } from "./row-votes.ts";
import { type SetJob, SetVotes } from "./set-votes.ts";
import { takeTurns, type Turns } from "../threads/turns.ts";
import { TopK } from "./top-k.ts";
import { type WindowJob, WindowVotes } from "./window-votes.ts";

export type RowJob = WindowJob | SetJob | PostingJob;

/** Where rows go, in shared memory. */
export interface RowSlots {
  /** At most this many edges are kept of each row. */
  readonly capacity: number;
  /** Length rows + 1: row `r` may fill the slots `starts[r]` to `starts[r + 1]`. */
  readonly starts: Uint32Array;
  /** Edges of each row; length rows. */
  readonly sizes: Uint32Array;
  /** The greatest weight of each row; length rows. */
  readonly maxima: Float64Array;
  readonly neighbours: Uint32Array;
  readonly weights: Float32Array;
  readonly turns: Turns;
}

/** Rows that a thread takes at once. */
const BATCH = 128;

/** Fills rows until none is left. Which thread fills a row makes no difference to it. */
export function fillRows(job: RowJob, slots: RowSlots): void {
  const rows = new RowFiller(votesOf(job), slots);
  takeTurns(slots.turns, job.items, BATCH, (from, to) => {
    for (let row = from; row < to; row++) rows.fill(row);
  });
}

function votesOf(job: RowJob): RowVotes {
  switch (job.kind) {
    case "windows":
      return new WindowVotes(job);
    case "sets":
      return new SetVotes(job);
    case "postings":
      return new PostingVotes(job);
  }
}

class RowFiller {
  readonly #best: TopK;
  readonly #ids: Uint32Array;
  /** Of the kept items, while they are sorted; length items. */
  readonly #values: Float64Array;

  constructor(
    private readonly source: RowVotes,
    private readonly slots: RowSlots,
  ) {
    this.#best = new TopK(slots.capacity);
    this.#ids = new Uint32Array(slots.capacity);
    this.#values = new Float64Array(slots.sizes.length);
  }

  /** Writes the best of a row in ascending order of the neighbours. */
  fill(row: number): void {
    const { neighbours, weights, starts, sizes, maxima } = this.slots;
    this.source.rank(row, this.#best);
    const { size, ids: kept, values } = this.#best;
    const ids = this.#ids.subarray(0, size);
    const valueOf = this.#values;
    let maximum = 0;
    for (let at = 0; at < size; at++) {
      ids[at] = kept[at]!;
      valueOf[kept[at]!] = values[at]!;
      if (values[at]! > maximum) maximum = values[at]!;
    }
    ids.sort();
    const factor = this.source.factor(row);
    const start = starts[row]!;
    for (let at = 0; at < size; at++) {
      neighbours[start + at] = ids[at]!;
      weights[start + at] = valueOf[ids[at]!]! * factor;
    }
    sizes[row] = size;
    maxima[row] = maximum * factor;
  }
}
