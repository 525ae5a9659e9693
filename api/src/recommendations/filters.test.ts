// The promise of every list: what the filter forbids never appears, tried with random filters on every route.
import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { ITEMS, type Shop, startShop } from "../../test/shop.ts";
import type { Recommendations } from "./schema.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
  await shop.call("PATCH", "/v1/items/item-21", { hidden: true });
  await shop.call("DELETE", "/v1/items/item-22");
  await shop.call("POST", "/v1/events", { customerId: "regular", itemId: "item-2", type: "view" });
});
afterAll(() => shop.stop());

const itemId = fc.integer({ min: 0, max: ITEMS.length - 1 }).map((at) => `item-${at}`);
const someOf = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const filters = fc.record(
  {
    categories: someOf(["polish", "brush", "cream", "soap", "beauty", "none"]),
    brands: someOf(["Alba", "Bora", "Ciel", "None"]),
    price: fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
      .map(([min, width]) => ({ min, max: min + width })),
    inStock: fc.boolean(),
    excludeItemIds: fc.array(itemId, { maxLength: 10 }),
  },
  { requiredKeys: [] },
);
type Filter = Partial<{
  categories: string[];
  brands: string[];
  price: { min: number; max: number };
  inStock: boolean;
  excludeItemIds: string[];
}>;

const byId = new Map(ITEMS.map((item) => [item.itemId, item]));

function forbidden(id: string, filter: Filter): boolean {
  const item = byId.get(id)!;
  const { categories, brands, price, inStock, excludeItemIds = [] } = filter;
  if (id === "item-21" || id === "item-22" || excludeItemIds.includes(id)) return true;
  if (categories && !categories.some((category) => item.categories!.includes(category))) return true;
  if (brands && !brands.includes(item.brand!)) return true;
  if (price && !(item.price !== undefined && item.price >= price.min && item.price <= price.max)) return true;
  return inStock === true && item.stock === 0;
}

function search(filter: Filter): string {
  const query = new URLSearchParams({ limit: "100" });
  if (filter.categories) query.set("categories", filter.categories.join(","));
  for (const brand of filter.brands ?? []) query.append("brands", brand);
  if (filter.price) {
    query.set("priceMin", String(filter.price.min));
    query.set("priceMax", String(filter.price.max));
  }
  if (filter.inStock !== undefined) query.set("inStock", String(filter.inStock));
  for (const id of filter.excludeItemIds ?? []) query.append("exclude", id);
  return query.toString();
}

const ROUTES: Record<string, (filter: Filter, id: string, pin: string[]) => Promise<Response>> = {
  "POST /v1/recommendations": (filter, id, pin) =>
    shop.call("POST", "/v1/recommendations", {
      filter,
      session: [{ itemId: id }],
      pin,
      limit: 100,
      boost: [{ itemIds: pin, factor: 50 }],
      diversity: 0.5,
    }),
  "GET /v1/recommendations": (filter) =>
    shop.call("GET", `/v1/recommendations?customerId=regular&${search(filter)}`),
  "GET similar": (filter, id) => shop.call("GET", `/v1/items/${id}/similar?${search(filter)}`),
  "GET bought-together": (filter, id) =>
    shop.call("GET", `/v1/items/${id}/bought-together?${search(filter)}`),
  "POST cart": (filter, id, pin) =>
    shop.call("POST", "/v1/cart/recommendations", { filter, itemIds: [id], pin, limit: 100 }),
  "GET trending": (filter) => shop.call("GET", `/v1/trending?${search(filter)}`),
};

test.each(Object.keys(ROUTES))("%s never shows what the filter forbids", async (route) => {
  let shown = 0;
  const known = itemId.filter((id) => id !== "item-22");
  await fc.assert(
    fc.asyncProperty(filters, known, fc.array(itemId, { maxLength: 5 }), async (filter, id, pin) => {
      const response = await ROUTES[route]!(filter, id, pin);
      expect(response.status).toBe(200);
      const { items } = (await response.json()) as Recommendations;
      shown += items.length;
      expect(items.map((item) => item.itemId).filter((shownId) => forbidden(shownId, filter))).toEqual([]);
    }),
    { numRuns: 150, seed: 7 },
  );
  expect(shown).toBeGreaterThan(0);
});
