import { describe, expect, test } from "bun:test";
import { growthExponent } from "./growth.ts";

describe("the growth exponent", () => {
  test.each([
    [[]],
    [[[1, 1]]],
    [
      [
        [2, 1],
        [2, 3],
      ],
    ],
  ] as [number, number][][][])("is refused for %j: that is one size or none", (points) =>
    expect(() => growthExponent(points)).toThrow("two different sizes"),
  );

  test("is refused for a measure of nothing", () => {
    expect(() =>
      growthExponent([
        [1, 0],
        [2, 1],
      ]),
    ).toThrow("must be positive");
  });

  test.each([0, 0.5, 1, 2])("of a power law is its power, %d", (power) => {
    const points = [1, 5, 10, 20].map((x): [number, number] => [x, 3 * x ** power]);
    expect(growthExponent(points)).toBeCloseTo(power, 10);
  });
});
