// Items that are newer than the model: they get content neighbours at once, in both directions.
import type { Item } from "../catalogue/item.ts";
import { GrowingIndex } from "../content/growing-index.ts";
import { ContentIndex, contentItemWeights } from "../content/neighbours.ts";
import { itemTerms } from "../content/terms.ts";
import { cosine, type TermVector, vectorise, vectorOf } from "../content/vectors.ts";
import { productVectors } from "../groups/products.ts";
import { TopK } from "../graphs/top-k.ts";
import type { Model } from "../model.ts";
import { EdgeRow } from "./edge-row.ts";

/** The fitted items, to be compared with newcomers. */
interface FittedSide {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly index: ContentIndex;
  /** What a neighbour that nobody has bought yet is multiplied by: as a fitted item without events. */
  readonly newcomerWeight: number;
}

/**
 * Each newcomer is linked with its nearest fitted items and its nearest newcomers, as many of each as a row of the
 * fitted graph has. So the cost of one more does not grow with their number.
 */
export class Newcomers {
  readonly #model: Model;
  readonly #edges = new Map<number, EdgeRow>();
  readonly #arrived: GrowingIndex;
  readonly #best: TopK;
  /** Most edges from one item: without a limit, an item that thousands of newcomers are like would slow its requests. */
  readonly #mostEdges: number;
  #fitted: FittedSide | undefined;

  constructor(model: Model) {
    const { neighbours } = model.recipe.content;
    this.#model = model;
    this.#arrived = new GrowingIndex(model.items);
    this.#best = new TopK(neighbours);
    this.#mostEdges = 2 * neighbours;
  }

  /** Makes what the first newcomer would wait for: tenths of a second for a large catalogue. */
  prepare(): void {
    this.#fitted ??= fittedSide(this.#model);
  }

  /** Links a newcomer, or links it anew when its content has changed. `index` is at least the model's item count. */
  put(index: number, item: Item): void {
    const fitted = (this.#fitted ??= fittedSide(this.#model));
    const terms = itemTerms(item, this.#model.recipe.content.fields);
    const vector = vectorise(terms, fitted.vocabulary, this.#model.vectors.idf);
    const known = this.#arrived.vectorOf(index);
    if (known !== undefined && isSame(known, vector)) return;
    this.remove(index);
    fitted.index.nearest(vector, this.#best);
    this.#linkBest(index, vector, fitted);
    this.#arrived.nearest(vector, this.#best);
    this.#linkBest(index, vector, fitted);
    this.#arrived.add(index, vector);
  }

  /** Takes a newcomer out; nothing happens to other items. */
  remove(index: number): void {
    if (!this.#arrived.delete(index)) return;
    this.#edges.delete(index);
    for (const row of this.#edges.values()) row.delete(index);
  }

  /** Content edges of `source` that the fitted graph does not have, with weights on the graph's scale. */
  edgesOf(source: number): EdgeRow | undefined {
    return this.#edges.get(source);
  }

  /** All edges from one item to another that the fitted graph does not have. */
  *edges(): Generator<{ source: number; target: number; weight: number }> {
    for (const [source, { targets, weights }] of this.#edges)
      for (const [slot, target] of targets.entries()) yield { source, target, weight: weights[slot]! };
  }

  /** The term vector of any item, fitted or new. */
  vectorOf(index: number): TermVector {
    if (index < this.#model.items) return vectorOf(this.#model.vectors, index);
    return this.#arrived.vectorOf(index) ?? EMPTY;
  }

  #linkBest(index: number, vector: TermVector, fitted: FittedSide): void {
    for (let at = 0; at < this.#best.size; at++) {
      const neighbour = this.#best.ids[at]!;
      const similarity = cosine(vector, this.vectorOf(neighbour));
      this.#addEdge(index, neighbour, similarity, fitted);
      this.#addEdge(neighbour, index, similarity, fitted);
    }
  }

  #addEdge(source: number, target: number, similarity: number, fitted: FittedSide): void {
    let row = this.#edges.get(source);
    if (row === undefined) this.#edges.set(source, (row = new EdgeRow(this.#mostEdges)));
    const popularity = fitted.index.itemWeight[target] ?? fitted.newcomerWeight;
    row.add(target, similarity * popularity * this.#model.contentScale);
  }
}

function fittedSide({ vectors, variants, occurrences, recipe }: Model): FittedSide {
  const itemWeight = contentItemWeights(occurrences, recipe.content.popularityExponent);
  return {
    vocabulary: new Map(vectors.vocabulary.map((term, index) => [term, index])),
    index: new ContentIndex(productVectors(vectors, variants?.product), itemWeight),
    newcomerWeight: itemWeight.length === 0 ? 1 : itemWeight.reduce((a, b) => Math.min(a, b)),
  };
}

const EMPTY: TermVector = { terms: new Uint32Array(0), weights: new Float32Array(0) };

function isSame(a: TermVector, b: TermVector): boolean {
  return (
    a.terms.length === b.terms.length &&
    a.terms.every((term, at) => term === b.terms[at] && a.weights[at] === b.weights[at])
  );
}
