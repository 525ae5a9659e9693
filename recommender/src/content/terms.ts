// What an item is about, as terms: title words, brand, categories, attributes.
import type { Item } from "../catalogue/item.ts";

/** Longest part of a title that is read, in characters: a 10 KB title must not cost 10 KB of terms. */
const MAX_TITLE = 500;
const MAX_TERMS_PER_ITEM = 64;
const WORD = /[\p{L}\p{N}]+/gu;

/** How much a term of each field counts. */
export interface FieldWeights {
  readonly title: number;
  readonly brand: number;
  readonly category: number;
  readonly attribute: number;
}

/** The terms of an item with their field weights. Title words are bare, the other fields are prefixed. */
export function itemTerms(item: Item, weights: FieldWeights): Map<string, number> {
  const terms = new Map<string, number>();
  const add = (term: string, weight: number): void => {
    if (weight <= 0) return;
    if (terms.has(term) || terms.size < MAX_TERMS_PER_ITEM)
      terms.set(term, Math.max(weight, terms.get(term) ?? 0));
  };
  if (item.brand !== undefined) add(`brand:${normalise(item.brand)}`, weights.brand);
  for (const category of item.categories ?? []) add(`category:${normalise(category)}`, weights.category);
  for (const attribute of item.attributes ?? []) add(`attribute:${normalise(attribute)}`, weights.attribute);
  for (const word of normalise((item.title ?? "").slice(0, MAX_TITLE)).match(WORD) ?? []) {
    if (word.length > 1) add(word, weights.title);
  }
  return terms;
}

function normalise(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
