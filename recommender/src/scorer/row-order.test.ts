import { expect, test } from "bun:test";
import fc from "fast-check";
import { RowOrder } from "./row-order.ts";

const order = new RowOrder();
/** Few of them, so that many are equal. */
const positive = fc.oneof(
  fc.constantFrom(0, 5e-324, 1e-20, 0.3, 0.30000001, 1, 7, 1e300),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
);
const any = fc.oneof(
  fc.constantFrom(-1, -0.3, 0, 0.25, 0.25000001),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** The first `count` of the rows that `found` begins with. */
const first = (found: Uint32Array, count: number): number[] => Array.from(found.subarray(0, count));

test("rows by ratio are those of the greatest values first, and of equal ones that with the lower id", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(positive, fc.nat(1000)), { maxLength: 300 }), fc.nat(), (pairs, some) => {
      const values = Float64Array.from(pairs, ([value]) => value);
      const ids = Uint32Array.from(pairs, ([, id], row) => id * 300 + row);
      const expected = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || ids[a]! - ids[b]!);
      expect(first(order.byRatio(values, ids, pairs.length), pairs.length)).toEqual(expected);
      const count = some % (pairs.length + 1);
      expect(first(order.byRatio(values, ids, pairs.length, count), count)).toEqual(expected.slice(0, count));
    }),
  );
});

test("rows by difference are those of the greatest values first, and of equal ones the lower", () => {
  fc.assert(
    fc.property(fc.array(any, { maxLength: 300 }), fc.nat(), (list, some) => {
      const values = Float64Array.from(list);
      const expected = Array.from(values.keys()).sort((a, b) => {
        return values[a] === values[b] ? a - b : values[b]! > values[a]! ? 1 : -1;
      });
      expect(first(order.byDifference(values, list.length), list.length)).toEqual(expected);
      const count = some % (list.length + 1);
      expect(first(order.byDifference(values, list.length, count), count)).toEqual(expected.slice(0, count));
    }),
  );
});

test("only the first rows are looked at", () => {
  expect(first(order.byDifference(Float64Array.of(1, 3, 2, 9), 3), 3)).toEqual([1, 2, 0]);
});
