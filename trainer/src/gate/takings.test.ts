import { describe, expect, test } from "bun:test";
import { ndcg } from "@aisle/recommender";
import fc from "fast-check";
import { gainsOf, takingsOf } from "./takings.ts";

describe("what customers took", () => {
  test("is nothing without customers", () => {
    expect(takingsOf([])).toMatchObject({ rows: 0, customer: { count: 0 }, day: { count: 0 } });
  });

  test("has a row per customer and item, grouped by each, by day, and by both with the day", () => {
    const takings = takingsOf([
      { taken: new Set([70, 80]), days: [20_001, 20_002] },
      { taken: new Set([80]), days: [20_002] },
    ]);
    expect(takings).toEqual({
      rows: 3,
      customer: { of: Uint32Array.of(0, 0, 1), count: 2 },
      item: { of: Uint32Array.of(0, 1, 1), count: 2 },
      day: { of: Uint32Array.of(0, 1, 1), count: 2 },
      customerAndDay: { of: Uint32Array.of(0, 1, 2), count: 3 },
      itemAndDay: { of: Uint32Array.of(0, 1, 1), count: 2 },
    });
  });
});

describe("what each item that was taken adds to NDCG@10", () => {
  test("is nothing for one that the list misses, or shows in eleventh place", () => {
    const list = Array.from({ length: 11 }, (_, at) => at);
    expect(Array.from(gainsOf([{ taken: new Set([10, 99]) }], [list]))).toEqual([0, 0]);
  });

  test("adds up to the customer's NDCG@10", () => {
    const items = fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(items, items, (taken, list) => {
        const relevant = new Set(taken);
        const gains = gainsOf([{ taken: relevant }], [list]);
        expect(gains).toHaveLength(relevant.size);
        expect(gains.reduce((a, b) => a + b, 0)).toBeCloseTo(ndcg(list, relevant, 10), 12);
      }),
    );
  });
});
