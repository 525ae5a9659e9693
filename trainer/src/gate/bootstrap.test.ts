import { describe, expect, test } from "bun:test";
import { mulberry32 } from "@aisle/recommender";
import fc from "fast-check";
import { pairedBootstrap } from "./bootstrap.ts";

/** The definition: draw all customers with replacement, take the mean, do so many times, sort. */
function byDefinition(differences: Float64Array, resamples: number): { low: number; high: number } {
  const random = mulberry32(99);
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let draw = 0; draw < differences.length; draw++)
      sum += differences[Math.floor(random() * differences.length)]!;
    return sum / differences.length;
  }).sort();
  return { low: means[Math.floor(0.025 * resamples)]!, high: means[Math.ceil(0.975 * resamples)]! };
}

/** Differences of which a share is not 0: normal around `effect`. */
function sample(customers: number, share: number, effect: number, seed: number): Float64Array {
  const random = mulberry32(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Float64Array.from({ length: customers }, () => (random() < share ? effect + 0.3 * normal() : 0));
}

describe("the paired bootstrap", () => {
  test("refuses to compare on nobody", () => {
    expect(() => pairedBootstrap(new Float64Array(0))).toThrow(new RangeError("no customers to compare on"));
  });

  test("of differences that are all 0 is exactly 0, with no width", () => {
    expect(pairedBootstrap(new Float64Array(500))).toEqual({
      mean: 0,
      low: 0,
      high: 0,
      detectable: 0,
      customers: 500,
    });
  });

  test("of one customer, or of equal differences, is that difference", () => {
    for (const differences of [Float64Array.of(0.25), new Float64Array(40).fill(0.25)]) {
      const { mean, low, high, detectable } = pairedBootstrap(differences);
      expect([mean, low, high, detectable]).toEqual([0.25, 0.25, 0.25, 0]);
    }
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses a difference of %p", (bad) => {
    expect(() => pairedBootstrap(Float64Array.of(0.1, bad, 0.2))).toThrow(
      new RangeError(`the difference of customer 1 is ${bad}`),
    );
  });

  test.each([
    [300, 0.1, 0.05],
    [300, 0.5, 0],
    [120, 0.9, -0.1],
    [60, 1, 0.02],
    [300, 0.15, 0.8],
  ])(
    "of %i customers, a share %p of them changed by %p, is the interval of drawing everybody",
    (customers, share, effect) => {
      const differences = sample(customers, share, effect, 5);
      const { low, high, mean } = pairedBootstrap(differences, 1, 20_000);
      const naive = byDefinition(differences, 20_000);
      const width = naive.high - naive.low;
      // Both are random; with 20,000 resamples a bound moves by about a hundredth of the width.
      expect(Math.abs(low - naive.low)).toBeLessThan(0.05 * width);
      expect(Math.abs(high - naive.high)).toBeLessThan(0.05 * width);
      expect(mean).toBeCloseTo(differences.reduce((a, b) => a + b, 0) / customers, 12);
    },
  );

  test("covers the true mean about 95 times in a hundred", () => {
    let covered = 0;
    for (let draw = 0; draw < 300; draw++) {
      const { low, high } = pairedBootstrap(sample(200, 0.4, 0.05, 1000 + draw), draw, 1000);
      if (low <= 0.4 * 0.05 && 0.4 * 0.05 <= high) covered++;
    }
    expect(covered / 300).toBeGreaterThan(0.91);
    expect(covered / 300).toBeLessThan(0.98);
  });

  test("is the same for the same seed", () => {
    const differences = sample(100, 0.4, 0.1, 3);
    expect(pairedBootstrap(differences)).toEqual(pairedBootstrap(differences));
    expect(pairedBootstrap(differences, 2)).not.toEqual(pairedBootstrap(differences));
  });

  test("mirrors when the two models change places, as far as chance allows, and contains its mean", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (values) => {
          const there = pairedBootstrap(Float64Array.from(values), 1, 200);
          const back = pairedBootstrap(
            Float64Array.from(values, (value) => -value),
            1,
            200,
          );
          expect(back.mean).toBeCloseTo(-there.mean, 10);
          expect(back.detectable).toBeCloseTo(there.detectable, 10);
          expect(there.low).toBeLessThanOrEqual(there.mean + 1e-12);
          expect(there.high).toBeGreaterThanOrEqual(there.mean - 1e-12);
        },
      ),
    );
  });

  test("says which difference it could have shown: smaller with more customers", () => {
    const few = pairedBootstrap(sample(100, 0.4, 0, 8)).detectable;
    const many = pairedBootstrap(sample(1600, 0.4, 0, 8)).detectable;
    expect(few / many).toBeGreaterThan(3);
    expect(few / many).toBeLessThan(5);
  });
});
