// What each graph's edges add up to for the items of one request.
import type { Graph } from "../graphs/graph.ts";

/**
 * Sums of votes for the items that have any. They lie side by side, in the order in which the items came up: a request
 * touches a few thousand items of a catalogue that may be far larger than the processor's caches.
 */
export class Votes {
  /** How many items have votes. Entries 1 to `count` of the arrays speak of them, each once; entry 0 is that of no votes. */
  count = 0;
  item = new Uint32Array(0);
  transitions = new Float32Array(0);
  cooccurrence = new Float32Array(0);
  content = new Float32Array(0);
  /** How many visits voted for the item. */
  supporters = new Uint16Array(0);
  #lastVoter = new Uint16Array(0);
  /** Where the votes for each item of the catalogue are, 0 for nowhere. */
  #places = new Uint32Array(0);

  /** Makes room for item indices below `items`. Must be called while there are no votes. */
  ensure(items: number): void {
    if (items <= this.#places.length) return;
    const capacity = Math.max(items, Math.ceil(this.#places.length * 1.5));
    this.#places = new Uint32Array(capacity);
    this.item = new Uint32Array(capacity + 1);
    this.transitions = new Float32Array(capacity + 1);
    this.cooccurrence = new Float32Array(capacity + 1);
    this.content = new Float32Array(capacity + 1);
    this.supporters = new Uint16Array(capacity + 1);
    this.#lastVoter = new Uint16Array(capacity + 1);
  }

  /** Adds `weight` times the row of `source` to the sums in `into`. `voter` numbers the visit, from 1. */
  addRow(graph: Graph, source: number, weight: number, into: Float32Array, voter: number): void {
    const { neighbours, weights } = graph;
    const end = graph.offsets[source + 1]!;
    for (let at = graph.offsets[source]!; at < end; at++) {
      this.add(neighbours[at]!, weight * weights[at]!, into, voter);
    }
  }

  add(item: number, value: number, into: Float32Array, voter: number): void {
    let place = this.#places[item]!;
    if (place === 0) place = this.#open(item);
    if (this.#lastVoter[place] !== voter) {
      this.#lastVoter[place] = voter;
      this.supporters[place]!++;
    }
    into[place]! += value;
  }

  /** Where the votes for an item are; 0 when it has none. */
  placeOf(item: number): number {
    return this.#places[item]!;
  }

  clear(): void {
    for (let place = 1; place <= this.count; place++) this.#places[this.item[place]!] = 0;
    this.count = 0;
  }

  #open(item: number): number {
    const place = ++this.count;
    this.#places[item] = place;
    this.item[place] = item;
    this.transitions[place] = 0;
    this.cooccurrence[place] = 0;
    this.content[place] = 0;
    this.supporters[place] = 0;
    this.#lastVoter[place] = 0;
    return place;
  }
}
