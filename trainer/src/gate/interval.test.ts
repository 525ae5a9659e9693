import { describe, expect, test } from "bun:test";
import { mulberry32 } from "@aisle/recommender";
import { clusteredInterval } from "./interval.ts";
import { criticalT } from "./students-t.ts";
import { type Takings, takingsOf } from "./takings.ts";
import { onePerCustomer } from "./testing.ts";

type Random = () => number;
const gaussian = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Differences of which a share is not 0: normal around `effect`. */
function sample(customers: number, share: number, effect: number, seed: number): Float64Array {
  const random = mulberry32(seed);
  return Float64Array.from({ length: customers }, () =>
    random() < share ? effect + 0.1 * gaussian(random) : 0,
  );
}

/** Customers who share neither items nor days. */
function independent(customers: number): Takings {
  return takingsOf(Array.from({ length: customers }, (_, at) => ({ taken: new Set([at]), days: [at] })));
}

describe("an interval of differences", () => {
  test("is refused when there is nobody to compare on", () => {
    expect(() => clusteredInterval(takingsOf([]), new Float64Array(0))).toThrow(
      new RangeError("no customers to compare on"),
    );
  });

  test("is refused when there are more or fewer differences than items taken", () => {
    expect(() => clusteredInterval(onePerCustomer(3), new Float64Array(2))).toThrow(
      new RangeError("2 differences for 3 items taken"),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("is refused when one of them is %p", (bad) => {
    expect(() => clusteredInterval(onePerCustomer(3), Float64Array.of(0.1, bad, 0.2))).toThrow(
      new RangeError(`the difference of customer 1 is ${bad}`),
    );
  });

  test("that are all 0 has no width", () => {
    expect(clusteredInterval(onePerCustomer(500), new Float64Array(500))).toEqual({
      mean: 0,
      low: 0,
      high: 0,
      detectable: 0,
      customers: 500,
      differing: 0,
    });
  });

  test.each([
    ["customer", takingsOf([{ taken: new Set([1, 2]), days: [1, 2] }])],
    ["item", takingsOf([1, 2].map((day) => ({ taken: new Set([7]), days: [day] })))],
    ["day", takingsOf([1, 2].map((item) => ({ taken: new Set([item]), days: [7] })))],
  ])("of one %s has no ends", (_, takings) => {
    for (const cautious of [true, false]) {
      const interval = clusteredInterval(takings, Float64Array.of(0.3, 0.3), { cautious });
      expect([interval.low, interval.high]).toEqual([-Infinity, Infinity]);
    }
  });

  test("counts customers and their differences, not the items they took", () => {
    const takings = takingsOf([
      { taken: new Set([1, 2]), days: [7, 8] },
      { taken: new Set([1]), days: [7] },
      { taken: new Set([3]), days: [9] },
    ]);
    const { mean, customers, differing } = clusteredInterval(takings, Float64Array.of(0.2, 0.4, 0, -0.3));
    expect([mean, customers, differing]).toEqual([expect.closeTo(0.1, 12), 3, 2]);
  });

  test("of independent customers is that of their mean, when cautious with one loser more below", () => {
    const customers = 2000;
    const takings = independent(customers);
    const differences = sample(customers, 1, 0.02, 3);
    const plain = clusteredInterval(takings, differences);
    const { mean, low, high } = clusteredInterval(takings, differences, { cautious: true });
    const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (customers - 1);
    const error = criticalT(0.025, customers - 1) * Math.sqrt(variance / customers);
    expect(high - mean).toBeCloseTo(error, 4);
    expect(plain).toMatchObject({ high, low: expect.closeTo(2 * mean - high, 12) });
    const withLoser = criticalT(0.025, customers - 1) * Math.sqrt(variance / customers + 1 / customers ** 2);
    expect(mean - low).toBeGreaterThan(1 / customers + withLoser);
    expect(mean - low).toBeLessThan(1.2 / customers + withLoser);
  });

  test("is as wide as few items are when all who took an item agree", () => {
    const takings = onePerCustomer(1000, { items: 10, days: 100 });
    const random = mulberry32(1);
    const ofItem = Array.from({ length: 10 }, () => 0.1 * gaussian(random));
    const differences = Float64Array.from({ length: 1000 }, (_, at) => ofItem[at % 10]!);
    const mean = ofItem.reduce((a, b) => a + b, 0) / 10;
    const variance = ofItem.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 9;
    const interval = clusteredInterval(takings, differences);
    expect(interval.high - interval.mean).toBeCloseTo(criticalT(0.025, 9) * Math.sqrt(variance / 10), 8);
  });

  test.each(["customer", "item", "day"] as const)(
    "holds when chance strikes whole groups by %s: above 0 in at most 5 of 100 draws",
    (way) => {
      const takings = onePerCustomer(1200, { items: 40, days: 30 });
      let above = 0;
      for (let draw = 0; draw < 400; draw++) {
        const random = mulberry32(draw);
        const effects = Float64Array.from({ length: takings[way].count }, () => 0.1 * gaussian(random));
        const differences = Float64Array.from(takings[way].of, (group) => effects[group]!);
        if (clusteredInterval(takings, differences, { cautious: true }).low > 0) above++;
      }
      expect(above).toBeLessThanOrEqual(20);
      // Nor is it so wide that chance never passes.
      const sure = clusteredInterval(takings, new Float64Array(1200).fill(0.2), { cautious: true });
      expect(sure.low).toBeGreaterThan(0);
    },
  );

  test("holds when chance strikes customers, items and days at once", () => {
    const takings = onePerCustomer(1200, { items: 40, days: 30 });
    let above = 0;
    for (let draw = 0; draw < 400; draw++) {
      const random = mulberry32(5000 + draw);
      const effects = (count: number, size: number) =>
        Float64Array.from({ length: count }, () => size * gaussian(random));
      const [byCustomer, byItem, byDay] = [effects(1200, 0.3), effects(40, 0.05), effects(30, 0.05)];
      const differences = Float64Array.from(
        takings.customer.of,
        (customer, row) =>
          byCustomer[customer]! + byItem[takings.item.of[row]!]! + byDay[takings.day.of[row]!]!,
      );
      if (clusteredInterval(takings, differences, { cautious: true }).low > 0) above++;
    }
    expect(above).toBeLessThanOrEqual(20);
  });

  test("leaves room for the losses that it has not seen yet", () => {
    // Nobody of 60 lost, but one in 21 of such customers loses everything: on average nothing is gained.
    const lucky = new Float64Array(60).fill(0.05);
    expect(clusteredInterval(onePerCustomer(60), lucky, { cautious: true }).low).toBeLessThan(0);
    const many = new Float64Array(6000).fill(0.05);
    expect(clusteredInterval(onePerCustomer(6000), many, { cautious: true }).low).toBeGreaterThan(0);
  });

  test("grows with the certainty that is asked for", () => {
    const takings = onePerCustomer(500);
    const differences = sample(500, 0.5, 0.05, 4);
    const lows = [0.1, 0.025, 0.001].map((tail) => clusteredInterval(takings, differences, { tail }).low);
    expect(lows).toEqual(lows.toSorted((a, b) => b - a));
    expect(new Set(lows).size).toBe(3);
  });

  test("says which difference would have shown: a smaller one with more customers", () => {
    const detectable = (customers: number) =>
      clusteredInterval(independent(customers), sample(customers, 0.4, 0, 8)).detectable;
    expect(detectable(400) / detectable(6400)).toBeGreaterThan(4);
    expect(detectable(400) / detectable(6400)).toBeLessThan(9);
  });

  test("contains its mean", () => {
    for (let seed = 0; seed < 50; seed++) {
      const { low, mean, high } = clusteredInterval(onePerCustomer(80), sample(80, 0.3, 0.1, seed));
      expect(low).toBeLessThanOrEqual(mean);
      expect(high).toBeGreaterThanOrEqual(mean);
    }
  });
});
