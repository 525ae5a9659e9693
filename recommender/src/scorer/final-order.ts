// The order of a list: first the candidates that the whole forest ranked, then those that only its first trees saw.
import { RowOrder } from "./row-order.ts";

/** What a row's score is multiplied by for the order; undefined when that is 1 for all. */
export type RowFactor = ((row: number) => number) | undefined;

/** Reuses its buffers; not reentrant. */
export class FinalOrder {
  readonly #order = new RowOrder();
  #rows = new Uint32Array(0);
  #values = new Float64Array(0);

  /**
   * The rows of `scores`, best first by score times `factor`. Rows `ahead`, when given, come before all others, of which
   * only as many follow as make `count`. Their scores are lowered to the least of those ahead where they are above: so
   * scores descend, and a longer list begins like a shorter one.
   */
  find(scores: Float64Array, count: number, ahead: Uint32Array | undefined, factor: RowFactor): number[] {
    const size = scores.length;
    if (this.#rows.length < size) {
      this.#rows = new Uint32Array(size);
      this.#values = new Float64Array(size);
    }
    const rows = this.#rows;
    if (ahead === undefined) {
      for (let row = 0; row < size; row++) rows[row] = row;
      return this.#best(scores, size, size, factor);
    }
    rows.set(ahead);
    const first = this.#best(scores, ahead.length, ahead.length, factor);
    if (count <= first.length) return first;
    let others = 0;
    for (let row = 0, next = 0; row < size; row++) {
      if (row === ahead[next]) next++;
      else rows[others++] = row;
    }
    const following = this.#best(scores, others, Math.min(count - first.length, others), factor);
    const last = first.at(-1)!;
    const least = scores[last]! * (factor?.(last) ?? 1);
    for (const row of following) scores[row] = Math.min(scores[row]!, least / (factor?.(row) ?? 1));
    return [...first, ...following];
  }

  /** The `count` best of the first `size` of `#rows`, which ascend. */
  #best(scores: Float64Array, size: number, count: number, factor: RowFactor): number[] {
    const rows = this.#rows;
    const values = this.#values;
    for (let at = 0; at < size; at++) values[at] = scores[rows[at]!]! * (factor?.(rows[at]!) ?? 1);
    const order = this.#order.byDifference(values, size, count);
    const best: number[] = [];
    for (let at = 0; at < count; at++) best.push(rows[order[at]!]!);
    return best;
  }
}
