// Collects a graph row by row and brings its weights to a common scale.
import type { Graph } from "./graph.ts";
import type { TopK } from "./top-k.ts";

export class GraphBuilder {
  readonly #offsets: Uint32Array;
  #neighbours: Uint32Array;
  #weights: Float32Array;
  #row = 0;
  #size = 0;
  #sumOfRowMaxima = 0;
  #rowsWithEdges = 0;

  constructor(rows: number) {
    this.#offsets = new Uint32Array(rows + 1);
    this.#neighbours = new Uint32Array(Math.max(16, rows * 8));
    this.#weights = new Float32Array(Math.max(16, rows * 8));
  }

  /** Appends the next row: the pairs that `best` has kept, in any order. Drops weights that are not positive. */
  add(best: TopK): void {
    if (this.#size + best.size > this.#neighbours.length) this.#grow(this.#size + best.size);
    const start = this.#size;
    let maximum = 0;
    for (let at = 0; at < best.size; at++) {
      const value = best.values[at]!;
      if (!(value > 0)) continue;
      this.#neighbours[this.#size] = best.ids[at]!;
      this.#weights[this.#size++] = value;
      if (value > maximum) maximum = value;
    }
    sortRow(this.#neighbours, this.#weights, start, this.#size);
    if (maximum > 0) {
      this.#sumOfRowMaxima += maximum;
      this.#rowsWithEdges++;
    }
    this.#offsets[++this.#row] = this.#size;
  }

  /**
   * The graph, its weights divided by the mean of the rows' maxima, so that graphs of different kinds and
   * catalogues of different sizes can be blended with weights of the same order.
   */
  finish(): Graph {
    const scale = this.scale;
    const weights = this.#weights.slice(0, this.#size);
    for (let at = 0; at < weights.length; at++) weights[at] = Math.max(weights[at]! * scale, MIN_WEIGHT);
    return { offsets: this.#offsets, neighbours: this.#neighbours.slice(0, this.#size), weights };
  }

  /** What `finish` multiplies weights by. */
  get scale(): number {
    return this.#sumOfRowMaxima > 0 ? this.#rowsWithEdges / this.#sumOfRowMaxima : 1;
  }

  #grow(atLeast: number): void {
    const capacity = Math.max(atLeast, this.#neighbours.length * 2);
    const neighbours = new Uint32Array(capacity);
    neighbours.set(this.#neighbours);
    this.#neighbours = neighbours;
    const weights = new Float32Array(capacity);
    weights.set(this.#weights);
    this.#weights = weights;
  }
}

/** Smallest weight kept: an edge never rounds to zero, which would read as "no edge". */
const MIN_WEIGHT = 1e-30;

/** Sorts one row by neighbour index. */
function sortRow(neighbours: Uint32Array, weights: Float32Array, from: number, to: number): void {
  const order = Array.from({ length: to - from }, (_, at) => from + at);
  order.sort((a, b) => neighbours[a]! - neighbours[b]!);
  const sortedNeighbours = order.map((at) => neighbours[at]!);
  const sortedWeights = order.map((at) => weights[at]!);
  neighbours.set(sortedNeighbours, from);
  weights.set(sortedWeights, from);
}
