// Items as sparse unit vectors of weighted terms (tf-idf), and the inverted index over them.
import type { Item } from "../catalogue/item.ts";
import { type FieldWeights, itemTerms } from "./terms.ts";

/** Item-term vectors in CSR form; every non-empty row has length 1 (Euclidean). */
export interface TermVectors {
  readonly vocabulary: readonly string[];
  /** Inverse document frequency of each term. */
  readonly idf: Float32Array;
  /** `Uint32Array` of length items + 1. */
  readonly offsets: Uint32Array;
  /** Term indices, ascending within a row. */
  readonly terms: Uint32Array;
  readonly weights: Float32Array;
}

/** One item's vector: ascending term indices and their weights. */
export interface TermVector {
  readonly terms: Uint32Array;
  readonly weights: Float32Array;
}

/** Builds vocabulary and vectors of a catalogue. Vocabulary order is that of first appearance. */
export function fitTermVectors(items: readonly Item[], fields: FieldWeights): TermVectors {
  const termsOf = items.map((item) => itemTerms(item, fields));
  const index = new Map<string, number>();
  const frequency: number[] = [];
  for (const terms of termsOf) {
    for (const term of terms.keys()) {
      const known = index.get(term);
      if (known === undefined) {
        index.set(term, frequency.length);
        frequency.push(1);
      } else {
        frequency[known]!++;
      }
    }
  }
  const idf = Float32Array.from(frequency, (count) => Math.log(1 + items.length / count));
  const rows = termsOf.map((terms) => vectorise(terms, index, idf));
  const offsets = new Uint32Array(items.length + 1);
  rows.forEach((row, item) => {
    offsets[item + 1] = offsets[item]! + row.terms.length;
  });
  const terms = new Uint32Array(offsets[items.length]!);
  const weights = new Float32Array(terms.length);
  rows.forEach((row, item) => {
    terms.set(row.terms, offsets[item]);
    weights.set(row.weights, offsets[item]);
  });
  return { vocabulary: [...index.keys()], idf, offsets, terms, weights };
}

/** The unit vector of a bag of terms; terms outside the vocabulary are left out. */
export function vectorise(
  bag: ReadonlyMap<string, number>,
  index: ReadonlyMap<string, number>,
  idf: Float32Array,
): TermVector {
  const entries: [term: number, weight: number][] = [];
  let squares = 0;
  for (const [text, fieldWeight] of bag) {
    const term = index.get(text);
    if (term === undefined) continue;
    const weight = fieldWeight * idf[term]!;
    entries.push([term, weight]);
    squares += weight * weight;
  }
  entries.sort((a, b) => a[0] - b[0]);
  const norm = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  return {
    terms: Uint32Array.from(entries, ([term]) => term),
    weights: Float32Array.from(entries, ([, weight]) => weight * norm),
  };
}

/** The vector of item `item` as views into the CSR arrays. */
export function vectorOf(vectors: TermVectors, item: number): TermVector {
  const from = vectors.offsets[item]!;
  const to = vectors.offsets[item + 1]!;
  return { terms: vectors.terms.subarray(from, to), weights: vectors.weights.subarray(from, to) };
}

/** Cosine of two unit vectors. */
export function cosine(a: TermVector, b: TermVector): number {
  let sum = 0;
  for (let x = 0, y = 0; x < a.terms.length && y < b.terms.length;) {
    const difference = a.terms[x]! - b.terms[y]!;
    if (difference === 0) sum += a.weights[x++]! * b.weights[y++]!;
    else if (difference < 0) x++;
    else y++;
  }
  return sum;
}

/** For each term the items that have it: CSR by term. */
export interface Postings {
  readonly offsets: Uint32Array;
  readonly items: Uint32Array;
  readonly weights: Float32Array;
}

/** The postings of the terms that at most `most` items have; those of the others are empty. */
export function invert(vectors: TermVectors, most: number): Postings {
  const terms = vectors.vocabulary.length;
  const counts = new Uint32Array(terms);
  for (let at = 0; at < vectors.terms.length; at++) counts[vectors.terms[at]!]!++;
  const offsets = new Uint32Array(terms + 1);
  for (let term = 0; term < terms; term++)
    offsets[term + 1] = offsets[term]! + (counts[term]! <= most ? counts[term]! : 0);
  const cursor = offsets.slice();
  const items = new Uint32Array(offsets[terms]!);
  const weights = new Float32Array(offsets[terms]!);
  for (let item = 0; item + 1 < vectors.offsets.length; item++) {
    for (let at = vectors.offsets[item]!; at < vectors.offsets[item + 1]!; at++) {
      const term = vectors.terms[at]!;
      if (counts[term]! > most) continue;
      const slot = cursor[term]!++;
      items[slot] = item;
      weights[slot] = vectors.weights[at]!;
    }
  }
  return { offsets, items, weights };
}
