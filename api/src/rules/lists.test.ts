// What standing rules do to each kind of list, and what a request's own do on top.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { ITEMS, kindOf, type Shop, startShop } from "../../test/shop.ts";
import type { Recommendations } from "../recommendations/schema.ts";

let shop: Shop;
let version = 0;
beforeAll(async () => {
  shop = await startShop();
  await shop.call("POST", "/v1/events", { customerId: "regular", itemId: "item-2", type: "view" });
});
afterAll(() => shop.stop());

async function save(...rules: readonly object[]): Promise<void> {
  const response = await shop.call("PUT", "/v1/rules", { rules, expectedVersion: version });
  expect(response.status).toBe(200);
  version++;
}

/** Every way to ask for each kind of list. */
const LISTS = [
  ["personal", "POST", "/v1/recommendations", { customerId: "regular", limit: 30 }],
  ["personal", "GET", "/v1/recommendations?limit=30"],
  ["similar", "GET", "/v1/items/item-1/similar?limit=30"],
  ["bought-together", "GET", "/v1/items/item-1/bought-together?limit=30"],
  ["cart", "POST", "/v1/cart/recommendations", { itemIds: ["item-1"], limit: 30 }],
  ["trending", "GET", "/v1/trending?limit=30"],
] as const;
const KINDS = ["personal", "similar", "bought-together", "cart", "trending"] as const;

async function listOf(method: string, path: string, body?: object): Promise<string[]> {
  const response = await shop.call(method, path, body);
  expect(response.status).toBe(200);
  return ((await response.json()) as Recommendations).items.map(({ itemId }) => itemId);
}
const recommended = async (question: object) =>
  (await shop.recommend(question)).items.map(({ itemId }) => itemId);
const brandOf = (itemId: string) => ITEMS.find((item) => item.itemId === itemId)?.brand;
const stockOf = (itemId: string) => ITEMS.find((item) => item.itemId === itemId)?.stock;

describe.each(LISTS)("a list that is %s, by %s %s", (kind, method, path, body?: object) => {
  const list = () => listOf(method, path, body);

  test("begins with what is pinned, in the order of the rules, if it may be listed", async () => {
    await save({ pin: ["item-58", "item-5", "item-57"] }, { placements: [kind], pin: ["item-3", "item-58"] });
    // item-5 is sold out.
    expect((await list()).slice(0, 3)).toEqual(["item-58", "item-57", "item-3"]);
  });

  test("has nothing that is excluded, by what it is or by its id", async () => {
    await save(
      { none: [{ category: "brush" }, { brand: "Ciel" }] },
      { excludeItemIds: ["item-3", "item-4"] },
    );
    const items = await list();
    expect(items.length).toBeGreaterThan(3);
    expect(items.filter((id) => kindOf(id) === "brush" || brandOf(id) === "Ciel")).toEqual([]);
    expect(items).not.toContain("item-3");
    expect(items).not.toContain("item-4");
  });

  test("has nothing of which too little is left", async () => {
    await save({ minStock: 11 });
    expect(await list()).toEqual([]);
    await save({ minStock: 10 });
    expect(await list()).not.toEqual([]);
  });

  test("is led by what is boosted", async () => {
    await save(
      { boost: [{ brands: ["Bora"], factor: 100 }] },
      { boost: [{ brands: ["Bora"], factor: 100 }] },
    );
    expect(new Set((await list()).slice(0, 5).map(brandOf))).toEqual(new Set(["Bora"]));
  });

  test("is as varied as the rules say", async () => {
    await save();
    const plain = await list();
    await save({ diversity: 1 });
    expect((await list()).slice(0, 10)).not.toEqual(plain.slice(0, 10));
  });

  test("is left alone by rules for others, and by rules that are gone", async () => {
    await save();
    const plain = await list();
    await save({ placements: KINDS.filter((other) => other !== kind), excludeItemIds: plain });
    expect(await list()).toEqual(plain);
    await save({ placements: [kind, "home"], excludeItemIds: plain.slice(0, 3) });
    expect(await list()).not.toContain(plain[0]!);
    await save();
    expect(await list()).toEqual(plain);
  });
});

describe("a rule for a placement label", () => {
  test("is for the lists with that label, of any kind, and for no others", async () => {
    await save({ placements: ["home"], pin: ["item-58"] });
    for (const path of ["/v1/trending", "/v1/items/item-1/similar"]) {
      expect((await listOf("GET", `${path}?placement=home`))[0]).toBe("item-58");
      expect((await listOf("GET", `${path}?placement=away`))[0]).not.toBe("item-58");
      expect((await listOf("GET", path))[0]).not.toBe("item-58");
    }
  });

  test("comes beside those for the kind of the list", async () => {
    await save({ placements: ["home"], pin: ["item-58"] }, { placements: ["trending"], pin: ["item-57"] });
    expect((await listOf("GET", "/v1/trending?placement=home")).slice(0, 2)).toEqual(["item-58", "item-57"]);
    expect((await listOf("GET", "/v1/trending"))[0]).toBe("item-57");
  });
});

describe("a request's own rules come on top:", () => {
  test("its pins are first", async () => {
    await save({ pin: ["item-58", "item-57"] });
    expect((await recommended({ pin: ["item-3", "item-57"] })).slice(0, 3)).toEqual([
      "item-3",
      "item-57",
      "item-58",
    ]);
  });

  test("it pins nothing that the shop hides, and lists nothing that it hides itself", async () => {
    await save({ excludeItemIds: ["item-3"], none: [{ category: "soap" }], pin: ["item-58"] });
    const none = [{ category: "cream" }];
    const items = await recommended({
      limit: 50,
      pin: ["item-3", "item-4"],
      filter: { none, excludeItemIds: ["item-58"], inStock: false },
    });
    expect(items).not.toContain("item-3");
    expect(items).not.toContain("item-58");
    expect(items[0]).toBe("item-4");
    expect(items.filter((id) => ["soap", "cream"].includes(kindOf(id)))).toEqual([]);
  });

  test("it gets nothing below the shop's minimum, sold out or not asked", async () => {
    await save({ minStock: 1 });
    const items = await recommended({ limit: 100, filter: { inStock: false } });
    expect(items.map(stockOf)).not.toContain(0);
    await save();
    expect((await recommended({ limit: 100, filter: { inStock: false } })).map(stockOf)).toContain(0);
  });

  test("its boosts multiply", async () => {
    const boost = [{ brands: ["Bora"], factor: 8 }];
    await save();
    const asked = await shop.recommend({ boost: [...boost, ...boost] });
    await save({ boost });
    expect((await shop.recommend({ boost })).items).toEqual(asked.items);
  });

  test("its diversity replaces the shop's, that of 0 as well", async () => {
    await save();
    const plain = await listOf("GET", "/v1/trending");
    await save({ diversity: 1 });
    expect(await listOf("GET", "/v1/trending")).not.toEqual(plain);
    expect(await listOf("GET", "/v1/trending?diversity=0")).toEqual(plain);
  });
});

test("scores stay numbers, however many boosts meet", async () => {
  const boost = Array.from({ length: 50 }, () => ({ brands: ["Bora"], factor: 100 }));
  await save(...Array.from({ length: 18 }, () => ({ boost })));
  const { items } = await shop.recommend({ boost: boost.slice(0, 50) });
  for (const { score } of items) expect(score).toBeFinite();
});

test("lists that rules were for are counted by their kind, made or kept, and the version is told", async () => {
  await save({ placements: ["similar"], pin: ["item-58"] });
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${shop.internalUrl}/metrics`)).text();
    return Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`${name} `))
        ?.split(" ")[1],
    );
  };
  const counts = () =>
    Promise.all(["similar", "trending"].map((list) => metric(`aisle_ruled_lists_total{list="${list}"}`)));
  const [similar = Number.NaN, trending = Number.NaN] = await counts();
  for (let time = 0; time < 3; time++) await listOf("GET", "/v1/items/item-1/similar?placement=counted");
  await listOf("GET", "/v1/trending?placement=counted");
  expect(await counts()).toEqual([similar + 3, trending]);
  expect(await metric("aisle_rules_version")).toBe(version);
});
