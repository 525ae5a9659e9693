import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Item } from "../catalogue/item.ts";
import { edgeWeight } from "../graphs/graph.ts";
import { TopK } from "../graphs/top-k.ts";
import { ContentIndex, contentItemWeights, fitContent } from "./neighbours.ts";
import type { FieldWeights } from "./terms.ts";
import { cosine, fitTermVectors, type TermVectors, vectorOf } from "./vectors.ts";

const TITLE_ONLY: FieldWeights = { title: 1, brand: 0, category: 0, attribute: 0 };

function titled(titles: readonly string[]): Item[] {
  return titles.map((title, at) => ({ itemId: String(at), title }));
}

/** The neighbours of one item by comparing it with every other; the better first, of equals the lower index. */
function byHand(
  vectors: TermVectors,
  itemWeight: Float64Array,
  item: number,
  count: number,
): { other: number; value: number }[] {
  return Array.from(itemWeight, (weight, other) => ({
    other,
    similarity: cosine(vectorOf(vectors, item), vectorOf(vectors, other)),
    weight,
  }))
    .filter(({ other, similarity }) => other !== item && similarity >= 0.05)
    .map(({ other, similarity, weight }) => ({ other, value: similarity * weight }))
    .sort((a, b) => b.value - a.value || a.other - b.other)
    .slice(0, count);
}

const shop = fc.record({
  titles: fc.array(
    fc
      .array(fc.constantFrom("red", "blue", "lip", "nail", "oil", "set", "kit"), { maxLength: 4 })
      .map((words) => words.join(" ")),
    { minLength: 1, maxLength: 25 },
  ),
  seed: fc.nat(),
  exponent: fc.constantFrom(0, 0.3, 1),
  neighbours: fc.integer({ min: 1, max: 6 }),
});

describe("content neighbours", () => {
  test("of a catalogue without terms are none, and the scale stays a number", () => {
    const vectors = fitTermVectors(titled(["", ""]), TITLE_ONLY);
    const { graph, scale } = fitContent(vectors, Float64Array.of(1, 1), {
      neighbours: 5,
      popularityExponent: 0,
    });
    expect(graph.neighbours).toHaveLength(0);
    expect(scale).toBe(1);
  });

  test("are those that comparing every pair finds, with the same weights", () => {
    fc.assert(
      fc.property(shop, ({ titles, seed, exponent, neighbours }) => {
        const vectors = fitTermVectors(titled(titles), TITLE_ONLY);
        const occurrences = Uint32Array.from(titles, (_, at) => (at * 7 + seed) % 11);
        const itemWeight = contentItemWeights(occurrences, exponent);
        const { graph, scale } = fitContent(vectors, itemWeight, {
          neighbours,
          popularityExponent: exponent,
        });
        titles.forEach((_, item) => {
          const expected = byHand(vectors, itemWeight, item, neighbours);
          const found = Array.from(graph.neighbours.subarray(graph.offsets[item], graph.offsets[item + 1]));
          expect(found).toHaveLength(expected.length);
          // Sums in another order may swap equals, so weights are compared and not indices.
          const weights = found.map((other) => edgeWeight(graph, item, other)).sort((a, b) => b - a);
          weights.forEach((weight, at) => expect(weight).toBeCloseTo(expected[at]!.value * scale, 4));
        });
      }),
    );
  });

  test("prefer, of two that are alike, the one that sells", () => {
    const vectors = fitTermVectors(titled(["red lip", "red lip", "red lip"]), TITLE_ONLY);
    const { graph } = fitContent(vectors, contentItemWeights(Uint32Array.of(5, 0, 9), 0.5), {
      neighbours: 1,
      popularityExponent: 0.5,
    });
    expect(Array.from(graph.neighbours)).toEqual([2, 2, 0]);
  });

  test("never name the item itself, and the index forgets one question before the next", () => {
    const vectors = fitTermVectors(titled(["red lip", "red nail", "blue oil"]), TITLE_ONLY);
    const index = new ContentIndex(vectors, Float64Array.of(1, 1, 1));
    const best = new TopK(3);
    const ask = (item: number): number[] => {
      index.nearest(vectorOf(vectors, item), best, item);
      return Array.from(best.ids.subarray(0, best.size));
    };
    expect([ask(0), ask(2), ask(1), ask(0)]).toEqual([[1], [], [0], [1]]);
  });
});

test("popularity lifts an item by (1 + events)^exponent, at least as the middle one", () => {
  expect(Array.from(contentItemWeights(Uint32Array.of(0, 3, 8), 0.5))).toEqual([2, 2, 3]);
  expect(Array.from(contentItemWeights(Uint32Array.of(0, 3, 8), 0))).toEqual([1, 1, 1]);
  expect(contentItemWeights(new Uint32Array(0), 1)).toHaveLength(0);
});
