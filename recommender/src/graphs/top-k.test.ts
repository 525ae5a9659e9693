import { expect, test } from "bun:test";
import fc from "fast-check";
import { TopK } from "./top-k.ts";

function kept(best: TopK): [number, number][] {
  best.sort();
  return Array.from({ length: best.size }, (_, at) => [best.values[at]!, best.ids[at]!]);
}

test("keeps nothing when its capacity is zero", () => {
  const best = new TopK(0);
  best.push(1, 1);
  expect(best.admits(5, 5)).toBe(false);
  expect(best.size).toBe(0);
});

test("keeps the greatest values, equal ones by the lower id, in whatever order they arrive", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ value: fc.integer({ min: 0, max: 6 }), id: fc.nat({ max: 500 }) }), {
        selector: ({ id }) => id,
      }),
      fc.integer({ min: 1, max: 12 }),
      (pairs, capacity) => {
        const best = new TopK(capacity);
        for (const { value, id } of pairs) best.push(value, id);
        const expected = pairs
          .map(({ value, id }): [number, number] => [value, id])
          .sort((a, b) => b[0] - a[0] || a[1] - b[1])
          .slice(0, capacity);
        expect(kept(best)).toEqual(expected);
      },
    ),
  );
});

test("can be used again after clearing", () => {
  const best = new TopK(2);
  best.push(1, 1);
  best.push(2, 2);
  best.sort();
  best.clear();
  best.push(0.5, 9);
  expect(kept(best)).toEqual([[0.5, 9]]);
});
