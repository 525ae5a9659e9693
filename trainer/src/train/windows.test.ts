import { describe, expect, test } from "bun:test";
import { type EventType, eventCode, type Interactions } from "@aisle/recommender";
import fc from "fast-check";
import { splitByTime } from "../data/split.ts";
import { chooseWindows, takenTypesOf } from "./windows.ts";

type Event = readonly [time: number, type: EventType];

/** Customers by their events; every event is on item 0. */
function log(...customers: readonly (readonly Event[])[]): Interactions {
  const events = customers.flat();
  const offsets = new Uint32Array(customers.length + 1);
  customers.forEach((own, at) => (offsets[at + 1] = offsets[at]! + own.length));
  return {
    customers: customers.length,
    items: 1,
    offsets,
    item: new Uint32Array(events.length),
    type: Uint8Array.from(events, ([, type]) => eventCode[type]),
    time: Float64Array.from(events, ([time]) => time),
  };
}

/** `count` customers who each buy once, one second after another from `start`. */
function buyers(count: number, start: number): Event[][] {
  return Array.from({ length: count }, (_, at) => [[start + at, "purchase"]]);
}

describe("windows", () => {
  test("of no data cannot be chosen", () => {
    expect(() => chooseWindows(log(), undefined, 100)).toThrow(RangeError);
    expect(() => chooseWindows(log([], []), 50, 100)).toThrow("no interactions");
  });

  test("of data that is all of one moment cannot be chosen, and the error says when that was", () => {
    const moment = log(...Array.from({ length: 150 }, (): Event[] => [[1e9, "view"]]));
    expect(() => chooseWindows(moment, undefined, 100)).toThrow(RangeError);
    expect(() => chooseWindows(moment, undefined, 100)).toThrow("at once, at 2001-09-09T01:46:40.000Z");
  });

  test("of hardly any data leave nothing before the holdout, which is too small to judge by", () => {
    const windows = chooseWindows(log([[5, "view"]], [[5, "view"]]), undefined, 100);
    expect([windows.labelsStart, windows.holdoutStart]).toEqual([5, 5]);
  });

  test("without a champion hold out the newest end", () => {
    const interactions = log(...buyers(1000, 0));
    const windows = chooseWindows(interactions, undefined, 100);
    const { history, labels, holdout } = splitByTime(interactions, windows);
    expect(windows.freshForChampion).toBe(false);
    expect(holdout.item.length).toBeGreaterThan(30);
    expect(holdout.item.length).toBeLessThan(120);
    expect(labels.item.length).toBeGreaterThan(30);
    expect(history.item.length).toBeGreaterThan(700);
  });

  test("hold out more of a small shop's events, until enough customers are among them", () => {
    const interactions = log(...buyers(500, 0));
    const held = (minCustomers: number): number =>
      splitByTime(interactions, chooseWindows(interactions, undefined, minCustomers)).holdout.item.length;
    expect(held(20)).toBe(30);
    expect(held(100)).toBe(100);
    expect(held(400)).toBe(150);
  });

  test("hold out a week where days count, and as many as there are when that is out of reach", () => {
    const day = 86_400;
    const daysOf = (daysOfData: number, minDays: number): number => {
      const daily = Array.from({ length: daysOfData }, (_, at) => buyers(50, at * day)).flat();
      const interactions = log(...daily);
      const { holdoutStart } = chooseWindows(interactions, undefined, 100, minDays);
      return Math.ceil(daysOfData - holdoutStart / day);
    };
    expect([daysOf(60, 0), daysOf(60, 4), daysOf(200, 4), daysOf(15, 4)]).toEqual([4, 9, 12, 5]);
  });

  test("are fresh for the champion from enough days on, whatever their customers", () => {
    const day = 86_400;
    const old = Array.from({ length: 60 }, (_, at) => buyers(50, at * day)).flat();
    const since = (days: number) =>
      log(...old, ...Array.from({ length: days }, (_, at) => buyers(50, (60 + at) * day)).flat());
    const isFresh = (days: number) => chooseWindows(since(days), 60 * day - 1, 100, 4).freshForChampion;
    expect([isFresh(3), isFresh(5), isFresh(7)]).toEqual([false, false, true]);
  });

  test("hold out what the champion has not seen, as soon as enough customers acted since", () => {
    const interactions = log(...buyers(1000, 0), ...buyers(400, 5000));
    const windows = chooseWindows(interactions, 999, 100);
    expect(windows.freshForChampion).toBe(true);
    expect(windows.holdoutStart).toBeGreaterThan(999);
    // Part of what is new is left to learn from.
    expect(windows.holdoutStart).toBeGreaterThan(5050);
    expect(splitByTime(interactions, windows).holdout.item.length).toBeGreaterThan(200);
  });

  test.each([
    ["nobody", 0],
    ["too few customers", 60],
  ])("fall back to the newest end when %s acted since", (_, fresh) => {
    const interactions = log(...buyers(1000, 0), ...buyers(fresh, 5000));
    expect(chooseWindows(interactions, 999, 100)).toEqual(chooseWindows(interactions, undefined, 100));
  });

  test("fall back to the newest end when what is new is less than a hundredth of all", () => {
    const windows = chooseWindows(log(...buyers(30_000, 0), ...buyers(250, 40_000)), 29_999, 100);
    expect(windows.freshForChampion).toBe(false);
  });

  test("count customers who took something, not those who looked", () => {
    const lookers = Array.from({ length: 400 }, (_, at): Event[] => [[5000 + at, "view"]]);
    expect(chooseWindows(log(...buyers(1000, 0), ...lookers), 999, 100).freshForChampion).toBe(false);
    const one: Event[] = Array.from({ length: 400 }, (_, at) => [5000 + at, "purchase"]);
    expect(chooseWindows(log(...buyers(1000, 0), one), 999, 2).freshForChampion).toBe(false);
  });

  test("take the champion's newest event as seen, and one a millisecond later as new", () => {
    const windows = chooseWindows(log([[10, "purchase"]], [[20, "purchase"]], [[20.001, "purchase"]]), 20, 1);
    expect(windows.freshForChampion).toBe(true);
    expect(windows.holdoutStart).toBeGreaterThan(20);
    expect(windows.holdoutStart).toBeLessThanOrEqual(20.001);
  });

  test("are in order, and fresh ones never reach back into the champion's data", () => {
    const event = fc.tuple(
      fc.double({ min: 0, max: 100, noNaN: true }).map((time) => Math.round(time * 1000) / 1000),
      fc.constantFrom<EventType>("view", "cart", "purchase", "hide"),
    );
    const customer = fc.array(event, { maxLength: 6 }).map((events) => events.toSorted(([a], [b]) => a - b));
    // Data that is nearly all of one moment is refused: one customer was there long before all others.
    const early = Array.from({ length: 4 }, (): Event => [-50, "purchase"]);
    const late = Array.from({ length: 3 }, (): Event => [50, "purchase"]);
    fc.assert(
      fc.property(
        fc.array(customer, { maxLength: 12 }),
        fc.integer({ min: -60, max: 110 }),
        (customers, championEnd) => {
          const interactions = log(early, late, ...customers);
          const windows = chooseWindows(interactions, championEnd, 1);
          expect(windows.labelsStart).toBeLessThanOrEqual(windows.holdoutStart);
          if (windows.freshForChampion) expect(windows.holdoutStart).toBeGreaterThan(championEnd);
          const { history, labels, holdout } = splitByTime(interactions, windows);
          expect(history.item.length + labels.item.length + holdout.item.length).toBe(
            interactions.item.length,
          );
          expect(holdout.item.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe("what counts as taking an item", () => {
  test("is buying or putting in the cart, where a shop records either", () => {
    expect(takenTypesOf(log([[1, "view"]], [[2, "cart"]]))).toEqual(["purchase", "cart"]);
    expect(takenTypesOf(log([[1, "purchase"]]))).toEqual(["purchase", "cart"]);
  });

  test("is else everything but hiding", () => {
    expect(takenTypesOf(log([[1, "view"]], [[2, "hide"]]))).not.toContain("hide");
    expect(takenTypesOf(log([[1, "rating"]]))).toContain("rating");
    expect(takenTypesOf(log())).toContain("view");
  });
});
