import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ceilToFloat32 } from "./ceil-to-float32.ts";

describe("a threshold as float32", () => {
  test("decides every float32 as the float64 did", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.float({ noNaN: true }), (threshold, value) => {
        const near = Math.fround(threshold);
        for (const x of [
          value,
          near,
          Math.fround(near * (1 + 2 ** -23)),
          Math.fround(near * (1 - 2 ** -23)),
        ]) {
          expect(x < ceilToFloat32(threshold)).toBe(x < threshold);
        }
      }),
      { numRuns: 2000, seed: 3 },
    );
  });

  test.each([
    [0.1, 0.10000000149011612],
    [0.3, 0.30000001192092896],
    [0.7, 0.7000000476837158],
    [-0.7, -0.699999988079071],
    [1e-50, 1.401298464324817e-45],
    [1e39, Number.POSITIVE_INFINITY],
    [-1e39, -3.4028234663852886e38],
    [2, 2],
  ])("of %p is %p", (threshold, expected) => {
    expect(ceilToFloat32(threshold)).toBe(expected);
  });
});
