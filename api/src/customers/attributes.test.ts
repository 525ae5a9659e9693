import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { fitBundle, kindOf, likes, type Shop, startShop, until } from "../../test/shop.ts";
import type { Recommendations } from "../recommendations/schema.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
  await shop.publish(await fitBundle(shop.home, "v2", "2026-01-03T00:00:00.000Z", likes()));
  await until(async () => (await shop.recommend()).model.version === "v2");
});
afterAll(() => shop.stop());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await shop.call(method, path, body);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const put = (customerId: string, attributes: unknown) =>
  call("PUT", `/v1/customers/${customerId}`, { attributes });
const view = (customerId: string, itemId: string) =>
  shop.call("POST", "/v1/events", { customerId, itemId, type: "view", occurredAt: "2026-01-31T00:00:00Z" });

/** The share of a list's items that are of a kind. */
const shareOf = (kind: string, { items }: Pick<Recommendations, "items">): number =>
  items.filter(({ itemId }) => kindOf(itemId) === kind).length / items.length;
const without = ({ items, strategy }: Recommendations) => ({ items, strategy });
const listOf = async (path: string): Promise<Recommendations> =>
  (await (await shop.call("GET", `/v1/recommendations${path}`)).json()) as Recommendations;

const LONG = "x".repeat(65);
const BAD: readonly (readonly [attributes: unknown, path: string, message: string])[] = [
  [undefined, "attributes", ""],
  [null, "attributes", ""],
  [["country:DE"], "attributes", "an object of texts by name"],
  [[], "attributes", "an object of texts by name"],
  ["country", "attributes", ""],
  [{ country: 1 }, "attributes.country", ""],
  [{ country: null }, "attributes.country", ""],
  [{ country: "" }, "attributes.country", "on one line"],
  [{ country: "a\nb" }, "attributes.country", "without control characters"],
  [{ country: "\ud800" }, "attributes.country", "without control characters"],
  [{ country: LONG }, "attributes.country", "at most 64 characters"],
  [{ Country: "DE" }, "attributes.Country", "small letters"],
  [{ "e-mail": "DE" }, "attributes.e-mail", "small letters"],
  [{ [`a${"b".repeat(32)}`]: "DE" }, `attributes.a${"b".repeat(32)}`, "up to 32"],
  [Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`n${n}`, "x"])), "attributes", "at most 16"],
];

describe("a customer's attributes", () => {
  test.each(BAD)("are refused: %j", async (attributes, path, message) => {
    const { status, body } = await put("bad", attributes);
    expect(status).toBe(400);
    expect(body["errors"]).toMatchObject([{ path, message: expect.stringContaining(message) }]);
    expect((await call("GET", "/v1/customers/bad")).status).toBe(404);
  });

  test("are refused with a field that nobody knows", async () => {
    expect((await call("PUT", "/v1/customers/bad", { attributes: {}, name: "x" })).status).toBe(400);
    expect((await call("PUT", "/v1/customers/bad", "{")).status).toBe(400);
  });

  test("are replaced whole, shown, exported, and erased with the customer", async () => {
    expect(await put("anna", { country: "DE", device: "mobile" })).toEqual({
      status: 200,
      body: { customerId: "anna", attributes: { country: "DE", device: "mobile" } },
    });
    await put("anna", { country: "Côte d’Ivoire" });
    const known = { customerId: "anna", attributes: { country: "Côte d’Ivoire" } };
    expect((await call("GET", "/v1/customers/anna")).body).toEqual({ ...known, history: [] });
    expect((await call("GET", "/v1/customers/anna/export")).body).toEqual({ ...known, events: [] });
    await view("anna", "item-1");
    expect((await call("GET", "/v1/customers/anna")).body).toMatchObject({
      ...known,
      history: [{ itemId: "item-1" }],
    });
    expect((await call("GET", "/v1/customers/anna/export")).body).toMatchObject({
      ...known,
      events: [{ itemId: "item-1" }],
    });
    expect((await call("DELETE", "/v1/customers/anna")).body).toMatchObject({ erased: 1 });
    expect((await call("GET", "/v1/customers/anna")).status).toBe(404);
    expect((await call("GET", "/v1/customers/anna/export")).status).toBe(404);
  });

  test("are gone where nothing is left of them", async () => {
    await put("bert", { country: "DE" });
    expect((await put("bert", {})).body).toEqual({ customerId: "bert", attributes: {} });
    expect((await call("GET", "/v1/customers/bert")).status).toBe(404);
  });

  test("of many are put at once; bad ones are named and the others kept", async () => {
    const customers = [
      { customerId: "m1", attributes: { country: "DE" } },
      { customerId: "m2", attributes: { Country: "DE" } },
      { customerId: "", attributes: {} },
      7,
      { customerId: "m1", attributes: { country: "FR" } },
    ];
    const { status, body } = await call("POST", "/v1/customers:batch", { customers });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      accepted: 2,
      rejected: 3,
      errors: [{ index: 1, error: expect.stringContaining("small letters") }, { index: 2 }, { index: 3 }],
    });
    expect((await call("GET", "/v1/customers/m1")).body).toMatchObject({ attributes: { country: "FR" } });
    const none = await call("POST", "/v1/customers:batch", { customers: customers.slice(1, 4) });
    expect(none).toMatchObject({
      status: 400,
      body: { rejected: 3, errors: [{ path: "customers.0" }, {}, {}] },
    });
    for (const bad of [
      {},
      { customers: [] },
      { customers: Array.from({ length: 1001 }, () => customers[0]) },
    ])
      expect((await call("POST", "/v1/customers:batch", bad)).status).toBe(400);
    expect((await call("POST", "/v1/customers:other", {})).status).toBe(404);
  });
});

describe("a stranger's list", () => {
  test("is what is popular among those like them, by POST and by GET", async () => {
    const plain = await shop.recommend();
    for (const kind of ["cream", "soap"]) {
      const list = await shop.recommend({ context: { likes: kind } });
      expect(list.strategy).toBe("popular");
      expect(shareOf(kind, list)).toBeGreaterThan(0.7);
      expect(shareOf(kind, plain)).toBeLessThan(0.5);
      expect(without(await listOf(`?context=likes:${kind}`))).toEqual(without(list));
    }
  });

  test.each([{ likes: "nothing" }, { planet: "cream" }, {}])("is the same with %j", async (context) => {
    expect(without(await shop.recommend({ context }))).toEqual(without(await shop.recommend()));
  });

  test("goes by what the shop said of them, and by the request before that", async () => {
    await put("newcomer", { likes: "soap" });
    const ask = (context?: object) => shop.recommend({ customerId: "newcomer", ...(context && { context }) });
    expect(shareOf("soap", await ask())).toBeGreaterThan(0.7);
    expect(shareOf("soap", await ask({ planet: "Earth" }))).toBeGreaterThan(0.7);
    expect(shareOf("cream", await ask({ likes: "cream" }))).toBeGreaterThan(0.7);
    await shop.call("DELETE", "/v1/customers/newcomer");
    expect(without(await ask())).toEqual(without(await shop.recommend()));
  });

  test("is kept by its context, and made anew when attributes change", async () => {
    const of = async (path: string) => shareOf("soap", await listOf(path));
    await of("?context=likes:cream");
    expect(await of("?context=likes:soap")).toBeGreaterThan(0.7);
    expect(await of("?context=likes:cream")).toBe(0);
    // Hides nothing that is in a list, and makes the customer one whose lists are kept.
    await shop.call("POST", "/v1/events", { customerId: "kept", itemId: "gone", type: "hide" });
    await view("kept", "no-such-item");
    await put("kept", { likes: "soap" });
    expect(await of("?customerId=kept")).toBeGreaterThan(0.7);
    await put("kept", { likes: "cream" });
    expect(await of("?customerId=kept")).toBe(0);
  });

  test.each([
    ["context=likes", "Expected NAME:VALUE"],
    ["context=Likes:x", "small letters"],
    [`context=likes:${LONG}`, "up to 64 characters"],
    ["context=likes:a%0Ab", "without control characters"],
    ["context=likes:a&context=likes:b", "has one value"],
    [Array.from({ length: 17 }, (_, n) => `context=n${n}:x`).join("&"), ""],
  ])("is not made for %j", async (query, message) => {
    const response = await shop.call("GET", `/v1/recommendations?${query}`);
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain(message);
  });

  test("is asked with a context where it means something, and nowhere else", async () => {
    expect((await shop.call("GET", "/v1/trending?context=likes:soap")).status).toBe(400);
    expect((await shop.call("POST", "/v1/recommendations", { context: { Likes: "x" } })).status).toBe(400);
    const cart = { itemIds: ["item-1"], context: { likes: "soap" } };
    expect((await shop.call("POST", "/v1/cart/recommendations", cart)).status).toBe(400);
  });
});
