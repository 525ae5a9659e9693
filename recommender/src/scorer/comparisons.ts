// How alike each candidate is to the customer's newest visits, one by one.
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
  #termWeights = new Float64Array(0);
  /** The term of each row, and how many there are. */
  #terms = new Uint32Array(0);
  #count = 0;

  constructor(model: Model, newcomers: Newcomers) {
    this.#model = model;
    this.#newcomers = newcomers;
    this.#termRows = new Uint16Array(model.vectors.vocabulary.length);
  }

  /** Fills `similarities` for `candidates`, the first `size` entries, and the newest of `visits`. */
  compare(candidates: Uint32Array, size: number, visits: readonly Visit[]): void {
    const cells = size * COMPARED_VISITS;
    if (this.similarities.length < cells) this.similarities = new Float64Array(cells);
    const { items, vectors } = this.#model;
    const { terms, weights, offsets } = vectors;
    const compared = Math.min(visits.length, COMPARED_VISITS);
    for (let visit = 0; visit < compared; visit++) {
      const { item } = visits[visit]!;
      if (item < items) {
        this.#spread(visit, terms, weights, offsets[item]!, offsets[item + 1]!);
      } else {
        const vector = this.#newcomers.vectorOf(item);
        this.#spread(visit, vector.terms, vector.weights, 0, vector.terms.length);
      }
    }
    for (let at = 0; at < size; at++) {
      const item = candidates[at]!;
      if (item < items) {
        this.#addUp(at, terms, weights, offsets[item]!, offsets[item + 1]!);
      } else {
        const vector = this.#newcomers.vectorOf(item);
        this.#addUp(at, vector.terms, vector.weights, 0, vector.terms.length);
      }
    }
    for (let row = 0; row < this.#count; row++) this.#termRows[this.#terms[row]!] = 0;
    this.#count = 0;
  }

  /** Puts a visit's vector, entries `from` to `to`, beside those of the others. */
  #spread(visit: number, terms: Uint32Array, weights: Float32Array, from: number, to: number): void {
    this.#reserve(this.#count + to - from);
    const rows = this.#termRows;
    const spread = this.#termWeights;
    for (let at = from; at < to; at++) {
      const term = terms[at]!;
      let row = rows[term]!;
      if (row === 0) {
        this.#terms[this.#count] = term;
        const first = this.#count * COMPARED_VISITS;
        for (let cell = first; cell < first + COMPARED_VISITS; cell++) spread[cell] = 0;
        row = rows[term] = ++this.#count;
      }
      spread[(row - 1) * COMPARED_VISITS + visit] = weights[at]!;
    }
  }

  /** Makes room for so many terms. */
  #reserve(count: number): void {
    if (count <= this.#terms.length) return;
    const terms = new Uint32Array(2 * count);
    terms.set(this.#terms);
    this.#terms = terms;
    const weights = new Float64Array(2 * count * COMPARED_VISITS);
    weights.set(this.#termWeights);
    this.#termWeights = weights;
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
