import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { ITEMS, kindOf, type Shop, startShop } from "../../test/shop.ts";
import type { Recommendations } from "./schema.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

async function list(path: string): Promise<Recommendations> {
  const response = await shop.call("GET", path);
  expect(response.status).toBe(200);
  return (await response.json()) as Recommendations;
}

const ids = ({ items }: Recommendations) => items.map(({ itemId }) => itemId);
const event = (customerId: string, itemId: string, type: string) =>
  shop.call("POST", "/v1/events", { customerId, itemId, type });

describe("an unknown product", () => {
  test.each(["similar", "bought-together"])("in the path of %s is a 404", async (route) => {
    const response = await shop.call("GET", `/v1/items/none/${route}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: "urn:aisle:problem:unknown-item" });
  });

  test("in a session, filter, boost, pin or cart is ignored and named", async () => {
    const { warnings, items } = await shop.recommend({
      session: [{ itemId: "none-1" }],
      filter: { excludeItemIds: ["none-2"] },
      boost: [{ itemIds: ["none-3"], factor: 2 }],
      pin: ["none-4"],
    });
    expect(items.length).toBeGreaterThan(0);
    expect(warnings).toEqual([
      'session: unknown item "none-1", ignored',
      'filter.excludeItemIds: unknown item "none-2", ignored',
      'boost.itemIds: unknown item "none-3", ignored',
      'pin: unknown item "none-4", ignored',
    ]);
    const cart = await shop.call("POST", "/v1/cart/recommendations", { itemIds: ["none", "item-1"] });
    expect(((await cart.json()) as Recommendations).warnings).toEqual([
      'itemIds: unknown item "none", ignored',
    ]);
  });
});

describe("for a customer or visitor", () => {
  test("a stranger gets popular items", async () => {
    const { strategy, items, model, recommendationId, warnings } = await shop.recommend();
    expect(strategy).toBe("popular");
    expect(items).toHaveLength(10);
    expect(model).toMatchObject({ version: "v1", track: "stable" });
    expect(recommendationId).toMatch(/^v1\.stable~personal\.[A-Za-z0-9_-]{40}$/);
    expect(warnings).toBeUndefined();
  });

  test("a session without a customer is personalised", async () => {
    const answer = await shop.recommend({ session: [{ itemId: "item-1" }, { itemId: "item-5" }], limit: 5 });
    expect(answer.strategy).toBe("personalised");
    expect(answer.items.every(({ itemId }) => kindOf(itemId) === "brush")).toBe(true);
    const [reason] = answer.items[0]!.reasons;
    expect(reason).toMatchObject({ kind: "view", itemId: expect.stringMatching(/^item-[15]$/) });
    expect(reason!.text).toMatch(/^(You might also like it because you looked at|Similar to) “.+”/);
  });

  test("the newest entry of a session is its last", async () => {
    const filter = { inStock: false };
    const first = await shop.recommend({ session: [{ itemId: "item-1" }, { itemId: "item-2" }], filter });
    const second = await shop.recommend({ session: [{ itemId: "item-2" }, { itemId: "item-1" }], filter });
    expect(kindOf(ids(first)[0]!)).toBe(kindOf("item-2"));
    expect(kindOf(ids(second)[0]!)).toBe(kindOf("item-1"));
  });

  test("a session comes after the stored history", async () => {
    await event("both", "item-3", "view");
    const stored = await shop.recommend({ customerId: "both" });
    expect(kindOf(ids(stored)[0]!)).toBe(kindOf("item-3"));
    const withSession = await shop.recommend({ customerId: "both", session: [{ itemId: "item-2" }] });
    expect(kindOf(ids(withSession)[0]!)).toBe(kindOf("item-2"));
  });

  test("an event counts in the very next response", async () => {
    const before = await shop.recommend({ customerId: "next" });
    expect(before.strategy).toBe("popular");
    await event("next", "item-6", "cart");
    const after = await shop.recommend({ customerId: "next" });
    expect(after.strategy).toBe("personalised");
    expect(ids(after)).not.toEqual(ids(before));
  });

  test("what a customer hid or bought is not shown to them again", async () => {
    const first = ids(await shop.recommend({ session: [{ itemId: "item-9" }] }));
    await event("picky", "item-9", "view");
    await event("picky", first[0]!, "hide");
    await event("picky", first[1]!, "purchase");
    const after = ids(await shop.recommend({ customerId: "picky", limit: 100 }));
    expect(after).not.toContain(first[0]);
    expect(after).not.toContain(first[1]);
  });

  test("what a customer hid, bought, rated or carted stays away through many later events", async () => {
    const before = Date.parse("2026-01-20T00:00:00Z");
    const taken = [
      { itemId: "item-9", type: "hide" },
      { itemId: "item-13", type: "purchase" },
      { itemId: "item-17", type: "rating" },
      { itemId: "item-21", type: "cart" },
    ];
    const gone = new Set(taken.map(({ itemId }) => itemId));
    const views = Array.from({ length: 900 }, (_, at) => ({
      itemId: `item-${1 + 4 * (at % 14)}`,
      type: "view",
    }));
    const events = [...taken, ...views.filter(({ itemId }) => !gone.has(itemId))].map((event, at) => ({
      ...event,
      customerId: "busy",
      occurredAt: before + at * 1000,
    }));
    expect((await shop.call("POST", "/v1/events", { events })).status).toBe(202);
    const { strategy, items } = await shop.recommend({ customerId: "busy", limit: 100 });
    expect(strategy).toBe("personalised");
    expect(items.map(({ itemId }) => itemId).filter((itemId) => gone.has(itemId))).toEqual([]);
    // One by one, with the rules that are about them.
    const shown = await shop.recommend({
      customerId: "busy",
      limit: 100,
      filter: { notInCart: false, notBoughtForDays: 3 },
    });
    expect(
      ids(shown)
        .filter((itemId) => gone.has(itemId))
        .toSorted(),
    ).toEqual(["item-13", "item-17", "item-21"]);
  });

  test("nothing that is sold out is listed by any route, unless asked for, and the fields say so", async () => {
    for (const path of [
      "/v1/trending",
      "/v1/recommendations",
      "/v1/items/item-1/similar",
      "/v1/items/item-1/bought-together",
    ]) {
      const soldOut = async (query: string) => {
        const response = await shop.call("GET", `${path}?limit=100&includeItems=true${query}`);
        const { items } = (await response.json()) as Recommendations;
        return items.filter(({ item }) => item?.stock === 0).length;
      };
      expect([await soldOut(""), await soldOut("&inStock=true")]).toEqual([0, 0]);
      expect(await soldOut("&inStock=false")).toBeGreaterThan(5);
    }
  });

  test("what fills a list up is marked, and left out when nobody wants it", async () => {
    const path = "/v1/items/item-1/bought-together?limit=100";
    const ask = async (query: string) =>
      (await (await shop.call("GET", `${path}${query}`)).json()) as Recommendations;
    const filled = await ask("");
    const filling = filled.items.filter(({ fill }) => fill === true);
    expect(filling.length).toBeGreaterThan(0);
    for (const { reasons } of filling) expect(reasons[0]!.kind).toBe("popular");
    const related = await ask("&fill=false");
    expect(related.items).toEqual(filled.items.filter(({ fill }) => fill === undefined));
    expect(related.warnings).toEqual([expect.stringContaining(`${related.items.length} instead of 100`)]);
    const cart = { itemIds: ["item-1"], limit: 100, fill: false };
    const goes = (await (
      await shop.call("POST", "/v1/cart/recommendations", cart)
    ).json()) as Recommendations;
    expect(goes.items.some(({ fill }) => fill === true)).toBe(false);
  });

  test("one star is no reason to see more of the kind, nor to see the product again, until it gets more", async () => {
    const rate = (value: number, day: string) =>
      shop.call("POST", "/v1/events", {
        customerId: "critic",
        itemId: "item-1",
        type: "rating",
        value,
        occurredAt: `2026-01-${day}T00:00:00Z`,
      });
    await event("critic", "item-2", "purchase");
    const asked = async () => {
      const { items } = await shop.recommend({ customerId: "critic", limit: 100 });
      return items.flatMap(({ reasons }) => reasons.flatMap(({ itemId = [] }) => itemId));
    };
    const similar = async () => ids(await list("/v1/items/item-5/similar?customerId=critic&limit=100"));
    await rate(5, "10");
    expect(await asked()).toContain("item-1");
    expect(await similar()).toContain("item-1");
    await rate(1, "11");
    expect(await asked()).toContain("item-2");
    expect(await asked()).not.toContain("item-1");
    expect(await similar()).not.toContain("item-1");
    await rate(4, "12");
    expect(await asked()).toContain("item-1");
    expect(await similar()).toContain("item-1");
  });

  test("a session's stars and quantities say what those of events say", async () => {
    const view = { itemId: "item-2", type: "view" };
    const shown = async (...session: object[]) => {
      const { items } = await shop.recommend({ session: [view, ...session], limit: 100 });
      const led = items.flatMap(({ reasons }) => reasons.flatMap(({ itemId = [] }) => itemId));
      return [led.includes("item-1"), items.some(({ itemId }) => itemId === "item-1")];
    };
    const rated = (value: number) => ({ itemId: "item-1", type: "rating", value });
    const carted = (value: number) => ({ itemId: "item-1", type: "cart", value });
    expect(await shown(rated(5))).toEqual([true, false]);
    expect(await shown(rated(1))).toEqual([false, false]);
    expect(await shown(rated(1), rated(4))).toEqual([true, false]);
    expect(await shown(rated(4), rated(1))).toEqual([false, false]);
    expect(await shown(carted(2))).toEqual([true, false]);
    expect(await shown(carted(2), carted(0))).toEqual([false, true]);
    expect(await shown(carted(0), carted(1))).toEqual([true, false]);
  });

  test("one variant of a product is listed, in the customer's size, unless all are asked for", async () => {
    const sizes = ["s", "m", "l"];
    const put = (itemId: string, fields: object) => shop.call("PUT", `/v1/items/${itemId}`, fields);
    for (const size of sizes) {
      const attributes = [`size:${size}`];
      await put(`twin-${size}`, { ...ITEMS[1], itemId: `twin-${size}`, groupId: "twin", attributes });
      await put(`coat-${size}`, { title: "Coat", groupId: "coat", attributes });
    }
    await event("tailor", "coat-m", "purchase");
    const listed = async (path: string) => {
      const { items } = (await (await shop.call("GET", path)).json()) as Recommendations;
      return items.map(({ itemId }) => itemId).filter((itemId) => /^(twin|coat)/.test(itemId));
    };
    const similar = "/v1/items/item-1/similar?limit=100&fill=false";
    expect(await listed(similar)).toHaveLength(1);
    expect((await listed(`${similar}&variants=all`)).toSorted()).toEqual(["twin-l", "twin-m", "twin-s"]);
    expect(await listed(`${similar}&customerId=tailor`)).toEqual(["twin-m"]);
    expect(await listed(`${similar}&customerId=tailor&exclude=twin-s`)).toEqual([]);
    expect(await listed("/v1/recommendations?customerId=tailor&limit=100")).toEqual(["twin-m"]);
    await shop.call("PATCH", "/v1/items/twin-m", { stock: 0 });
    expect((await listed(`${similar}&customerId=tailor`))[0]).toMatch(/^twin-[sl]$/);
    await shop.call("PATCH", "/v1/items/twin-s", { groupId: null });
    expect(await listed(similar)).toHaveLength(2);
    const wrong = await shop.call("GET", "/v1/trending?variants=some");
    expect(wrong.status).toBe(400);
    for (const size of sizes)
      for (const name of ["twin", "coat"]) await shop.call("DELETE", `/v1/items/${name}-${size}`);
  });

  test("what was put into the cart comes back when it is taken out, and two weeks later", async () => {
    const isAway = async (customerId: string) =>
      !ids(await shop.recommend({ customerId, limit: 100 })).includes("item-11");
    const cart = (customerId: string, day: string, value?: number) =>
      shop.call("POST", "/v1/events", {
        customerId,
        itemId: "item-11",
        type: "cart",
        occurredAt: `2026-01-${day}T00:00:00Z`,
        ...(value !== undefined && { value }),
      });
    await cart("undecided", "20");
    expect(await isAway("undecided")).toBe(true);
    await cart("undecided", "22", 0);
    expect(await isAway("undecided")).toBe(false);
    // An event of before that arrives late puts nothing back, a new one does.
    await cart("undecided", "21", 1);
    expect(await isAway("undecided")).toBe(false);
    await cart("undecided", "23", 2);
    expect(await isAway("undecided")).toBe(true);

    await cart("forgetful", "18");
    expect(await isAway("forgetful")).toBe(false);
    await cart("forgetful", "19");
    expect(await isAway("forgetful")).toBe(true);
  });

  test("taking something out of the cart is no interest in it", async () => {
    await event("returner", "item-3", "view");
    const before = await shop.recommend({ customerId: "returner" });
    const removal = { customerId: "returner", itemId: "item-2", type: "cart", value: 0 };
    expect((await shop.call("POST", "/v1/events", removal)).status).toBe(202);
    expect((await shop.recommend({ customerId: "returner" })).items).toEqual(before.items);
  });

  test("what a customer hid is on none of their lists", async () => {
    await event("hider", "item-9", "hide");
    const query = "?customerId=hider&limit=100";
    const cart = await shop.call("POST", "/v1/cart/recommendations", {
      itemIds: ["item-1"],
      customerId: "hider",
      limit: 100,
    });
    const lists = [
      await list(`/v1/recommendations${query}`),
      await list(`/v1/items/item-1/similar${query}`),
      await list(`/v1/items/item-1/bought-together${query}`),
      await list(`/v1/trending${query}`),
      (await cart.json()) as Recommendations,
    ];
    for (const answer of lists) {
      expect(answer.items.length).toBeGreaterThan(0);
      expect(ids(answer)).not.toContain("item-9");
    }
  });

  test("two equal questions get equal answers, ids of the lists apart, whatever the clock says", async () => {
    const question = {
      customerId: "both",
      session: [{ itemId: "item-1" }, { itemId: "item-14", type: "cart" }],
      diversity: 0.3,
      boost: [{ brands: ["Bora"], factor: 1.5 }],
    };
    const { recommendationId: firstId, ...first } = await shop.recommend(question);
    shop.time.now += 60_000;
    const { recommendationId: secondId, ...second } = await shop.recommend(question);
    expect(second).toEqual(first);
    expect(secondId).not.toBe(firstId);
  });

  test("the GET form answers as the POST form does", async () => {
    const { recommendationId: _, ...get } = await list(
      "/v1/recommendations?customerId=both&limit=4&categories=cream,soap&brands=Alba&brands=Ciel&priceMin=2&priceMax=50&inStock=true&exclude=item-3",
    );
    const { recommendationId: __, ...post } = await shop.recommend({
      customerId: "both",
      limit: 4,
      filter: {
        categories: ["cream", "soap"],
        brands: ["Alba", "Ciel"],
        price: { min: 2, max: 50 },
        inStock: true,
        excludeItemIds: ["item-3"],
      },
    });
    expect(get).toEqual(post);
    expect(get.items.length).toBeGreaterThan(0);
  });
});

describe("for a product or cart", () => {
  test("the product asked about is never in its own lists, even when pinned elsewhere", async () => {
    for (const route of ["similar", "bought-together"]) {
      const answer = await list(`/v1/items/item-1/${route}?limit=100`);
      expect(answer.strategy).toBe(route as Recommendations["strategy"]);
      expect(answer.items.length).toBeGreaterThan(0);
      expect(ids(answer)).not.toContain("item-1");
    }
  });

  test("what is in the cart is never recommended with it, pinned or not", async () => {
    const response = await shop.call("POST", "/v1/cart/recommendations", {
      itemIds: ["item-1", "item-5"],
      pin: ["item-5"],
      limit: 100,
    });
    const answer = (await response.json()) as Recommendations;
    expect(answer.strategy).toBe("cart");
    expect(ids(answer)).not.toContain("item-1");
    expect(ids(answer)).not.toContain("item-5");
  });

  test("an empty cart is not a question", async () => {
    expect((await shop.call("POST", "/v1/cart/recommendations", { itemIds: [] })).status).toBe(400);
  });
});

describe("what an answer carries", () => {
  test("pins come first and say so", async () => {
    const { items } = await shop.recommend({ pin: ["item-8", "item-3"], limit: 3 });
    expect(items.map(({ itemId }) => itemId).slice(0, 2)).toEqual(["item-8", "item-3"]);
    expect(items[0]!.reasons[0]!.kind).toBe("pinned");
  });

  test("no reasons with explain: false, the items' fields with includeItems", async () => {
    const { items } = await shop.recommend({ explain: false, includeItems: true, limit: 2 });
    for (const { itemId, reasons, item } of items) {
      expect(reasons).toEqual([]);
      expect(item).toEqual(ITEMS.find((other) => other.itemId === itemId));
    }
    expect(await list("/v1/trending?explain=false&includeItems=true&limit=1")).toMatchObject({
      items: [{ reasons: [], item: { brand: expect.any(String) } }],
    });
  });

  test("a title with markup stays data", async () => {
    const title = '<img src=x onerror="alert(1)">';
    await shop.call("PUT", "/v1/items/markup", { title, categories: ["beauty", "brush"] });
    const response = await shop.call("POST", "/v1/recommendations", { pin: ["markup"], includeItems: true });
    expect(response.headers.get("content-type")).toStartWith("application/json");
    const { items } = (await response.json()) as Recommendations;
    expect(items[0]!.item!.title).toBe(title);
    await shop.call("DELETE", "/v1/items/markup");
  });
});
