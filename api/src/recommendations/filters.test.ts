// The promise of every list: what the filter forbids never appears, tried with random filters on every route.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Item } from "@aisle/recommender";
import { ITEMS, type Shop, startShop } from "../../test/shop.ts";
import type { Recommendations } from "./schema.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
  const items = [...ITEMS.map((item) => ({ ...item, attributes: attributesOf(item.itemId) })), NEWCOMER];
  expect((await shop.call("POST", "/v1/items:batch", { items })).status).toBe(200);
  await shop.call("PATCH", "/v1/items/item-21", { hidden: true });
  await shop.call("DELETE", "/v1/items/item-22");
  await shop.call("POST", "/v1/events", { customerId: "regular", itemId: "item-2", type: "view" });
  const events = OWNED.flatMap(({ itemId, type, daysAgo }, customer) => ({
    customerId: `owner-${customer % OWNERS}`,
    itemId,
    type,
    occurredAt: new Date(shop.time.now - daysAgo * DAY).toISOString(),
  }));
  expect((await shop.call("POST", "/v1/events", { events })).status).toBe(202);
});
afterAll(() => shop.stop());

/** An item that the model has never seen. */
const NEWCOMER = {
  itemId: "newcomer",
  title: "Alba brush new",
  brand: "Alba",
  categories: ["beauty", "brush"],
  attributes: ["size:1", "vegan, all of it"],
};

function attributesOf(itemId: string): string[] {
  const at = Number(itemId.slice("item-".length));
  return [`size:${at % 3}`, ...(at % 4 === 0 ? ["vegan, all of it"] : [])];
}

const DAY = 86_400_000;
const OWNERS = 5;
/** What lies in a cart for longer is no longer in it. */
const CART_DAYS = 14;
/** What five customers bought, rated and put into the cart in the last hundred days. */
const OWNED = Array.from({ length: 100 }, (_, at) => ({
  itemId: `item-${(at * 37) % ITEMS.length}`,
  type: (["purchase", "cart", "rating"] as const)[at % 3]!,
  daysAgo: (at * 29) % 100,
}));

const itemId = fc.integer({ min: 0, max: ITEMS.length - 1 }).map((at) => `item-${at}`);
const someOf = <T>(values: readonly T[]) => fc.subarray([...values]);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom("polish", "brush", "beauty", "none").map((category) => ({ category })),
  fc.constantFrom("Alba", "Bora", "None").map((brand) => ({ brand })),
  fc.constantFrom("size:0", "size:1", "vegan, all of it", "none").map((attribute) => ({ attribute })),
);
const conditions = fc.array(condition, { maxLength: 2 });
const filters = fc.record(
  {
    all: conditions,
    any: conditions,
    none: conditions,
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
type Condition = { category: string } | { brand: string } | { attribute: string };
type Filter = Partial<{
  all: Condition[];
  any: Condition[];
  none: Condition[];
  categories: string[];
  brands: string[];
  price: { min: number; max: number };
  inStock: boolean;
  excludeItemIds: string[];
}>;

const byId = new Map<string, Item>([
  ...ITEMS.map((item) => [item.itemId, { ...item, attributes: attributesOf(item.itemId) }] as const),
  [NEWCOMER.itemId, NEWCOMER],
]);

function has(item: Item, condition: Condition): boolean {
  if ("category" in condition) return item.categories?.includes(condition.category) === true;
  if ("brand" in condition) return item.brand === condition.brand;
  return item.attributes?.includes(condition.attribute) === true;
}

function forbidden(id: string, filter: Filter): boolean {
  const item = byId.get(id)!;
  const {
    all = [],
    any = [],
    none = [],
    categories = [],
    brands = [],
    price,
    inStock,
    excludeItemIds = [],
  } = filter;
  if (id === "item-21" || id === "item-22" || excludeItemIds.includes(id)) return true;
  if (!all.every((one) => has(item, one)) || none.some((one) => has(item, one))) return true;
  if (any.length > 0 && !any.some((one) => has(item, one))) return true;
  if (categories.length > 0 && !categories.some((category) => item.categories!.includes(category)))
    return true;
  if (brands.length > 0 && !brands.includes(item.brand!)) return true;
  if (price && !(item.price !== undefined && item.price >= price.min && item.price <= price.max)) return true;
  return inStock !== false && item.stock === 0;
}

function search(filter: Filter): string {
  const query = new URLSearchParams({ limit: "100" });
  if (filter.categories) query.set("categories", filter.categories.join(","));
  for (const brand of filter.brands ?? []) query.append("brands", brand);
  for (const name of ["all", "any", "none"] as const) {
    if (filter[name]?.length === 0) query.set(name, "");
    for (const one of filter[name] ?? []) {
      const [kind, label] = Object.entries(one)[0]!;
      query.append(name, `${kind}:${label}`);
    }
  }
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

/** What a customer must not be shown, by another way than the service's: day by day through what happened. */
function withheld(
  owner: number,
  rules: { notInCart: boolean; notBoughtForDays: number; repeatable?: Repeatable[] },
): Set<string> {
  const out = new Set<string>();
  const own = OWNED.filter((_, at) => at % OWNERS === owner).toSorted((a, b) => b.daysAgo - a.daysAgo);
  const inCart = new Set<string>();
  for (const { itemId: id, type, daysAgo } of own) {
    if (type !== "cart") inCart.delete(id);
    else if (daysAgo < CART_DAYS) inCart.add(id);
    const fitting = (rules.repeatable ?? []).filter(({ categories }) =>
      categories.some((category) => byId.get(id)!.categories!.includes(category)),
    );
    const away =
      fitting.length > 0 ? Math.min(...fitting.map(({ afterDays }) => afterDays)) : rules.notBoughtForDays;
    if (type !== "cart" && daysAgo < away) out.add(id);
  }
  if (rules.notInCart) for (const id of inCart) out.add(id);
  return out;
}

interface Repeatable {
  categories: string[];
  afterDays: number;
}

const customerRules = fc.record({
  notInCart: fc.boolean(),
  notBoughtForDays: fc.integer({ min: 0, max: 110 }),
  repeatable: fc.array(
    fc.record({
      categories: someOf(["polish", "brush", "cream", "soap"]),
      afterDays: fc.integer({ min: 0, max: 110 }),
    }),
    { maxLength: 2 },
  ),
});
type CustomerRules = typeof customerRules extends fc.Arbitrary<infer Rules> ? Rules : never;

const CUSTOMER_ROUTES: Record<string, (rules: CustomerRules, customerId: string) => Promise<Response>> = {
  "POST /v1/recommendations": (filter, customerId) =>
    shop.call("POST", "/v1/recommendations", { customerId, filter, pin: ["item-0", "item-1"], limit: 100 }),
  "POST cart": (filter, customerId) =>
    shop.call("POST", "/v1/cart/recommendations", { customerId, filter, itemIds: ["item-2"], limit: 100 }),
  "GET /v1/recommendations": (rules, customerId) =>
    shop.call("GET", `/v1/recommendations?${customerSearch(rules, customerId)}`),
  "GET similar": (rules, customerId) =>
    shop.call("GET", `/v1/items/item-2/similar?${customerSearch(rules, customerId)}`),
  "GET bought-together": (rules, customerId) =>
    shop.call("GET", `/v1/items/item-2/bought-together?${customerSearch(rules, customerId)}`),
  "GET trending": (rules, customerId) =>
    shop.call("GET", `/v1/trending?${customerSearch(rules, customerId)}`),
};

function customerSearch({ notInCart, notBoughtForDays }: CustomerRules, customerId: string): string {
  return `limit=100&customerId=${customerId}&notInCart=${notInCart}&notBoughtForDays=${notBoughtForDays}`;
}

test.each(Object.keys(CUSTOMER_ROUTES))(
  "%s shows all but what the rules about the customer withhold",
  async (route) => {
    const about = /cart|similar|together/.test(route) ? ["item-2"] : [];
    await fc.assert(
      fc.asyncProperty(customerRules, fc.integer({ min: 0, max: OWNERS - 1 }), async (rules, owner) => {
        const asked = route.startsWith("POST") ? rules : { ...rules, repeatable: [] };
        const response = await CUSTOMER_ROUTES[route]!(asked, `owner-${owner}`);
        expect(response.status).toBe(200);
        const { items, warnings } = (await response.json()) as Recommendations;
        const missing = new Set([...withheld(owner, asked), ...about, "item-21", "item-22"]);
        const expected = [...byId.keys()].filter((id) => !missing.has(id) && byId.get(id)!.stock !== 0);
        expect(items.map((item) => item.itemId).toSorted()).toEqual(expected.toSorted());
        expect(warnings?.at(-1)).toStartWith(`items: ${expected.length} instead of 100, the rules removed`);
      }),
      { numRuns: 60, seed: 11 },
    );
  },
);

describe("a list without entries restricts nothing", () => {
  const EMPTY = { all: [], any: [], none: [], categories: [], brands: [], excludeItemIds: [], price: {} };
  const idsOf = async (response: Promise<Response>) => {
    const answer = await response;
    expect(answer.status).toBe(200);
    return ((await answer.json()) as Recommendations).items.map((item) => item.itemId);
  };

  test("by POST and by GET, on every route", async () => {
    const empty = "limit=100&all=&any=&none=&categories=&brands=&exclude=";
    for (const path of [
      "/v1/trending",
      "/v1/recommendations",
      "/v1/items/item-1/similar",
      "/v1/items/item-1/bought-together",
    ]) {
      const all = await idsOf(shop.call("GET", `${path}?limit=100`));
      expect(all.length).toBeGreaterThan(0);
      expect(await idsOf(shop.call("GET", `${path}?${empty}`))).toEqual(all);
    }
    const question = { limit: 100, filter: EMPTY };
    const personal = await idsOf(shop.call("POST", "/v1/recommendations", { limit: 100 }));
    expect(await idsOf(shop.call("POST", "/v1/recommendations", question))).toEqual(personal);
    const cart = { itemIds: ["item-1"], limit: 100 };
    const withCart = await idsOf(shop.call("POST", "/v1/cart/recommendations", cart));
    expect(await idsOf(shop.call("POST", "/v1/cart/recommendations", { ...cart, filter: EMPTY }))).toEqual(
      withCart,
    );
  });
});

describe("a condition that is none is a 400 that says what is", () => {
  test.each([[{}], [{ category: "a", brand: "b" }], [{ colour: "red" }], [{ category: 5 }], ["category:a"]])(
    "%j",
    async (condition) => {
      const response = await shop.call("POST", "/v1/recommendations", { filter: { any: [condition] } });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ path: "filter.any.0" }] });
    },
  );

  test.each(["category", "category:", ":a", "colour:red", "Category:a"])("%s in an address", async (text) => {
    const response = await shop.call("GET", `/v1/trending?none=${text}`);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    expect(errors[0]!.message).toBe("Expected category:, brand: or attribute: and up to 256 characters.");
  });
});
