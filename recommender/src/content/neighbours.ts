// Which items are alike by content: the graph over a catalogue, and the neighbours of one newcomer.
import type { Graph } from "../graphs/graph.ts";
import { GraphBuilder } from "../graphs/graph-builder.ts";
import { TopK } from "../graphs/top-k.ts";
import { invert, type Postings, type TermVector, type TermVectors, vectorOf } from "./vectors.ts";

export interface ContentOptions {
  readonly neighbours: number;
  /** A neighbour's similarity is multiplied by (1 + occurrences)^exponent: of two alike, prefer the one that sells. */
  readonly popularityExponent: number;
}

/** Terms that more items than this have are skipped when looking for neighbours: they say little and cost most. */
export const MAX_POSTINGS = 4000;

/** Similarities below this are noise of one common word. */
export const MIN_SIMILARITY = 0.05;

/** Finds items that share terms with a vector. Reuses its buffers; not reentrant. */
export class ContentIndex {
  readonly #postings: Postings;
  readonly #similarity: Float64Array;
  readonly #touched: Uint32Array;

  constructor(
    vectors: TermVectors,
    /** Factor per item, length items. */
    readonly itemWeight: Float64Array,
  ) {
    this.#postings = invert(vectors);
    this.#similarity = new Float64Array(vectors.offsets.length - 1);
    this.#touched = new Uint32Array(vectors.offsets.length - 1);
  }

  /** Fills `best` with the items most alike to `vector` (weighted cosine), leaving out item `except`. */
  nearest(vector: TermVector, best: TopK, except?: number): void {
    const { offsets, items, weights } = this.#postings;
    let touched = 0;
    for (let at = 0; at < vector.terms.length; at++) {
      const term = vector.terms[at]!;
      const from = offsets[term]!;
      const to = offsets[term + 1]!;
      if (to - from > MAX_POSTINGS) continue;
      const weight = vector.weights[at]!;
      for (let slot = from; slot < to; slot++) {
        const item = items[slot]!;
        if (this.#similarity[item] === 0) this.#touched[touched++] = item;
        this.#similarity[item]! += weight * weights[slot]!;
      }
    }
    best.clear();
    for (let at = 0; at < touched; at++) {
      const item = this.#touched[at]!;
      const similarity = this.#similarity[item]!;
      this.#similarity[item] = 0;
      if (item !== except && similarity >= MIN_SIMILARITY)
        best.push(similarity * this.itemWeight[item]!, item);
    }
  }
}

/** (1 + occurrences)^exponent for each item. */
export function contentItemWeights(occurrences: Uint32Array, exponent: number): Float64Array {
  return Float64Array.from(occurrences, (count) => (1 + count) ** exponent);
}

/** The content graph and the factor its weights were scaled by, which a newcomer's edges need too. */
export function fitContent(
  vectors: TermVectors,
  itemWeight: Float64Array,
  options: ContentOptions,
): { graph: Graph; scale: number } {
  const items = vectors.offsets.length - 1;
  const index = new ContentIndex(vectors, itemWeight);
  const best = new TopK(options.neighbours);
  const builder = new GraphBuilder(items);
  for (let item = 0; item < items; item++) {
    index.nearest(vectorOf(vectors, item), best, item);
    builder.add(best);
  }
  return { graph: builder.finish(), scale: builder.scale };
}
