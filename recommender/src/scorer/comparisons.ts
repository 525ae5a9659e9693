// How alike each candidate is to the customer's newest visits, one by one.
import type { TermVector } from "../content/vectors.ts";
import type { Model } from "../model.ts";
import type { Newcomers } from "./newcomers.ts";
import type { Visit } from "./visits.ts";

/** How many of the newest visits are compared with each candidate. */
export const COMPARED_VISITS = 8;

/**
 * Compares all candidates of a request with its newest visits at once: each candidate's terms are gone through a single
 * time, instead of for each pair. Reuses its buffers; not reentrant.
 */
export class Comparisons {
  /** Cosines of the candidates' terms with the visits': candidates × `COMPARED_VISITS`, row-major. */
  similarities = new Float64Array(0);
  readonly #model: Model;
  readonly #newcomers: Newcomers;
  /** One more than the row of each term in `#termWeights`; all 0 between two calls. */
  readonly #termRows: Uint16Array;
  /** Weights in the visits' vectors of the terms that these have: terms × `COMPARED_VISITS`, row-major. */
  #termWeights = new Float32Array(0);

  constructor(model: Model, newcomers: Newcomers) {
    this.#model = model;
    this.#newcomers = newcomers;
    this.#termRows = new Uint16Array(model.vectors.vocabulary.length);
  }

  /** Fills `similarities` for `candidates`, the first `size` entries, and the newest of `visits`. */
  compare(candidates: Uint32Array, size: number, visits: readonly Visit[]): void {
    const cells = size * COMPARED_VISITS;
    if (this.similarities.length < cells) this.similarities = new Float64Array(cells);
    this.#findSimilarities(candidates, size, visits.slice(0, COMPARED_VISITS));
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
