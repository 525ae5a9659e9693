import { expect, test } from "bun:test";
import fc from "fast-check";
import { TopK } from "../graphs/top-k.ts";
import { GrowingIndex } from "./growing-index.ts";
import { cosine, type TermVector } from "./vectors.ts";

const FIRST = 100;
const TERMS = 12;

/** A unit vector of some of the terms, each once. */
const vectors = fc
  .uniqueArray(fc.tuple(fc.nat(TERMS - 1), fc.integer({ min: 1, max: 9 })), {
    maxLength: 6,
    selector: ([term]) => term,
  })
  .map((entries): TermVector => {
    const sorted = entries.toSorted(([a], [b]) => a - b);
    const length = Math.hypot(...sorted.map(([, weight]) => weight));
    return {
      terms: Uint32Array.from(sorted, ([term]) => term),
      weights: Float32Array.from(sorted, ([, weight]) => weight / length),
    };
  });

test("finds what a comparison with every item finds, however many came and went", () => {
  const changes = fc.array(fc.record({ item: fc.nat(200), vector: vectors, leaves: fc.boolean() }));
  fc.assert(
    fc.property(changes, vectors, (log, asked) => {
      const index = new GrowingIndex(FIRST);
      const expected = new Map<number, TermVector>();
      for (const { item: offset, vector, leaves } of log) {
        const item = FIRST + offset;
        expect(index.delete(item)).toBe(expected.delete(item));
        if (leaves) continue;
        index.add(item, vector);
        expected.set(item, vector);
      }
      const best = new TopK(1000);
      index.nearest(asked, best);
      const alike = [...expected].filter(([, vector]) => cosine(asked, vector) >= 0.05);
      expect([...best.ids.subarray(0, best.size)].toSorted((a, b) => a - b)).toEqual(
        alike.map(([item]) => item).toSorted((a, b) => a - b),
      );
      for (let at = 0; at < best.size; at++)
        expect(best.values[at]).toBeCloseTo(cosine(asked, expected.get(best.ids[at]!)!), 6);
    }),
  );
});

test("knows the vectors of those in the set only", () => {
  const vector = { terms: Uint32Array.of(1), weights: Float32Array.of(1) };
  const index = new GrowingIndex(FIRST);
  expect(index.vectorOf(FIRST)).toBeUndefined();
  expect(index.delete(FIRST)).toBe(false);
  index.add(FIRST, vector);
  expect(index.vectorOf(FIRST)).toEqual(vector);
  index.delete(FIRST);
  expect(index.vectorOf(FIRST)).toBeUndefined();
});
