import { describe, expect, test } from "bun:test";
import { eventCode } from "@aisle/recommender";
import { seasonOf } from "./seasons.ts";
import { generateCatalogue } from "./catalogue.ts";
import { EventColumns, type EventChunk } from "./columns.ts";
import { DEFAULT_SHOP, generateShop, type Shop } from "./generate.ts";
import { subCategory } from "./taxonomy.ts";

const shop = generateShop(DEFAULT_SHOP);
const events = collect(shop);

/** All events in one set of columns. */
function collect(from: Shop): EventColumns {
  const all = new EventColumns(1024);
  for (const { size, customer, item, type, time, position } of from.events())
    for (let i = 0; i < size; i++) all.push(customer[i]!, item[i]!, type[i]!, time[i]!, position[i]!);
  return all;
}

function indicesOf({ size, type }: EventChunk, code: number): number[] {
  return Array.from({ length: size }, (_, i) => i).filter((i) => type[i] === code);
}

const views = indicesOf(events, eventCode.view);
const purchases = indicesOf(events, eventCode.purchase);
const subOf = (i: number) => subCategory(shop.items[events.item[i]!]!.categories?.[1] ?? "");
const DAY = 86_400;
const dayOf = (i: number) => Math.floor(events.time[i]! / DAY) - DEFAULT_SHOP.firstDay;

describe("settings that make no shop", () => {
  test.each([
    ["customers", { customers: 0 }],
    ["customers", { customers: 1.5 }],
    ["items", { items: -1 }],
    ["items", { items: 1_000_000 }],
    ["days", { days: Number.NaN }],
    ["seed", { seed: -1 }],
    ["seed", { seed: 2 ** 32 }],
  ])("are refused with the name of the setting: %s", (name, wrong) => {
    expect(() => generateShop({ ...DEFAULT_SHOP, ...wrong })).toThrow(new RegExp(`^${name} must be`));
  });
});

describe("the smallest shop", () => {
  test("has one item and customers who look at nothing else", () => {
    const all = collect(generateShop({ ...DEFAULT_SHOP, items: 1, customers: 20, days: 30 }));
    expect(new Set(all.item.subarray(0, all.size))).toEqual(new Set([0]));
  });
});

describe("the default shop", () => {
  test("has 120,000 to 200,000 events", () => {
    expect(events.size).toBeGreaterThan(120_000);
    expect(events.size).toBeLessThan(200_000);
  });

  test("is the same every time and another one under another seed", () => {
    expect(collect(generateShop(DEFAULT_SHOP))).toEqual(events);
    expect(collect(generateShop({ ...DEFAULT_SHOP, seed: 2 })).item).not.toEqual(events.item);
  });

  test("has the same customers when it has more of them", () => {
    const few = collect(generateShop({ ...DEFAULT_SHOP, customers: 100 }));
    expect(few.item.slice(0, few.size)).toEqual(events.item.slice(0, few.size));
    expect(few.time.slice(0, few.size)).toEqual(events.time.slice(0, few.size));
  });

  test("keeps each customer's events together, in time order, numbered from 0, on the calendar", () => {
    for (let i = 0; i < events.size; i++) {
      const first = i === 0 || events.customer[i] !== events.customer[i - 1];
      expect(events.position[i]).toBe(first ? 0 : events.position[i - 1]! + 1);
      if (!first) expect(events.time[i]).toBeGreaterThanOrEqual(events.time[i - 1]!);
      expect(dayOf(i)).toBeGreaterThanOrEqual(0);
      expect(dayOf(i)).toBeLessThan(DEFAULT_SHOP.days);
    }
  });

  test("turns about a tenth of views into carts and a twentieth into purchases", () => {
    const carts = indicesOf(events, eventCode.cart).length;
    expect(carts / views.length).toBeGreaterThan(0.08);
    expect(carts / views.length).toBeLessThan(0.12);
    expect(purchases.length / views.length).toBeGreaterThan(0.03);
    expect(purchases.length / views.length).toBeLessThan(0.06);
  });

  test("sells nothing that was not in that customer's cart, and only what is used up twice to one customer", () => {
    const bought = new Set<string>();
    const inCart = new Set<string>();
    for (let i = 0; i < events.size; i++) {
      const pair = `${events.customer[i]} ${events.item[i]}`;
      if (events.type[i] === eventCode.cart) inCart.add(pair);
      if (events.type[i] !== eventCode.purchase) continue;
      expect(inCart.has(pair)).toBe(true);
      if (subOf(i)?.nature.kind !== "consumable") expect(bought.has(pair)).toBe(false);
      bought.add(pair);
    }
  });

  test("has popular and rare items: a tenth of them draw over a quarter of the views", () => {
    const counts = new Uint32Array(DEFAULT_SHOP.items);
    for (const i of views) counts[events.item[i]!]!++;
    counts.sort().reverse();
    const top = counts.subarray(0, DEFAULT_SHOP.items / 10).reduce((a, b) => a + b, 0);
    expect(top / views.length).toBeGreaterThan(0.25);
    expect(counts[0]! / counts[DEFAULT_SHOP.items / 2]!).toBeGreaterThan(5);
  });

  test("shows winter goods in January and garden goods in April", () => {
    const january = views.filter((i) => dayOf(i) < 30);
    const april = views.filter((i) => dayOf(i) >= 90);
    const share = (of: readonly number[], peak: number) =>
      of.filter((i) => subOf(i)?.season.peak === peak).length / of.length;
    expect(share(january, 0) / share(april, 0)).toBeGreaterThan(1.5);
    expect(share(april, 3) / share(january, 3)).toBeGreaterThan(1.5);
    const { firstDay } = DEFAULT_SHOP;
    expect(seasonOf("Skis", firstDay)).toBeGreaterThan(5 * seasonOf("Skis", firstDay + 180));
    expect(seasonOf("no such group", firstDay)).toBe(1);
  });

  test("sells complements together: their lift is far above that of other pairs of sub-categories", () => {
    const lift = categoryLift();
    const named = [...lift].filter(([pair]) => {
      const [one = "", other = ""] = pair.split(" + ");
      return subCategory(one)?.complements.includes(other) || subCategory(other)?.complements.includes(one);
    });
    const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
    expect(named.length).toBeGreaterThan(40);
    expect(median(named.map(([, value]) => value))).toBeGreaterThan(
      4 * median([...lift].filter((entry) => !named.includes(entry)).map(([, value]) => value)),
    );
  });

  test("gains customers over time, who come after they joined", () => {
    const first = new Map<number, number>();
    for (let i = 0; i < events.size; i++)
      if (!first.has(events.customer[i]!)) first.set(events.customer[i]!, dayOf(i));
    const late = [...first.values()].filter((day) => day >= 90).length;
    expect(late / first.size).toBeGreaterThan(0.05);
  });

  test("shows a hidden item less and less, and a newcomer not before it arrived", () => {
    const hidden = new Set(shop.items.keys().filter((item) => shop.items[item]!.hidden === true));
    const seen = views.filter((i) => hidden.has(events.item[i]!));
    expect(seen.filter((i) => dayOf(i) >= 90).length).toBeLessThan(
      seen.filter((i) => dayOf(i) < 30).length / 2,
    );
    const { arrival } = generateCatalogue(DEFAULT_SHOP.seed, DEFAULT_SHOP.items, DEFAULT_SHOP.days);
    for (const i of views) expect(dayOf(i)).toBeGreaterThanOrEqual(arrival[events.item[i]!]!);
  });
});

/** Purchases of two sub-categories at one checkout, over what independent checkouts would give. */
function categoryLift(): Map<string, number> {
  const baskets = new Map<string, Set<string>>();
  for (const i of purchases) {
    const key = `${events.customer[i]} ${events.time[i]}`;
    baskets.set(key, (baskets.get(key) ?? new Set()).add(shop.items[events.item[i]!]!.categories![1]!));
  }
  const singles = new Map<string, number>();
  const pairs = new Map<string, number>();
  for (const basket of baskets.values()) {
    const names = [...basket].sort();
    names.forEach((one, at) => {
      singles.set(one, (singles.get(one) ?? 0) + 1);
      for (const other of names.slice(at + 1))
        pairs.set(`${one} + ${other}`, (pairs.get(`${one} + ${other}`) ?? 0) + 1);
    });
  }
  return new Map(
    [...pairs].map(([pair, count]) => {
      const [one = "", other = ""] = pair.split(" + ");
      return [pair, (count * baskets.size) / (singles.get(one)! * singles.get(other)!)];
    }),
  );
}
