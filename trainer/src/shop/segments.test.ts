import { describe, expect, test } from "bun:test";
import { eventCode } from "@aisle/recommender";
import { customerId, DEFAULT_SHOP, generateShop } from "./generate.ts";
import { tasteOf } from "./tastes.ts";
import { buildWorld } from "./world.ts";

const SETTINGS = { ...DEFAULT_SHOP, customers: 6000, items: 400, days: 60 };
const shop = generateShop(SETTINGS);
const world = buildWorld(SETTINGS.seed, shop.items);
const segments = Array.from({ length: SETTINGS.customers }, (_, c) => tasteOf(world, customerId(c)).segment);

/** Views of each item by the customers that `wanted` holds of. */
function viewsBy(wanted: (customer: number) => boolean): Float64Array {
  const views = new Float64Array(SETTINGS.items);
  for (const { size, customer, item, type } of shop.events())
    for (let at = 0; at < size; at++)
      if (type[at] === eventCode.view && wanted(customer[at]!)) views[item[at]!]!++;
  return views;
}

function cosine(a: Float64Array, b: Float64Array): number {
  const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, at) => sum + value * y[at]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe("segments", () => {
  test("divide the customers by country and device, most of them into the largest", () => {
    const share = (wanted: (segment: (typeof segments)[number]) => boolean) =>
      segments.filter(wanted).length / segments.length;
    expect(share(({ country }) => country === "DE")).toBeCloseTo(0.45, 1);
    expect(share(({ country }) => country === "JP")).toBeCloseTo(0.1, 1);
    expect(share(({ device }) => device === "mobile")).toBeCloseTo(0.6, 1);
    expect(new Set(segments).size).toBe(8);
  });

  test("differ in what is popular: two halves of a country are more alike than two countries", () => {
    const [even, odd] = [0, 1].map((half) =>
      viewsBy((customer) => segments[customer]!.country === "FR" && customer % 2 === half),
    );
    const others = viewsBy((customer) => segments[customer]!.country === "US");
    expect(cosine(even!, odd!)).toBeGreaterThan(0.8);
    expect(cosine(even!, others)).toBeLessThan(cosine(even!, odd!) - 0.15);
  });

  test("are the customer's own whatever the catalogue's order, and those of whom they shop for", () => {
    const again = buildWorld(SETTINGS.seed, shop.items.toReversed());
    for (const customer of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      const { country, device } = tasteOf(again, customerId(customer)).segment;
      expect({ country, device }).toEqual({
        country: segments[customer]!.country,
        device: segments[customer]!.device,
      });
    }
    const [segment] = world.segments;
    expect(tasteOf(world, "somebody else", [], segment).segment).toBe(segment!);
  });
});
