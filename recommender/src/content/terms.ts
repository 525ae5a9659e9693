// What an item is about, as terms: title words, brand, categories, attributes.
import type { Item } from "../catalogue/item.ts";

/** Longest part of a title that is read, in characters: a 10 KB title must not cost 10 KB of terms. */
const MAX_TITLE = 500;
const MAX_TERMS_PER_ITEM = 64;
/** Letters and digits with the marks on them: in many scripts a mark is a vowel, and not the end of the word. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** Thai, Lao, Burmese, Khmer, Japanese and Chinese, which are written without spaces between words. */
const UNSPACED =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\ud840-\udbff]/;
/** One vowel of Thai and of Lao, which NFKC writes as two, and which no dictionary then knows. */
const DIVIDED_AM = /\u0e4d\u0e32|\u0ecd\u0eb2/g;
/** One character that is a word by itself in Chinese and Japanese: tea, white. */
const IDEOGRAPH = /^\p{Script=Han}$/u;
const segmenter = new Intl.Segmenter("und", { granularity: "word" });

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
  const addWhole = (field: string, text: string, weight: number): void => {
    const value = normalise(text);
    if (value !== "") add(`${field}:${value}`, weight);
  };
  addWhole("brand", item.brand ?? "", weights.brand);
  for (const category of item.categories ?? []) addWhole("category", category, weights.category);
  for (const attribute of item.attributes ?? []) addWhole("attribute", attribute, weights.attribute);
  for (const word of wordsOf(normalise((item.title ?? "").slice(0, MAX_TITLE)))) {
    if (word.length > 1 || IDEOGRAPH.test(word)) add(word, weights.title);
  }
  return terms;
}

function wordsOf(text: string): readonly string[] {
  if (!UNSPACED.test(text)) return text.match(WORD) ?? [];
  const whole = text.replaceAll(DIVIDED_AM, (am) => (am === "\u0e4d\u0e32" ? "\u0e33" : "\u0eb3"));
  return (whole.match(WORD) ?? []).flatMap((word) =>
    UNSPACED.test(word) ? Array.from(segmenter.segment(word), ({ segment }) => segment) : [word],
  );
}

function normalise(text: string): string {
  return text.normalize("NFKC").toLowerCase().trim();
}
