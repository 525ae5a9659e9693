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
      { customer: 0, history: [], taken: new Set([7, 9]), days: [3, 4] },
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

  test("know what is said of the customer, and nothing of one of whom nothing is said", () => {
    const query = { customer: 0, start: 0, end: 1, taken, days };
    const attributes = {
      values: [
        { name: "country", value: "DE" },
        { name: "device", value: "mobile" },
      ],
      offsets: Uint32Array.of(0, 2),
      codes: Uint8Array.of(1, 0),
    };
    const context = { country: "DE", device: "mobile" };
    expect(casesOf({ ...log(3), attributes }, [query])).toMatchObject([{ context }]);
    const [open] = openCases({ ...log(1), attributes }, log(4), ["cart"], { midVisit: true });
    expect(open).toMatchObject({ context, midVisit: { context } });
    const silent = { ...attributes, offsets: Uint32Array.of(0, 0) };
    expect(casesOf({ ...log(3), attributes: silent }, [query])[0]).not.toHaveProperty("context");
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
    const cart = Uint8Array.of(eventCode.cart);
    const before = { ...customer, item: Uint32Array.of(4), type: cart, time: Float64Array.of(0) };
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

describe("cases in the middle of a visit", () => {
  const DAY = 86_400;
  type Did = readonly [item: number, type: "view" | "cart" | "purchase" | "hide", time: number];
  const logOf = (...events: readonly Did[]): Interactions => ({
    customers: 1,
    items: 20,
    offsets: Uint32Array.of(0, events.length),
    item: Uint32Array.from(events, ([item]) => item),
    type: Uint8Array.from(events, ([, type]) => eventCode[type]),
    time: Float64Array.from(events, ([, , time]) => time),
  });
  const before = logOf([1, "view", 100], [2, "cart", 200]);
  const inside = (...after: readonly Did[]) =>
    openCases(before, logOf(...after), ["cart", "purchase"], { midVisit: true })[0]?.midVisit;

  test.each<[string, readonly Did[]]>([
    ["when nothing was looked at", [[5, "purchase", DAY]]],
    [
      "when what was looked at was taken, and no more",
      [
        [5, "view", DAY],
        [5, "purchase", DAY + 60],
      ],
    ],
    [
      "when it was taken in another visit",
      [
        [5, "view", DAY],
        [6, "purchase", 2 * DAY],
      ],
    ],
    [
      "when it was looked at afterwards",
      [
        [6, "purchase", DAY],
        [5, "view", DAY + 60],
      ],
    ],
  ])("are none %s", (_, after) => expect(inside(...after)).toBeUndefined());

  test("know what was done by then, and are answered by the rest of the visit", () => {
    const found = inside(
      [4, "view", DAY - 20_000],
      [5, "view", DAY],
      [5, "hide", DAY + 30],
      [6, "cart", DAY + 60],
      [7, "purchase", DAY + 90],
      [8, "purchase", 2 * DAY],
    );
    expect(found).toEqual({
      history: [
        { item: 5, type: "view", time: DAY },
        { item: 4, type: "view", time: DAY - 20_000 },
        { item: 2, type: "cart", time: 200 },
        { item: 1, type: "view", time: 100 },
      ],
      owned: [{ item: 2, type: "cart", time: 200 }],
      now: DAY,
      taken: new Set([6, 7]),
    });
  });

  test("leave out what is in the cart already, and are only made when asked for", () => {
    const after: readonly Did[] = [
      [5, "view", DAY],
      [2, "purchase", DAY + 60],
      [6, "purchase", DAY + 70],
    ];
    expect(inside(...after)?.taken).toEqual(new Set([6]));
    expect(openCases(before, logOf(...after), ["purchase"])[0]).not.toHaveProperty("midVisit");
  });
});
