// How each candidate relates to the customer's newest visits one by one: by the edges to it and by content.
import type { TermVector } from "../content/vectors.ts";
import type { Model } from "../model.ts";
import type { Newcomers } from "./newcomers.ts";
import type { Visit } from "./visits.ts";

/** How many of the newest visits are compared with each candidate. */
export const COMPARED_VISITS = 8;

/**
 * Compares all candidates of a request with its newest visits at once: each visit's edges and each candidate's terms are
 * gone through a single time, instead of searching them for each pair. Reuses its buffers; not reentrant.
 */
export class Comparisons {
  /** Weights of the transitions from visits to candidates, 0 for none: candidates × `COMPARED_VISITS`, row-major. */
  edges = new Float32Array(0);
  /** Cosines of the candidates' terms with the visits', laid out as `edges`. */
  similarities = new Float64Array(0);
  readonly #model: Model;
  readonly #newcomers: Newcomers;
  /** One more than the place of each fitted item among the candidates; all 0 between two calls. */
  readonly #places: Uint32Array;
  /** One more than the row of each term in `#termWeights`; all 0 between two calls. */
  readonly #termRows: Uint32Array;
  /** Weights in the visits' vectors of the terms that these have: terms × `COMPARED_VISITS`, row-major. */
  #termWeights = new Float32Array(0);

  constructor(model: Model, newcomers: Newcomers) {
    this.#model = model;
    this.#newcomers = newcomers;
    this.#places = new Uint32Array(model.items);
    this.#termRows = new Uint32Array(model.vectors.vocabulary.length);
  }

  /** Fills `edges` and `similarities` for `candidates`, the first `size` entries, and the newest of `visits`. */
  compare(candidates: Uint32Array, size: number, visits: readonly Visit[]): void {
    const cells = size * COMPARED_VISITS;
    if (this.edges.length < cells) {
      this.edges = new Float32Array(cells);
      this.similarities = new Float64Array(cells);
    }
    const compared = visits.slice(0, COMPARED_VISITS);
    this.#findEdges(candidates, size, compared);
    this.#findSimilarities(candidates, size, compared);
  }

  #findEdges(candidates: Uint32Array, size: number, visits: readonly Visit[]): void {
    const { items, transitions } = this.#model;
    const { offsets, neighbours, weights } = transitions;
    const places = this.#places;
    const edges = this.edges;
    edges.fill(0, 0, size * COMPARED_VISITS);
    for (let at = 0; at < size; at++) if (candidates[at]! < items) places[candidates[at]!] = at + 1;
    for (let visit = 0; visit < visits.length; visit++) {
      const { item } = visits[visit]!;
      if (item >= items) continue;
      const end = offsets[item + 1]!;
      for (let at = offsets[item]!; at < end; at++) {
        const place = places[neighbours[at]!]!;
        if (place !== 0) edges[(place - 1) * COMPARED_VISITS + visit] = weights[at]!;
      }
    }
    for (let at = 0; at < size; at++) if (candidates[at]! < items) places[candidates[at]!] = 0;
  }

  #findSimilarities(candidates: Uint32Array, size: number, visits: readonly Visit[]): void {
    const { items, vectors } = this.#model;
    const visited = visits.map(({ item }) => this.#newcomers.vectorOf(item));
    this.#spread(visited);
    for (let at = 0; at < size; at++) {
      const item = candidates[at]!;
      if (item < items) {
        this.#addUp(at, vectors.terms, vectors.weights, vectors.offsets[item]!, vectors.offsets[item + 1]!);
      } else {
        const { terms, weights } = this.#newcomers.vectorOf(item);
        this.#addUp(at, terms, weights, 0, terms.length);
      }
    }
    for (const { terms } of visited) for (const term of terms) this.#termRows[term] = 0;
  }

  /** Puts the visits' vectors side by side. */
  #spread(visited: readonly TermVector[]): void {
    let most = 0;
    for (const { terms } of visited) most += terms.length;
    const cells = most * COMPARED_VISITS;
    if (this.#termWeights.length < cells) this.#termWeights = new Float32Array(cells);
    const rows = this.#termRows;
    const spread = this.#termWeights;
    spread.fill(0, 0, cells);
    let count = 0;
    for (let visit = 0; visit < visited.length; visit++) {
      const { terms, weights } = visited[visit]!;
      for (let at = 0; at < terms.length; at++) {
        const term = terms[at]!;
        if (rows[term] === 0) rows[term] = ++count;
        spread[(rows[term]! - 1) * COMPARED_VISITS + visit] = weights[at]!;
      }
    }
  }

  /** Multiplies a candidate's vector, entries `from` to `to`, with all visits' at once. */
  #addUp(candidate: number, terms: Uint32Array, weights: Float32Array, from: number, to: number): void {
    const rows = this.#termRows;
    const spread = this.#termWeights;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    let g = 0;
    let h = 0;
    for (let at = from; at < to; at++) {
      const row = rows[terms[at]!]!;
      if (row === 0) continue;
      const weight = weights[at]!;
      const cell = (row - 1) * COMPARED_VISITS;
      a += weight * spread[cell]!;
      b += weight * spread[cell + 1]!;
      c += weight * spread[cell + 2]!;
      d += weight * spread[cell + 3]!;
      e += weight * spread[cell + 4]!;
      f += weight * spread[cell + 5]!;
      g += weight * spread[cell + 6]!;
      h += weight * spread[cell + 7]!;
    }
    const cell = candidate * COMPARED_VISITS;
    const similarities = this.similarities;
    similarities[cell] = a;
    similarities[cell + 1] = b;
    similarities[cell + 2] = c;
    similarities[cell + 3] = d;
    similarities[cell + 4] = e;
    similarities[cell + 5] = f;
    similarities[cell + 6] = g;
    similarities[cell + 7] = h;
  }
}
