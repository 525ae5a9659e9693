// How close candidates lie to what the customer visited, among the embedded items.
import { DIMENSIONS, UNIT } from "../embeddings/fit-embeddings.ts";
import type { Visit } from "./visits.ts";

/** Reuses its buffers; not reentrant. */
export class Closeness {
  readonly #cells: Int8Array;
  /** The mean of the visits, by their weights. */
  readonly #centre = new Float64Array(DIMENSIONS);

  /** `cells` are those of `fitEmbeddings`. */
  constructor(cells: Int8Array) {
    this.#cells = cells;
  }

  /**
   * Writes the mean of the cosines with the visits that are embedded, by their weights, of the first `size` of `items` to
   * `column` from `first` on; 0 for items that are not embedded, and for all when no visit is.
   */
  write(
    items: Uint32Array,
    size: number,
    visits: readonly Visit[],
    column: Float32Array,
    first: number,
  ): void {
    this.#findCentre(visits);
    const cells = this.#cells;
    const centre = this.#centre;
    for (let at = 0; at < size; at++) {
      const from = items[at]! * DIMENSIONS;
      // Four sums at once: each addition would wait for the one before.
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      if (from < cells.length)
        for (let dimension = 0; dimension < DIMENSIONS; dimension += 4) {
          a += cells[from + dimension]! * centre[dimension]!;
          b += cells[from + dimension + 1]! * centre[dimension + 1]!;
          c += cells[from + dimension + 2]! * centre[dimension + 2]!;
          d += cells[from + dimension + 3]! * centre[dimension + 3]!;
        }
      column[first + at] = a + b + c + d;
    }
  }

  /** In such units that its product with an item's cells is a cosine. */
  #findCentre(visits: readonly Visit[]): void {
    const cells = this.#cells;
    const centre = this.#centre.fill(0);
    let total = 0;
    for (const { item, weight } of visits) {
      const from = item * DIMENSIONS;
      if (from >= cells.length || weight === 0) continue;
      total += weight;
      for (let at = 0; at < DIMENSIONS; at++) centre[at]! += weight * cells[from + at]!;
    }
    if (total > 0) for (let at = 0; at < DIMENSIONS; at++) centre[at]! /= total * UNIT * UNIT;
  }
}
