// A run cut into equal slices of time, each with its own counts: what the charts over time are drawn from.
import { Tally } from "./tally.ts";

/** More would be narrower than a chart's pixels. */
const MOST = 120;

export class Slices {
  /** Length of one, a whole number of seconds. */
  readonly seconds: number;
  readonly #slices: Tally[];
  readonly #completed: Uint32Array;

  /** `total`: seconds of the run. */
  constructor(total: number) {
    this.seconds = Math.max(1, Math.ceil(total / MOST));
    this.#slices = Array.from({ length: Math.max(1, Math.ceil(total / this.seconds)) }, () => new Tally());
    this.#completed = new Uint32Array(this.#slices.length);
  }

  /** What was due in each, in order of time; the last one may end after the run does. */
  get all(): readonly Tally[] {
    return this.#slices;
  }

  /** Good answers that came in each, whenever they were due. */
  get completed(): Readonly<Uint32Array> {
    return this.#completed;
  }

  /** The slice that holds so many seconds after the start; the first and the last take what lies outside. */
  at(second: number): Tally {
    return this.#slices[Math.min(Math.max(this.#index(second), 0), this.#slices.length - 1)]!;
  }

  /** Counts a good answer that came so many seconds after the start; one that came after the end does not count. */
  complete(second: number): void {
    const index = this.#index(second);
    if (index < this.#completed.length) this.#completed[index]! += 1;
  }

  #index(second: number): number {
    return Math.floor(second / this.seconds);
  }

  /** Hands each slice that a stretch of time overlaps its part of `count`: for what has no time of its own. */
  spread(
    { from, seconds }: { readonly from: number; readonly seconds: number },
    count: number,
    add: (slice: Tally, part: number) => void,
  ): void {
    for (const [index, slice] of this.#slices.entries()) {
      const start = Math.max(from, index * this.seconds);
      const end = Math.min(from + seconds, (index + 1) * this.seconds);
      if (end > start) add(slice, (count * (end - start)) / seconds);
    }
  }
}
