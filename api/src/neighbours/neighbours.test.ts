// What is told of an item: neighbours, what keeps it out of lists, and who is shown it.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import * as v from "valibot";
import { kindOf, type Shop, startShop } from "../../test/shop.ts";
import { Neighbours, ShownTo } from "./schema.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

async function get<const S extends v.GenericSchema>(schema: S, path: string): Promise<v.InferOutput<S>> {
  const response = await shop.call("GET", path);
  const text = await response.text();
  expect({ status: response.status, text }).toMatchObject({ status: 200 });
  const answer: unknown = JSON.parse(text);
  const parsed = v.parse(schema, answer);
  expect(parsed).toEqual(answer as typeof parsed);
  return parsed;
}
const neighbours = (id: string, query = "") => get(Neighbours, `/v1/items/${id}/neighbours${query}`);
const shownTo = (id: string, query = "") => get(ShownTo, `/v1/items/${id}/shown-to${query}`);

describe("bad questions", () => {
  test.each([
    "neighbours?limit=0",
    "neighbours?limit=101",
    "neighbours?more=1",
    "shown-to?customers=101",
    "shown-to?limit=x",
  ])("are refused: %s", async (rest) => {
    expect((await shop.call("GET", `/v1/items/item-1/${rest}`)).status).toBe(400);
  });

  test.each(["neighbours", "shown-to"])("are about an item that was never there: %s", async (rest) => {
    const response = await shop.call("GET", `/v1/items/nope/${rest}`);
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining("unknown-item")]);
  });

  test.each(["neighbours", "shown-to"])("come without a key that may: %s", async (rest) => {
    const closed = await startShop({ environment: { API_ANONYMOUS: "recommend,catalogue" } });
    expect((await closed.call("GET", `/v1/items/item-1/${rest}`)).status).toBe(401);
    await closed.stop();
  });
});

describe("an item's neighbours", () => {
  test("are of its own kind, strongest first, both ways, with titles", async () => {
    const { neighbours: found, fitted, knownAs, events } = await neighbours("item-2", "?limit=4");
    expect([fitted, knownAs.itemId]).toEqual([true, "item-2"]);
    expect(events).toBeGreaterThan(0);
    for (const way of ["to", "from"] as const) {
      const { count, strongest } = found.transitions[way];
      expect(count).toBeGreaterThan(4);
      expect(strongest).toHaveLength(4);
      const weights = strongest.map(({ weight }) => weight);
      expect(weights).toEqual(weights.toSorted((a, b) => b - a));
      for (const { itemId } of strongest) expect(kindOf(itemId)).toBe(kindOf("item-2"));
    }
    expect(found.content.to.strongest[0]!.title).toContain("cream");
  });

  test("of one that came after the model are by content alone", async () => {
    await shop.call("PUT", "/v1/items/newcomer", { title: "Alba soap", categories: ["beauty", "soap"] });
    const { fitted, events, popularity, neighbours: found } = await neighbours("newcomer");
    expect([fitted, events, popularity]).toEqual([false, 0, 0]);
    expect(found.transitions.to.count + found.cooccurrence.from.count).toBe(0);
    expect(found.content.to.count).toBeGreaterThan(0);
    expect(found.content.from.count).toBeGreaterThan(0);
  });

  test("say what keeps it out of lists: hidden, sold out, removed", async () => {
    expect(await neighbours("item-5")).toMatchObject({ soldOut: true, hidden: false, removed: false });
    await shop.call("PATCH", "/v1/items/item-8", { hidden: true });
    expect(await neighbours("item-8")).toMatchObject({ soldOut: false, hidden: true, removed: false });
    await shop.call("DELETE", "/v1/items/item-9");
    const { removed, neighbours: found } = await neighbours("item-9");
    expect([removed, found.transitions.from.count > 0]).toEqual([true, true]);
  });

  test("say which rules hide it, now or later, by their place", async () => {
    const rules = [
      { name: "Over", excludeItemIds: ["item-3"], to: "2026-01-31T00:00:00Z" },
      { pin: ["item-3"] },
      { name: "Low stock", minStock: 50, placements: ["home"] },
      { none: [{ category: "soap" }], from: "2026-03-01T00:00:00Z" },
      { excludeItemIds: ["item-4"] },
    ];
    await shop.call("PUT", "/v1/rules", { rules, expectedVersion: 0 });
    expect((await neighbours("item-3")).rules).toEqual({
      version: 1,
      hiding: [
        { at: 2, name: "Low stock", placements: ["home"] },
        { at: 3, from: expect.stringContaining("2026-03-01") as never },
      ],
    });
    await shop.call("PUT", "/v1/rules", { rules: [], expectedVersion: 1 });
  });

  test("name the variants of its product", async () => {
    for (const id of ["cup-s", "cup-m"])
      await shop.call("PUT", `/v1/items/${id}`, { title: `Cup ${id}`, groupId: "cup" });
    expect((await neighbours("cup-m")).variants).toEqual([{ itemId: "cup-s", title: "Cup cup-s" }]);
  });
});

describe("who is shown an item", () => {
  test("are recent customers whose list has it, with its place: the same that they get", async () => {
    const events = ["fan-1", "fan-2", "fan-3"].map((customerId, at) => ({
      customerId,
      itemId: `item-${2 + 4 * at}`,
      type: "view",
      occurredAt: new Date(shop.time.now - at * 60_000).toISOString(),
    }));
    await shop.call("POST", "/v1/events", { events });
    const list = await shop.recommend({ customerId: "fan-1", limit: 5 });
    const { itemId } = list.items[2]!;
    const { asked, limit, customers } = await shownTo(itemId, "?customers=2&limit=5");
    expect([asked, limit]).toEqual([2, 5]);
    expect(customers[0]).toEqual({
      customerId: "fan-1",
      lastEventAt: new Date(shop.time.now).toISOString(),
      place: 3,
      itemId,
    });
    expect(customers.map(({ customerId }) => customerId)).not.toContain("fan-3");
  });

  test("are none of an item that no list may show, and of one that was removed", async () => {
    for (const id of ["item-5", "item-9"]) expect((await shownTo(id)).customers).toEqual([]);
  });
});
