import { describe, expect, test } from "bun:test";
import { generateCatalogue } from "./catalogue.ts";
import { SUB_CATEGORIES, subCategory } from "./taxonomy.ts";

const catalogue = generateCatalogue(1, 2000, 120);

describe("the taxonomy", () => {
  test("names only sub-categories that exist as complements, and none as its own", () => {
    for (const { name, complements } of SUB_CATEGORIES) {
      expect(complements.length).toBeGreaterThan(0);
      for (const other of complements) expect(subCategory(other)?.name).toBe(other);
      expect(complements).not.toContain(name);
    }
  });

  test("has a dozen departments whose sub-categories have words and prices", () => {
    expect(new Set(SUB_CATEGORIES.map(({ department }) => department)).size).toBe(12);
    for (const { noun, price, materials, forms, sizes } of SUB_CATEGORIES) {
      for (const word of [noun, ...materials, ...forms, ...sizes]) expect(word).toMatch(/\S/);
      expect(price).toBeGreaterThan(0);
    }
  });
});

describe("the catalogue", () => {
  test("has titles that a person could read", () => {
    const socks = catalogue.items.filter(({ categories }) => categories?.includes("Socks"));
    expect(socks.length).toBeGreaterThan(20);
    for (const { title } of socks)
      expect(title).toMatch(
        /^(Merino|Cotton|Bamboo) (Crew|Ankle|Hiking) Socks, [A-Z]\w+, (1 Pair|[35] Pack)$/,
      );
  });

  test("gives every item a unique id, a price, stock, two categories and tagged attributes", () => {
    expect(new Set(catalogue.items.map(({ itemId }) => itemId)).size).toBe(2000);
    for (const { price, stock, categories, attributes = [] } of catalogue.items) {
      expect(price).toBeGreaterThan(0);
      expect(stock).toBeGreaterThanOrEqual(0);
      expect(categories).toHaveLength(2);
      expect(attributes.length).toBeGreaterThanOrEqual(3);
      for (const tag of attributes) expect(tag).toMatch(/^(material|form|colour|size):\S/);
    }
  });

  test("has some items sold out, some hidden and some that arrive later", () => {
    const share = (count: number) => count / catalogue.items.length;
    expect(share(catalogue.items.filter(({ stock }) => stock === 0).length)).toBeCloseTo(0.03, 1);
    expect(share(catalogue.items.filter(({ hidden }) => hidden).length)).toBeCloseTo(0.01, 1);
    expect(share(catalogue.arrival.filter((day) => day > 0).length)).toBeCloseTo(0.15, 1);
  });

  test("has sizes and colours of one product, alike in all else", () => {
    const groups = Map.groupBy(
      catalogue.items.filter(({ groupId }) => groupId !== undefined),
      ({ groupId }) => groupId,
    );
    const variants = [...groups.values()];
    expect(variants.flat().length / catalogue.items.length).toBeGreaterThan(0.5);
    expect(Math.max(...variants.map(({ length }) => length))).toBe(4);
    for (const group of variants) {
      const shared = group.map(({ title, brand, categories, price, attributes = [] }) => ({
        stem: title?.split(",")[0],
        brand,
        categories,
        price,
        tags: attributes.filter((tag) => /^(material|form):/.test(tag)),
      }));
      for (const one of shared) expect(one).toEqual(shared[0]!);
      expect(new Set(group.map(({ title }) => title)).size).toBe(group.length);
    }
  });

  test("has dear and cheap brands within a department", () => {
    const prices = new Map<string, number[]>();
    for (const { brand = "", categories, price = 0 } of catalogue.items) {
      const sub = subCategory(categories?.[1] ?? "");
      if (sub?.department !== "Clothing") continue;
      prices.set(brand, [...(prices.get(brand) ?? []), price / sub.price]);
    }
    const levels = [...prices.values()].map((list) => list.reduce((a, b) => a + b, 0) / list.length);
    expect(Math.max(...levels) / Math.min(...levels)).toBeGreaterThan(1.4);
  });

  test("begins with the same items when it is larger, and differs with the seed", () => {
    expect(generateCatalogue(1, 50, 120).items).toEqual(catalogue.items.slice(0, 50));
    expect(generateCatalogue(2, 50, 120).items).not.toEqual(catalogue.items.slice(0, 50));
  });
});
