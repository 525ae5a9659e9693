// Finds items alike by content in a set that changes: the items that are newer than the model.
import type { TopK } from "../graphs/top-k.ts";
import { MAX_POSTINGS, MIN_SIMILARITY } from "./posting-votes.ts";
import type { TermVector } from "./vectors.ts";

/** Those who have one term, in no order: `items[at]` has it with `weights[at]`. */
interface Posting {
  readonly items: number[];
  readonly weights: number[];
}

/**
 * An inverted index to which items are added and from which they are taken. Its counterpart over a fitted catalogue is
 * `ContentIndex`, which cannot change. Reuses its buffers; not reentrant.
 */
export class GrowingIndex {
  readonly #first: number;
  readonly #vectors = new Map<number, TermVector>();
  readonly #postings = new Map<number, Posting>();
  #similarity = new Float64Array(64);
  readonly #touched: number[] = [];

  /** `first` is the smallest index that an item can have; the indices need not be far above it. */
  constructor(first: number) {
    this.#first = first;
  }

  /** The vector of an item; undefined when it is not in the set. */
  vectorOf(item: number): TermVector | undefined {
    return this.#vectors.get(item);
  }

  /** Adds an item that is not in the set. */
  add(item: number, vector: TermVector): void {
    this.#vectors.set(item, vector);
    vector.terms.forEach((term, at) => {
      let posting = this.#postings.get(term);
      if (posting === undefined) this.#postings.set(term, (posting = { items: [], weights: [] }));
      posting.items.push(item);
      posting.weights.push(vector.weights[at]!);
    });
    if (item - this.#first >= this.#similarity.length)
      this.#similarity = new Float64Array(2 * (item - this.#first));
  }

  /** False when the item is not in the set. */
  delete(item: number): boolean {
    const vector = this.#vectors.get(item);
    if (vector === undefined) return false;
    this.#vectors.delete(item);
    for (const term of vector.terms) {
      const { items, weights } = this.#postings.get(term)!;
      const at = items.indexOf(item);
      const lastItem = items.pop()!;
      const lastWeight = weights.pop()!;
      if (at < items.length) {
        items[at] = lastItem;
        weights[at] = lastWeight;
      }
    }
    return true;
  }

  /** Fills `best` with the items most alike to `vector`, by cosine. */
  nearest(vector: TermVector, best: TopK): void {
    vector.terms.forEach((term, at) => {
      const posting = this.#postings.get(term);
      if (posting !== undefined && posting.items.length <= MAX_POSTINGS)
        this.#accumulate(posting, vector.weights[at]!);
    });
    best.clear();
    for (const item of this.#touched) {
      const similarity = this.#similarity[item - this.#first]!;
      this.#similarity[item - this.#first] = 0;
      if (similarity >= MIN_SIMILARITY) best.push(similarity, item);
    }
    this.#touched.length = 0;
  }

  #accumulate({ items, weights }: Posting, weight: number): void {
    for (let at = 0; at < items.length; at++) {
      const slot = items[at]! - this.#first;
      if (this.#similarity[slot] === 0) this.#touched.push(items[at]!);
      this.#similarity[slot]! += weight * weights[at]!;
    }
  }
}
