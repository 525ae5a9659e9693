import { describe, expect, test } from "bun:test";
import { eventCode, type EventType } from "../events.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { countOccurrences, endOfData, fitPopularity, fitTrending } from "./popularity.ts";

const DAY = 86_400;
const NOW = 1_700_000_000;
const ONES = [1, 1, 1, 1, 1, 1];

/** One customer's events as item, days before `NOW` and type. */
function log(
  items: number,
  ...events: readonly (readonly [item: number, daysAgo: number, type?: EventType])[]
): Interactions {
  return {
    customers: 1,
    items,
    offsets: Uint32Array.of(0, events.length),
    item: Uint32Array.from(events, ([item]) => item),
    type: Uint8Array.from(events, ([, , type]) => eventCode[type ?? "purchase"]),
    time: Float64Array.from(events, ([, daysAgo]) => NOW - daysAgo * DAY),
  };
}

describe("popularity", () => {
  test("without events, or with events that weigh nothing, is 0 everywhere", () => {
    expect(Array.from(fitPopularity(log(2), ONES, 30, NOW))).toEqual([0, 0]);
    expect(Array.from(fitPopularity(log(2, [0, 1]), [0, 0, 0, 0, 0, 0], 30, NOW))).toEqual([0, 0]);
  });

  test("of an event in the future is that of an event now", () => {
    expect(Array.from(fitPopularity(log(2, [0, -400], [1, 0]), ONES, 30, NOW))).toEqual([1, 1]);
  });

  test("is the logarithm of the events, relative to the most popular", () => {
    const popularity = fitPopularity(log(3, [0, 0], [0, 0], [0, 0], [1, 0]), ONES, 30, NOW);
    expect(popularity[0]).toBe(1);
    expect(popularity[1]).toBeCloseTo(Math.log(2) / Math.log(4), 6);
    expect(popularity[2]).toBe(0);
  });

  test("halves an event with every half-life", () => {
    // Item 0: 1 + 1/2 = 1.5. Item 1: 1/4 + 1/4 = 0.5.
    const popularity = fitPopularity(log(2, [0, 0], [0, 30], [1, 60], [1, 60]), ONES, 30, NOW);
    expect(popularity[1]).toBeCloseTo(Math.log(1.5) / Math.log(2.5), 6);
  });

  test("weighs events by their type", () => {
    const popularity = fitPopularity(
      log(3, [0, 0, "purchase"], [1, 0, "view"], [2, 0, "hide"]),
      [0.5, 1, 1, 1, 1, 0],
      30,
      NOW,
    );
    expect(popularity[1]).toBeCloseTo(Math.log(1.5) / Math.log(2), 6);
    expect(popularity[2]).toBe(0);
  });
});

test("occurrences count every event, whatever it weighs", () => {
  expect(Array.from(countOccurrences(log(3, [0, 0, "hide"], [2, 5, "view"], [2, 900])))).toEqual([1, 0, 2]);
});

describe("trending", () => {
  test("is 0 everywhere without events", () => {
    expect(Array.from(fitTrending(log(2), ONES, 7, NOW))).toEqual([0, 0]);
  });

  test("puts what is new in demand before what always was", () => {
    const old = Array.from({ length: 30 }, (_, day) => [0, day * 10] as const);
    const trending = fitTrending(log(2, ...old, [1, 0], [1, 1], [1, 2]), ONES, 7, NOW);
    expect(trending[1]).toBe(1);
    expect(trending[0]).toBeLessThan(0.5);
  });

  test("by hand: recent over the root of all and the mean", () => {
    // Item 0: recent 1.5, all 2; item 1: recent 1, all 1; mean of all 1.5.
    const trending = fitTrending(log(2, [0, 0], [0, 7], [1, 0]), ONES, 7, NOW);
    expect(trending[1]! / trending[0]!).toBeCloseTo(1 / Math.sqrt(2.5) / (1.5 / Math.sqrt(3.5)), 5);
  });
});

describe("the end of the data", () => {
  test("is before everything without events, and the newest event in a small log", () => {
    expect(endOfData(new Float64Array(0))).toBe(-Infinity);
    expect(endOfData(Float64Array.of(3, 9, 4))).toBe(9);
  });

  test("is not moved by one stray clock in thousands of events", () => {
    const times = Float64Array.from({ length: 5000 }, (_, at) => at);
    times[17] = 1e12;
    expect(endOfData(times)).toBeLessThan(5000);
    expect(endOfData(times)).toBeGreaterThan(4980);
  });

  test("is found in large logs too", () => {
    const times = Float64Array.from({ length: 350_000 }, (_, at) => at);
    expect(endOfData(times)).toBeGreaterThan(349_000);
  });
});
