import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Item } from "../catalogue/item.ts";
import type { FieldWeights } from "./terms.ts";
import { cosine, fitTermVectors, invert, type TermVector, vectorise, vectorOf } from "./vectors.ts";

const TITLE_ONLY: FieldWeights = { title: 1, brand: 0, category: 0, attribute: 0 };

function titled(...titles: readonly string[]): Item[] {
  return titles.map((title, at) => ({ itemId: String(at), title }));
}

function length({ weights }: TermVector): number {
  return Math.hypot(...weights);
}

const title = fc
  .array(fc.constantFrom("red", "blue", "lip", "nail", "oil", "set"), { maxLength: 5 })
  .map((words) => words.join(" "));
const catalogue = fc.array(title, { minLength: 1, maxLength: 12 }).map((titles) => titled(...titles));

describe("term vectors", () => {
  test("of no items, and of items without terms, are empty", () => {
    expect(fitTermVectors([], TITLE_ONLY).vocabulary).toEqual([]);
    const vectors = fitTermVectors(titled("", "!"), TITLE_ONLY);
    expect(Array.from(vectors.offsets)).toEqual([0, 0, 0]);
    expect(cosine(vectorOf(vectors, 0), vectorOf(vectors, 1))).toBe(0);
  });

  test("of weight 0 in every field are empty", () => {
    const vectors = fitTermVectors(titled("red nail"), { title: 0, brand: 0, category: 0, attribute: 0 });
    expect(vectors.terms).toHaveLength(0);
  });

  test("weigh rare terms more, by tf-idf", () => {
    const vectors = fitTermVectors(titled("red nail", "red lip", "red oil"), TITLE_ONLY);
    expect(vectors.vocabulary).toEqual(["red", "nail", "lip", "oil"]);
    expect(vectors.idf[0]).toBeCloseTo(Math.log(2), 6);
    expect(vectors.idf[1]).toBeCloseTo(Math.log(4), 6);
    const [red, nail] = vectorOf(vectors, 0).weights;
    expect(nail! / red!).toBeCloseTo(2, 5);
  });

  test("have length 1 and ascending terms, and 0 for items without terms", () => {
    fc.assert(
      fc.property(catalogue, (items) => {
        const vectors = fitTermVectors(items, TITLE_ONLY);
        items.forEach((_, at) => {
          const vector = vectorOf(vectors, at);
          expect(Array.from(vector.terms)).toEqual(Array.from(vector.terms.toSorted()));
          expect(length(vector)).toBeCloseTo(vector.terms.length > 0 ? 1 : 0, 5);
        });
      }),
    );
  });

  test("of words outside of the vocabulary leave them out", () => {
    const vectors = fitTermVectors(titled("red nail", "red lip"), TITLE_ONLY);
    const index = new Map(vectors.vocabulary.map((term, at) => [term, at]));
    const bag = new Map([
      ["lip", 1],
      ["unheard", 5],
      ["of", 5],
    ]);
    const vector = vectorise(bag, index, vectors.idf);
    expect(Array.from(vector.terms)).toEqual([2]);
    expect(length(vector)).toBeCloseTo(1, 6);
    expect(vectorise(new Map([["unheard", 1]]), index, vectors.idf).terms).toHaveLength(0);
  });
});

describe("the cosine", () => {
  test("is 1 for equal items, 0 for items without a common term, and symmetric", () => {
    fc.assert(
      fc.property(catalogue, (items) => {
        const vectors = fitTermVectors(items, TITLE_ONLY);
        const words = (at: number) => new Set(items[at]!.title!.split(" ").filter((word) => word !== ""));
        for (let a = 0; a < items.length; a++) {
          for (let b = 0; b < items.length; b++) {
            const similarity = cosine(vectorOf(vectors, a), vectorOf(vectors, b));
            expect(similarity).toBe(cosine(vectorOf(vectors, b), vectorOf(vectors, a)));
            const common = words(a).intersection(words(b)).size;
            if (common === 0) expect(similarity).toBe(0);
            else expect(similarity).toBeGreaterThan(0);
            if (common > 0 && common === words(a).size && common === words(b).size)
              expect(similarity).toBeCloseTo(1, 5);
          }
        }
      }),
    );
  });
});

test("the inverted index holds every entry of every vector", () => {
  fc.assert(
    fc.property(catalogue, (items) => {
      const vectors = fitTermVectors(items, TITLE_ONLY);
      const postings = invert(vectors, Infinity);
      const inverted: string[] = [];
      vectors.vocabulary.forEach((_, term) => {
        for (let at = postings.offsets[term]!; at < postings.offsets[term + 1]!; at++)
          inverted.push(`${postings.items[at]} ${term} ${postings.weights[at]}`);
      });
      const direct = items.flatMap((_, item) => {
        const { terms, weights } = vectorOf(vectors, item);
        return Array.from(terms, (term, at) => `${item} ${term} ${weights[at]}`);
      });
      expect(inverted.toSorted()).toEqual(direct.toSorted());
    }),
  );
});

test("the inverted index leaves out the terms that more items have than asked", () => {
  const items = ["red shoe", "red hat", "blue hat", "red coat"].map((title, at) => ({
    itemId: `${at}`,
    title,
  }));
  const vectors = fitTermVectors(items, TITLE_ONLY);
  const { offsets } = invert(vectors, 2);
  const held = vectors.vocabulary.map((term, at) => [term, offsets[at + 1]! - offsets[at]!]);
  expect(Object.fromEntries(held)).toEqual({ red: 0, shoe: 1, hat: 2, blue: 1, coat: 1 });
});
