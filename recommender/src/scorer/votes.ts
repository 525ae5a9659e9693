// Dense accumulators for one request: what each graph's edges add up to, per item.
import type { Graph } from "../graphs/graph.ts";

export class Votes {
  transitions = new Float32Array(0);
  cooccurrence = new Float32Array(0);
  content = new Float32Array(0);
  /** How many visits voted for the item. */
  supporters = new Uint16Array(0);
  /** The first `touchedCount` entries are the items that have votes, each once. */
  touched = new Uint32Array(0);
  touchedCount = 0;
  #lastVoter = new Uint16Array(0);

  /** Makes room for item indices below `items`. Must be called while there are no votes. */
  ensure(items: number): void {
    if (items <= this.touched.length) return;
    const capacity = Math.max(items, Math.ceil(this.touched.length * 1.5));
    this.transitions = new Float32Array(capacity);
    this.cooccurrence = new Float32Array(capacity);
    this.content = new Float32Array(capacity);
    this.supporters = new Uint16Array(capacity);
    this.touched = new Uint32Array(capacity);
    this.#lastVoter = new Uint16Array(capacity);
  }

  /** Adds `weight` times the row of `source` to `into`. `voter` numbers the visit, from 1. */
  addRow(graph: Graph, source: number, weight: number, into: Float32Array, voter: number): void {
    const { neighbours, weights } = graph;
    const end = graph.offsets[source + 1]!;
    for (let at = graph.offsets[source]!; at < end; at++) {
      this.add(neighbours[at]!, weight * weights[at]!, into, voter);
    }
  }

  add(item: number, value: number, into: Float32Array, voter: number): void {
    if (this.#lastVoter[item] !== voter) {
      if (this.supporters[item] === 0) this.touched[this.touchedCount++] = item;
      this.supporters[item]!++;
      this.#lastVoter[item] = voter;
    }
    into[item]! += value;
  }

  clear(): void {
    for (let at = 0; at < this.touchedCount; at++) {
      const item = this.touched[at]!;
      this.transitions[item] = 0;
      this.cooccurrence[item] = 0;
      this.content[item] = 0;
      this.supporters[item] = 0;
      this.#lastVoter[item] = 0;
    }
    this.touchedCount = 0;
  }
}
