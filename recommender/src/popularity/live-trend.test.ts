import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { liveTrend } from "./live-trend.ts";

const orderOf = (popularity: Float32Array): Uint32Array =>
  Uint32Array.from(popularity.keys()).sort((a, b) => popularity[b]! - popularity[a]! || a - b);

function base(trend: readonly number[], occurrences = trend.map(() => 10)) {
  const popularity = Float32Array.from(trend);
  return { fitted: { popularity, order: orderOf(popularity) }, occurrences: Uint32Array.from(occurrences) };
}

describe("the live trend", () => {
  test("is the model's where nothing happened, or nothing that counts", () => {
    const known = base([0.1, 0.9, 0.5]);
    expect(liveTrend(known, new Map(), 3)).toBe(known.fitted);
    expect(liveTrend(known, new Map([[0, 0]]), 3)).toBe(known.fitted);
    expect(liveTrend(base([]), new Map([[0, 5]]), 1).order).toEqual(Uint32Array.of(0));
  });

  test("is soon what is taken now, and a few events change little", () => {
    const known = base([0.1, 0.9, 0.5]);
    expect(Array.from(liveTrend(known, new Map([[0, 2]]), 3).order)).toEqual([1, 2, 0]);
    expect(Array.from(liveTrend(known, new Map([[0, 400]]), 3).order)).toEqual([0, 1, 2]);
  });

  test("has what is newer than the model", () => {
    const { order, popularity } = liveTrend(base([0.1, 0.9]), new Map([[3, 900]]), 4);
    expect(Array.from(order)).toEqual([3, 1, 0, 2]);
    expect(popularity[3]).toBeGreaterThan(0.8);
  });

  test("is more of a trend where less was taken before", () => {
    const masses = new Map([
      [0, 200],
      [1, 200],
    ]);
    expect(liveTrend(base([0, 0], [10_000, 10]), masses, 2).order[0]).toBe(1);
  });

  test("orders all items by it, whatever the masses", () => {
    const trends = fc.array(fc.constantFrom(0, 0.1, 0.5, 0.9), { minLength: 1, maxLength: 20 });
    const masses = fc.array(fc.tuple(fc.nat(22), fc.constantFrom(0, 0.5, 3, 80)), { maxLength: 12 });
    fc.assert(
      fc.property(trends, masses, (trend, some) => {
        const items = 23;
        const { order, popularity } = liveTrend(base(trend), new Map(some), items);
        const values = Array.from(order, (item) => popularity[item]!);
        expect(values).toEqual(values.toSorted((a, b) => b - a));
        expect(new Set(order).size).toBe(order.length);
        for (let item = 0; item < trend.length; item++) expect(order).toContain(item);
      }),
    );
  });
});
