import { describe, expect, test } from "bun:test";
import type { Interactions } from "@aisle/recommender";
import fc from "fast-check";
import type { Snapshot } from "../data/snapshot.ts";
import { splitByTime } from "../data/split.ts";
import { dataInfo, upToEnd } from "./data-info.ts";
import { chooseWindows } from "./windows.ts";

const snapshot: Snapshot = {
  dir: "/snapshots/aa",
  digest: "sha256:aa",
  created: "2026-03-01T00:00:00.000Z",
  source: "store",
  counts: { events: 99_999, customers: 12, items: 3 },
  window: { from: "2025-01-01T00:00:00.000Z", to: "2099-01-01T00:00:00.000Z" },
  hasAttributes: false,
};

/** One purchase per customer, at the given unix seconds. */
function log(times: readonly number[]): Interactions {
  return {
    customers: times.length,
    items: 1,
    offsets: Uint32Array.from({ length: times.length + 1 }, (_, at) => at),
    item: new Uint32Array(times.length),
    type: new Uint8Array(times.length).fill(2),
    time: Float64Array.from(times),
  };
}

const DAY = 86_400;
/** 5,000 purchases, one a minute, and two from clocks that are years ahead. */
const withStrays = log([...Array.from({ length: 5000 }, (_, at) => at * 60), 900 * DAY, 901 * DAY]);

describe("what a model that ships is fitted on", () => {
  test("is everything, of a log too small to tell strays apart", () => {
    const interactions = log([3, 1, 2]);
    expect(upToEnd(interactions)).toEqual(interactions);
  });

  test("ends before strays from clocks that are ahead, and so does the recorded end", () => {
    const fitted = upToEnd(withStrays);
    expect(withStrays.item.length - fitted.item.length).toBeLessThanOrEqual(6);
    const { to, events } = dataInfo(snapshot, fitted);
    expect(Date.parse(to) / 1000).toBeLessThan(5 * DAY);
    expect(events).toBe(fitted.item.length);
  });

  test("leaves out exactly what comes after the recorded end, to the millisecond", () => {
    const time = fc.integer({ min: 1_700_000_000_000, max: 1_700_000_001_000 }).map((ms) => ms / 1000);
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 3000, size: "max" }), (times) => {
        const fitted = upToEnd(log(times));
        const end = Date.parse(dataInfo(snapshot, fitted).to);
        const seen = times.filter((seconds) => Math.round(seconds * 1000) <= end);
        expect(fitted.item.length).toBe(seen.length);
      }),
      { numRuns: 30 },
    );
  });

  test("is nothing of a fresh holdout: a champion is never judged on what it was fitted on", () => {
    const fitted = upToEnd(withStrays);
    const championEnd = Date.parse(dataInfo(snapshot, fitted).to) / 1000;
    // Straight after a retrain only the strays are new, and they are too few to judge by.
    expect(chooseWindows(withStrays, championEnd, 1).freshForChampion).toBe(false);
    const later = Array.from({ length: 900 }, (_, at) => championEnd + 60 + at);
    const grown = log([...withStrays.time, ...later]);
    const windows = chooseWindows(grown, championEnd, 1);
    expect(windows.freshForChampion).toBe(true);
    expect(windows.holdoutStart).toBeGreaterThan(championEnd);
    const held = splitByTime(grown, windows).holdout;
    expect(held.item.length).toBeLessThanOrEqual(grown.item.length - fitted.item.length);
  });
});

test("a bundle records the snapshot and its counts", () => {
  expect(dataInfo(snapshot, log([1_750_000_000, 1_750_000_000.001]))).toEqual({
    digest: "sha256:aa",
    from: "2025-01-01T00:00:00.000Z",
    to: "2025-06-15T15:06:40.001Z",
    events: 2,
    customers: 12,
    items: 3,
  });
});
