// Percentiles from buckets.
import { describe, expect, test } from "bun:test";
import { LatencyHistogram } from "./histogram.ts";

const of = (values: readonly number[]): LatencyHistogram => {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
};

describe("a histogram of latencies", () => {
  test("knows nothing while it is empty", () => {
    expect(of([]).percentile(0.99)).toBeUndefined();
    expect(of([]).buckets()).toEqual([]);
    expect(of([])).toMatchObject({ count: 0, mean: 0, min: 0, max: 0 });
  });

  test("takes what is shorter than its first bucket and longer than its last", () => {
    const histogram = of([0, 1e9]);
    expect(histogram.count).toBe(2);
    expect(histogram.percentile(0)).toBeCloseTo(0.001, 3);
    expect(histogram.max).toBe(1e9);
  });

  test("is within 1 % of the exact percentiles, from microseconds to minutes", () => {
    const values = Array.from({ length: 20_000 }, (_, at) => 0.01 * 1.0008 ** at);
    const histogram = of(values);
    for (const share of [0.01, 0.5, 0.9, 0.99, 0.999]) {
      const exact = values[Math.ceil(share * values.length) - 1]!;
      expect(Math.abs(histogram.percentile(share)! / exact - 1)).toBeLessThan(0.0101);
    }
  });

  test("never says more than the longest or less than the shortest", () => {
    expect(of([7]).percentile(0.5)).toBe(7);
    expect(of([7]).percentile(0.999)).toBe(7);
  });

  test("merged with another is that of both", () => {
    const both = of([1, 2, 3]);
    both.merge(of([100, 200]));
    expect(both.buckets()).toEqual(of([1, 2, 3, 100, 200]).buckets());
    expect(both).toMatchObject({ count: 5, min: 1, max: 200 });
    expect(both.mean).toBeCloseTo(61.2);
  });
});
