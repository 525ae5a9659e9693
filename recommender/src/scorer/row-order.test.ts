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

test("rows by ratio are those of the greatest values first, and of equal ones that with the lower id", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(positive, fc.nat(1000)), { maxLength: 300 }), (pairs) => {
      const values = Float64Array.from(pairs, ([value]) => value);
      const ids = Uint32Array.from(pairs, ([, id], row) => id * 300 + row);
      const expected = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || ids[a]! - ids[b]!);
      expect(Array.from(order.byRatio(values, ids, pairs.length).subarray(0, pairs.length))).toEqual(
        expected,
      );
    }),
  );
});

test("rows by difference are those of the greatest values first, and of equal ones the lower", () => {
  fc.assert(
    fc.property(fc.array(any, { maxLength: 300 }), (list) => {
      for (const values of [Float64Array.from(list), Float32Array.from(list)]) {
        const expected = Array.from(values.keys()).sort((a, b) => {
          return values[a] === values[b] ? a - b : values[b]! > values[a]! ? 1 : -1;
        });
        expect(Array.from(order.byDifference(values, list.length).subarray(0, list.length))).toEqual(
          expected,
        );
      }
    }),
  );
});

test("only the first rows are looked at", () => {
  const values = Float64Array.of(1, 3, 2, 9);
  expect(Array.from(order.byDifference(values, 3).subarray(0, 3))).toEqual([1, 2, 0]);
});
