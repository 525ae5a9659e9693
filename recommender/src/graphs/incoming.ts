// The transitions seen from where they lead to: which items lead to one item, side by side in memory.
import type { Adjacency } from "./adjacency.ts";

/** Made when first asked for: a word for each transition, as the graph itself has. Reuses its buffers; not reentrant. */
export class IncomingTransitions {
  readonly #adjacency: Adjacency;
  readonly #items: number;
  /** Length items + 1: the transitions to item `i` are those from `offsets[i]` to `offsets[i + 1]`. */
  #offsets: Uint32Array | undefined;
  /** The source in the upper bits, the weight in units of the source below. */
  #cells = new Uint32Array(0);
  /** One more than the place of each item among the sources that are asked for; all 0 between two calls. */
  readonly #places: Uint16Array;

  constructor(adjacency: Adjacency) {
    this.#adjacency = adjacency;
    this.#items = (adjacency.offsets.length - 1) / 2;
    this.#places = new Uint16Array(this.#items);
  }

  /**
   * Writes the weights of the transitions from each of `sources` to `target` to `out`, one for each entry of it; 0 where
   * there is none. Either may be an item that the graphs do not have.
   */
  write(sources: Uint32Array, target: number, out: Float32Array): void {
    out.fill(0);
    const items = this.#items;
    if (target >= items) return;
    const offsets = (this.#offsets ??= this.#invert());
    const places = this.#places;
    const { weightBits, units } = this.#adjacency;
    const most = (1 << weightBits) - 1;
    for (let at = 0; at < out.length; at++) if (sources[at]! < items) places[sources[at]!] = at + 1;
    for (let cell = offsets[target]!; cell < offsets[target + 1]!; cell++) {
      const edge = this.#cells[cell]!;
      const source = edge >>> weightBits;
      const place = places[source]!;
      if (place !== 0) out[place - 1] = (edge & most) * units[3 * source]!;
    }
    for (let at = 0; at < out.length; at++) if (sources[at]! < items) places[sources[at]!] = 0;
  }

  /** Makes what the first call would wait for: tenths of a second for a large catalogue. */
  prepare(): void {
    this.#offsets ??= this.#invert();
  }

  /** Makes the cells; returns their offsets. */
  #invert(): Uint32Array {
    const { offsets, cells, weightBits } = this.#adjacency;
    const most = (1 << weightBits) - 1;
    const starts = new Uint32Array(this.#items + 1);
    for (let source = 0; source < this.#items; source++) {
      for (let cell = offsets[2 * source]!; cell < offsets[2 * source + 1]!; cell++)
        if ((cells[cell]! & most) !== 0) starts[(cells[cell]! >>> (2 * weightBits)) + 1]!++;
    }
    for (let item = 0; item < this.#items; item++) starts[item + 1]! += starts[item]!;
    this.#cells = new Uint32Array(starts[this.#items]!);
    const cursor = starts.slice();
    for (let source = 0; source < this.#items; source++) {
      for (let cell = offsets[2 * source]!; cell < offsets[2 * source + 1]!; cell++) {
        const weight = cells[cell]! & most;
        if (weight === 0) continue;
        this.#cells[cursor[cells[cell]! >>> (2 * weightBits)]!++] = (source << weightBits) | weight;
      }
    }
    return starts;
  }
}
