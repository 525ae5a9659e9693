import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  describeLook,
  MAX_FALSE_PROMOTIONS_PER_YEAR,
  MAX_SAVED,
  nextLook,
  type RiskAccount,
} from "./risk.ts";

const DAY = 86_400;

/** The risks of looks after these days of data. */
function risks(days: readonly number[], before?: RiskAccount): number[] {
  let account = before;
  let end = before?.dataEnd ?? 0;
  return days.map((passed) => {
    const look = nextLook(account, (end += passed * DAY));
    account = look.after;
    return look.risk;
  });
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe("the risk of a look", () => {
  test("is 2.5 % at first, and half of what is left at each further look at the same data", () => {
    expect(risks([0, 0, 0, 0])).toEqual([0.025, 0.0125, 0.00625, 0.003125]);
  });

  test("of nightly looks is what a night saves", () => {
    const nights = risks(Array.from({ length: 60 }, () => 1));
    expect(nights.at(-1)).toBeCloseTo(MAX_FALSE_PROMOTIONS_PER_YEAR / 365, 6);
  });

  test("is never more than 2.5 %, however long nobody looked", () => {
    expect(risks([0, 10_000])[1]).toBe(0.025);
    expect(nextLook(undefined, 0).after.saved + 0.025).toBe(MAX_SAVED);
  });

  test("does not grow when data are taken away, nor when they come back", () => {
    const [, , back] = risks([0, -400, 400]);
    expect(back).toBe(0.00625);
  });

  test("is next to nothing, but not nothing, when nothing is saved", () => {
    expect(nextLook({ saved: 0, dataEnd: 5 }, 5).risk).toBe(1e-6);
  });

  test("adds up, over any year of any looks, to no more than what a year saves and what was there before", () => {
    const gaps = fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(gaps, (days) => {
        const years = sum(days) / 365;
        expect(sum(risks(days))).toBeLessThanOrEqual(
          years * MAX_FALSE_PROMOTIONS_PER_YEAR + MAX_SAVED + days.length * 1e-6,
        );
      }),
    );
  });

  test("is not taken by a look that had too little to test", () => {
    const look = nextLook({ saved: 0.02, dataEnd: 0 }, 0);
    expect([look.after.saved, look.untaken.saved]).toEqual([0.01, 0.02]);
  });
});

describe("what is expected in a year", () => {
  test.each([
    [1, "looks every 1 days promote 1 of them a year, on average (9.1 if each risked 2.5 %)"],
    [7, "looks every 7 days promote 1 of them a year, on average (1.3 if each risked 2.5 %)"],
    [30.4, "looks every 30 days promote 0.3 of them a year, on average (0.3 if each risked 2.5 %)"],
  ])("of looks every %p days is said", (days, sentence) => {
    expect(describeLook(nextLook({ saved: 0, dataEnd: 0 }, days * DAY))).toEndWith(`; ${sentence}`);
  });

  test("of a first look, or one at the same data, is the most that there may be", () => {
    for (const look of [nextLook(undefined, 9), nextLook({ saved: 0.01, dataEnd: 9 }, 9)])
      expect(describeLook(look)).toEndWith("; all looks of a year promote at most 1 of them, on average");
  });
});
