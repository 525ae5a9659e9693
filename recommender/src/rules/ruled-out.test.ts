import { describe, expect, test } from "bun:test";
import { Catalogue } from "../catalogue/catalogue.ts";
import type { EventType } from "../events.ts";
import type { HistoryEntry, Placement } from "../scorer/query.ts";
import type { Filter } from "./rules.ts";
import { ruledOut } from "./ruled-out.ts";

const NOW = 1_710_000_000;
const SHAMPOO = 0;
const DRYER = 1;
const SOAP = 2;
const SEEN = 3;
const catalogue = new Catalogue([
  { itemId: "shampoo", categories: ["care", "hair"] },
  { itemId: "dryer", categories: ["devices", "hair"] },
  { itemId: "soap", categories: ["care"] },
  { itemId: "seen", categories: ["care"] },
]);

function entry(item: number, type: EventType, daysAgo: number): HistoryEntry {
  return { item, type, time: NOW - daysAgo * 86_400 };
}

const HISTORY = [
  entry(SEEN, "view", 0),
  entry(SOAP, "cart", 1),
  entry(SHAMPOO, "purchase", 40),
  entry(SHAMPOO, "cart", 41),
  entry(DRYER, "rating", 100),
];

function out(
  filter: Filter,
  placement: Placement = "personal",
  history = HISTORY,
  taken = HISTORY,
): number[] {
  const query = { placement, history, taken, now: NOW, rules: { filter } };
  return Array.from(ruledOut(query, catalogue)).toSorted((a, b) => a - b);
}

describe("without rules about the customer", () => {
  test("a personal list leaves out all that is settled", () => {
    expect(out({})).toEqual([SHAMPOO, DRYER, SOAP]);
    expect(out({ inStock: true })).toEqual([SHAMPOO, DRYER, SOAP]);
  });

  test("every other list leaves out what it is about", () => {
    expect(out({}, "similar", [entry(DRYER, "view", 0)])).toEqual([DRYER]);
    expect(out({}, "trending", [])).toEqual([]);
  });
});

describe("what was bought", () => {
  test("comes back after so many days, and what was put into the cart before that with it", () => {
    expect(out({ notBoughtForDays: 40 })).toEqual([SOAP]);
    expect(out({ notBoughtForDays: 41 })).toEqual([SHAMPOO, SOAP]);
    expect(out({ notBoughtForDays: 101 })).toEqual([SHAMPOO, DRYER, SOAP]);
    expect(out({ notBoughtForDays: 0 })).toEqual([SOAP]);
  });

  test("comes back sooner where its category is bought again, and never elsewhere", () => {
    const repeatable = [{ categories: ["care"], afterDays: 30 }];
    expect(out({ repeatable })).toEqual([DRYER, SOAP]);
    expect(out({ repeatable: [{ categories: ["care"], afterDays: 60 }] })).toEqual([SHAMPOO, DRYER, SOAP]);
    expect(out({ repeatable, notBoughtForDays: 50 })).toEqual([SOAP]);
    expect(out({ repeatable: [{ categories: ["none"], afterDays: 0 }] })).toEqual([SHAMPOO, DRYER, SOAP]);
  });

  test("counts by the fewest days when several categories fit", () => {
    const hair = { categories: ["hair"], afterDays: 365 };
    const care = { categories: ["care"], afterDays: 30 };
    expect(out({ repeatable: [hair, care] })).toEqual([DRYER, SOAP]);
  });

  test("stays out of other lists only when asked", () => {
    const about = [entry(SEEN, "view", 0)];
    expect(out({ notBoughtForDays: 41 }, "similar", about)).toEqual([SHAMPOO, SEEN]);
    expect(out({ notInCart: false }, "similar", about)).toEqual([SEEN]);
    expect(out({ notBoughtForDays: 1000 }, "trending", [])).toEqual([SHAMPOO, DRYER]);
  });

  test("is counted back from the newest event when nobody says what time it is", () => {
    const filter = { notBoughtForDays: 50 };
    const query = { placement: "personal", history: HISTORY, rules: { filter } } as const;
    expect(Array.from(ruledOut(query, catalogue)).toSorted((a, b) => a - b)).toEqual([SHAMPOO, SOAP]);
  });
});

describe("what is in the cart", () => {
  test("is out of personal lists unless it may be in, and out of others when it must not", () => {
    expect(out({ notInCart: true, notBoughtForDays: 0 })).toEqual([SOAP]);
    expect(out({ notInCart: false, notBoughtForDays: 0 })).toEqual([]);
    expect(out({ notInCart: true }, "trending", [])).toEqual([SOAP]);
  });

  test("that was left behind is forgotten after two weeks, whether a rule asks or not", () => {
    const carted = [entry(SEEN, "cart", 13.9), entry(SOAP, "cart", 14)];
    expect(out({}, "personal", carted, carted)).toEqual([SEEN]);
    expect(out({ notInCart: true }, "trending", [], carted)).toEqual([SEEN]);
  });

  test("is no more what was bought after it was put there", () => {
    expect(out({ notInCart: true }, "trending", [])).not.toContain(SHAMPOO);
  });
});

test("what was hidden stays out, whatever may come back", () => {
  const history = [...HISTORY, entry(SEEN, "hide", 3)];
  expect(out({ notInCart: false, notBoughtForDays: 0 }, "personal", history, history)).toEqual([SEEN]);
});
