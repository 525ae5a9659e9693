import { describe, expect, test } from "bun:test";
import { eventCode, type Interactions } from "@aisle/recommender";
import { casesOf, HISTORY_LENGTH, openCases } from "./cases.ts";

/** One customer who viewed item 0, then carted 1, then 2, … a second apart. */
function log(events: number): Interactions {
  return {
    customers: 1,
    items: events,
    offsets: Uint32Array.of(0, events),
    item: Uint32Array.from({ length: events }, (_, at) => at),
    type: Uint8Array.from({ length: events }, (_, at) => (at === 0 ? eventCode.view : eventCode.cart)),
    time: Float64Array.from({ length: events }, (_, at) => 100 + at),
  };
}

const taken = Uint32Array.of(7, 9);
const days = Int32Array.of(3, 4);

describe("cases", () => {
  test("without queries are none", () => {
    expect(casesOf(log(3), [])).toEqual([]);
  });

  test("of a newcomer have an empty history", () => {
    expect(casesOf(log(3), [{ customer: 0, start: 0, end: 0, taken, days }])).toEqual([
      { history: [], taken: new Set([7, 9]), days: [3, 4] },
    ]);
  });

  test("have the customer's past, newest first, with its types and times", () => {
    const [found] = casesOf(log(3), [{ customer: 0, start: 0, end: 3, taken, days }]);
    expect(found!.history).toEqual([
      { item: 2, type: "cart", time: 102 },
      { item: 1, type: "cart", time: 101 },
      { item: 0, type: "view", time: 100 },
    ]);
  });

  test("stay within the customer's own entries", () => {
    const [found] = casesOf(log(9), [{ customer: 0, start: 4, end: 6, taken, days }], Infinity);
    expect(found!.history.map(({ item }) => item)).toEqual([5, 4]);
  });

  test("of a long past have its newest part, as long as the API reads", () => {
    const query = { customer: 0, start: 0, end: 80, taken, days };
    const [found] = casesOf(log(80), [query]);
    expect(found!.history).toHaveLength(HISTORY_LENGTH);
    expect([found!.history[0]!.item, found!.history.at(-1)!.item]).toEqual([79, 80 - HISTORY_LENGTH]);
    expect(casesOf(log(80), [query], 2)[0]!.history).toHaveLength(2);
    expect(casesOf(log(80), [query], Infinity)[0]!.history).toHaveLength(80);
  });
});

describe("open cases", () => {
  /** `customers` customers who each took their own item. */
  function each(customers: number): Interactions {
    return {
      customers,
      items: customers,
      offsets: Uint32Array.from({ length: customers + 1 }, (_, at) => at),
      item: Uint32Array.from({ length: customers }, (_, at) => at),
      type: new Uint8Array(customers).fill(eventCode.cart),
      time: new Float64Array(customers),
    };
  }
  const nothing = { ...each(0), customers: 100, offsets: new Uint32Array(101) };
  const takenIn = (most: number) =>
    openCases(nothing, each(100), ["cart"], { most }).map(({ taken }) => Array.from(taken)[0]!);

  test("are those of all customers when there are few enough", () => {
    expect(takenIn(100)).toEqual(Array.from({ length: 100 }, (_, at) => at));
  });

  test("lose what the customer has settled, and the days of that with it", () => {
    const [day, customer] = [86_400, { customers: 1, items: 9, offsets: Uint32Array.of(0, 1) }];
    const purchase = Uint8Array.of(eventCode.purchase);
    const before = { ...customer, item: Uint32Array.of(4), type: purchase, time: Float64Array.of(0) };
    const after = {
      ...customer,
      offsets: Uint32Array.of(0, 3),
      item: Uint32Array.of(2, 4, 8),
      type: new Uint8Array(3).fill(eventCode.purchase),
      time: Float64Array.of(5 * day, 6 * day, 7 * day),
    };
    expect(openCases(before, after, ["purchase"])).toMatchObject([{ taken: new Set([2, 8]), days: [5, 7] }]);
  });

  test("are otherwise those of a sample from all over, the same each time, still by customer", () => {
    const sample = takenIn(30);
    expect(sample).toHaveLength(30);
    expect(sample.toSorted((a, b) => a - b)).toEqual(sample);
    expect([sample[0]! < 20, sample[29]! > 80]).toEqual([true, true]);
    expect(takenIn(30)).toEqual(sample);
  });
});
