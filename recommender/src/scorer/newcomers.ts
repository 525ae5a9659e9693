// Items that are newer than the model: they get content neighbours at once, in both directions.
import type { Item } from "../catalogue/item.ts";
import { ContentIndex, contentItemWeights } from "../content/neighbours.ts";
import { itemTerms } from "../content/terms.ts";
import { cosine, type TermVector, vectorise, vectorOf } from "../content/vectors.ts";
import { TopK } from "../graphs/top-k.ts";
import type { Model } from "../model.ts";

export class Newcomers {
  readonly #model: Model;
  readonly #edges = new Map<number, Map<number, number>>();
  readonly #vectors = new Map<number, TermVector>();
  readonly #vocabulary: ReadonlyMap<string, number>;
  readonly #index: ContentIndex;
  readonly #best: TopK;
  /** What a neighbour that nobody has bought yet is multiplied by: that of the catalogue's middle item. */
  readonly #newcomerWeight: number;

  constructor(model: Model) {
    const { neighbours, popularityExponent } = model.recipe.content;
    this.#model = model;
    this.#vocabulary = new Map(model.vectors.vocabulary.map((term, index) => [term, index]));
    const itemWeight = contentItemWeights(model.occurrences, popularityExponent);
    this.#index = new ContentIndex(model.vectors, itemWeight);
    this.#newcomerWeight = itemWeight.toSorted()[itemWeight.length >> 1] ?? 1;
    this.#best = new TopK(neighbours);
  }

  /** Links a new or changed newcomer. `index` is at least the model's item count. */
  put(index: number, item: Item): void {
    this.#unlink(index);
    const vector = vectorise(
      itemTerms(item, this.#model.recipe.content.fields),
      this.#vocabulary,
      this.#model.vectors.idf,
    );
    this.#index.nearest(vector, this.#best);
    for (let at = 0; at < this.#best.size; at++) {
      const neighbour = this.#best.ids[at]!;
      this.#link(index, neighbour, cosine(vector, this.vectorOf(neighbour)));
    }
    for (const [other, otherVector] of this.#vectors) {
      const similarity = cosine(vector, otherVector);
      if (similarity > 0) this.#link(index, other, similarity);
    }
    this.#vectors.set(index, vector);
  }

  /** Content edges of `source` that the fitted graph does not have, with weights on the graph's scale. */
  edgesOf(source: number): ReadonlyMap<number, number> | undefined {
    return this.#edges.get(source);
  }

  /** The term vector of any item, fitted or new. */
  vectorOf(index: number): TermVector {
    if (index < this.#model.items) return vectorOf(this.#model.vectors, index);
    return this.#vectors.get(index) ?? EMPTY;
  }

  #link(a: number, b: number, similarity: number): void {
    this.#edge(a, b, similarity);
    this.#edge(b, a, similarity);
  }

  #edge(source: number, target: number, similarity: number): void {
    let row = this.#edges.get(source);
    if (row === undefined) this.#edges.set(source, (row = new Map<number, number>()));
    const popularity = target < this.#model.items ? this.#index.itemWeight[target]! : this.#newcomerWeight;
    row.set(target, similarity * popularity * this.#model.contentScale);
  }

  #unlink(index: number): void {
    for (const neighbour of this.#edges.get(index)?.keys() ?? []) this.#edges.get(neighbour)?.delete(index);
    this.#edges.delete(index);
    this.#vectors.delete(index);
  }
}

const EMPTY: TermVector = { terms: new Uint32Array(0), weights: new Float32Array(0) };
