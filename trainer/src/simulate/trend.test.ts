import { describe, expect, test } from "bun:test";
import { generateCatalogue } from "../shop/catalogue.ts";
import { Random } from "../shop/random.ts";
import { buildWorld } from "../shop/world.ts";
import { crowdOf } from "./crowd.ts";
import { buildTrend, fashionableGroups, newProducts } from "./trend.ts";

const { items } = generateCatalogue(1, 1000, 120);
const before = buildWorld(1, items);
const FIRST_DAY = 20_209;
const KEY = 77;
const arrivals = newProducts(before, KEY, FIRST_DAY, 7, 12);
const world = buildWorld(1, [...items, ...arrivals.items]);
const trend = buildTrend(world, KEY, items.length, 0.3);
const ids = Array.from({ length: 2000 }, (_, i) => `customer ${i}`);

describe("new products", () => {
  test("have ids of their own and the brand, categories and attributes of a neighbour", () => {
    expect(new Set(arrivals.items.map(({ itemId }) => itemId)).size).toBe(12);
    for (const { itemId, title, brand, categories, attributes, hidden } of arrivals.items) {
      expect(itemId).toMatch(/^new-2025-05-01-/);
      expect(title).toEndWith(", 2025 Edition");
      expect(hidden).toBe(false);
      expect(items).toContainEqual(
        expect.objectContaining({
          title: title!.replace(", 2025 Edition", ""),
          brand,
          categories,
          attributes,
        }),
      );
    }
  });

  test("arrive over the first three days, or on the only one", () => {
    expect(new Set(arrivals.day)).toEqual(new Set([FIRST_DAY, FIRST_DAY + 1, FIRST_DAY + 2]));
    expect(new Set(newProducts(before, KEY, FIRST_DAY, 1, 12).day)).toEqual(new Set([FIRST_DAY]));
  });

  test("are not made of the new products of an earlier simulation", () => {
    const later = newProducts(world, KEY, FIRST_DAY + 7, 7, 1000);
    expect(later.items.length).toBeGreaterThan(12);
    for (const { title } of later.items) expect(title).not.toContain("Edition, 2025 Edition");
  });

  test("lack the fields that their neighbours lack", () => {
    const bare = buildWorld(1, [{ itemId: "only" }]);
    const [product] = newProducts(bare, KEY, FIRST_DAY, 7, 5).items;
    expect(product).toEqual({ itemId: expect.any(String), stock: 100, hidden: false });
  });
});

describe("a trend", () => {
  test("is made of all new products and as many old ones on sale, of a few groups", () => {
    expect(trend.items).toHaveLength(24);
    expect(trend.items.filter((item) => item >= items.length)).toHaveLength(12);
    const groups = fashionableGroups(world, KEY);
    expect(groups).toEqual(fashionableGroups(before, KEY));
    for (const item of trend.items) {
      expect(groups.has(world.group[item]!)).toBe(true);
      expect(world.items[item]!.stock).not.toBe(0);
      expect(trend.includes(item)).toBe(true);
    }
  });

  test("takes hold of the share of customers that was asked for", () => {
    const share = (drift: number) => {
      const { follows } = buildTrend(world, KEY, items.length, drift);
      return ids.filter(follows).length / ids.length;
    };
    expect(share(0)).toBe(0);
    expect(share(0.3)).toBeCloseTo(0.3, 1);
    expect(share(1)).toBe(1);
  });

  test("leads from an item to the same few companions most of the time", () => {
    const random = new Random(1);
    const [first] = trend.items;
    const counts = new Map<number, number>();
    for (let i = 0; i < 1000; i++) {
      const next = trend.next(first, (item) => item !== first, random)!;
      counts.set(next, (counts.get(next) ?? 0) + 1);
    }
    const top = [...counts.values()].sort((a, b) => b - a).slice(0, 3);
    expect(top.reduce((a, b) => a + b, 0)).toBeGreaterThan(700);
  });

  test("leads nowhere when nothing is open", () => {
    expect(trend.next(undefined, () => false, new Random(1))).toBeUndefined();
  });
});

describe("the crowd of a day", () => {
  const crowd = crowdOf(world, trend, ids, FIRST_DAY, 400, KEY);

  test("is the same for the same day, each customer once, some for the first time", () => {
    expect(crowdOf(world, trend, ids, FIRST_DAY, 400, KEY)).toEqual(crowd);
    expect(new Set(crowd.visitors).size).toBe(400);
    expect(crowd.newcomers).toHaveLength(20);
    for (const customerId of crowd.newcomers) expect(ids).not.toContain(customerId);
  });

  test("is another one on the next day", () => {
    const next = crowdOf(world, trend, ids, FIRST_DAY + 1, 400, KEY);
    expect(next.visitors.filter((id) => crowd.visitors.includes(id)).length).toBeLessThan(300);
  });

  test("has more followers of the trend than their share", () => {
    const followers = crowd.visitors.filter(trend.follows).length;
    expect(followers / 400).toBeGreaterThan(0.35);
  });

  test("is everybody when few are known", () => {
    expect(crowdOf(world, trend, ["only"], FIRST_DAY, 1, KEY).visitors).toHaveLength(1);
  });
});
