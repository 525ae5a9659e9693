import { describe, expect, test } from "bun:test";
import { fraction, hashedNormal, hashText, mix, Random } from "./random.ts";

const DRAWS = 20_000;
const draws = (draw: () => number) => Array.from({ length: DRAWS }, draw);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]) => mean(values.map((value) => value ** 2)) - mean(values) ** 2;

describe("a stream of random numbers", () => {
  test("is the same for the same seed and another for the next seed", () => {
    const first = draws(new Random(5).next);
    expect(draws(new Random(5).next)).toEqual(first);
    expect(draws(new Random(6).next)).not.toEqual(first);
  });

  test("has the means that its distributions promise", () => {
    const random = new Random(1);
    expect(mean(draws(() => random.below(10)))).toBeCloseTo(4.5, 0);
    expect(mean(draws(() => random.normal()))).toBeCloseTo(0, 1);
    expect(variance(draws(() => random.normal()))).toBeCloseTo(1, 1);
    expect(mean(draws(() => random.geometric(5 / 6)))).toBeCloseTo(5, 0);
    expect(mean(draws(() => random.poisson(3)))).toBeCloseTo(3, 1);
    expect(mean(draws(() => random.gumbel()))).toBeCloseTo(0.577, 1);
  });

  test("counts nothing when nothing is expected", () => {
    expect(new Random(1).poisson(0)).toBe(0);
  });
});

describe("hashes", () => {
  test("depend on the seed as well as on the text", () => {
    expect(hashText("lamp", 1)).toBe(hashText("lamp", 1));
    expect(hashText("lamp", 1)).not.toBe(hashText("lamp", 2));
    expect(mix(1, 2)).not.toBe(mix(2, 1));
  });

  test("spread evenly as fractions and normally as normals", () => {
    let i = 0;
    expect(mean(draws(() => fraction(mix(i++, 7))))).toBeCloseTo(0.5, 1);
    expect(variance(draws(() => hashedNormal(mix(i++, 8))))).toBeCloseTo(1, 1);
    expect(fraction(0)).toBeGreaterThan(0);
    expect(fraction(2 ** 32 - 1)).toBeLessThan(1);
  });
});
