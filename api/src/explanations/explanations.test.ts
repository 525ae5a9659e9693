// Explained lists: the same as those that customers get, whatever is asked, and told step by step.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { ITEMS, type Shop, startShop } from "../../test/shop.ts";
import { Explanation } from "./schema.ts";

const CUSTOMERS = Array.from({ length: 12 }, (_, at) => `c${at}`);
const TYPES = ["view", "cart", "purchase", "rating", "click", "hide"];
const EVENT_DAYS = 30;
const DAY = 86_400_000;

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
  const events = CUSTOMERS.flatMap((customerId, at) =>
    Array.from({ length: at * 2 }, (_, event) => ({
      customerId,
      itemId: `item-${(at * 7 + event * 4) % ITEMS.length}`,
      type: TYPES[(at + event) % TYPES.length],
      occurredAt: new Date(shop.time.now - (((at + event * 5) % EVENT_DAYS) + 1) * DAY).toISOString(),
    })),
  );
  expect((await shop.call("POST", "/v1/events", { events })).status).toBe(202);
});
afterAll(() => shop.stop());

const ask = (question: object) => shop.call("POST", "/v1/recommendations:explain", question);
async function explain(question: object): Promise<Explanation> {
  const response = await ask(question);
  const text = await response.text();
  expect({ status: response.status, text }).toMatchObject({ status: 200 });
  const explanation: unknown = JSON.parse(text);
  expect(v.parse(Explanation, explanation)).toEqual(explanation as Explanation);
  return explanation as Explanation;
}

let version = 0;
async function save(rules: readonly object[]): Promise<void> {
  const response = await shop.call("PUT", "/v1/rules", { rules, expectedVersion: version++ });
  expect(response.status).toBe(200);
}

describe("an explanation that cannot be", () => {
  test.each([
    ["no JSON", "{", 400],
    ["a list of nothing", { limit: 0 }, 400],
    ["a field that no list has", { surprise: 1 }, 400],
    ["more than a body may hold", { pin: Array.from({ length: 101 }, () => "item-1") }, 400],
  ])("is refused: %s", async (_, body, status) => {
    expect((await shop.call("POST", "/v1/recommendations:explain", body)).status).toBe(status);
  });

  test("has another name", async () => {
    const response = await shop.call("POST", "/v1/recommendations:explode", {});
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining(":explain")]);
  });

  test("is a key's that may not see customers", async () => {
    const closed = await startShop({ environment: { API_ANONYMOUS: "recommend,events,catalogue" } });
    expect((await closed.call("POST", "/v1/recommendations:explain", {})).status).toBe(401);
    await closed.stop();
  });
});

const ids = fc.array(
  fc.nat(ITEMS.length + 2).map((at) => `item-${at}`),
  { maxLength: 4 },
);
const boosts = fc.array(
  fc.record({
    factor: fc.constantFrom(0.1, 2, 60),
    itemIds: ids,
    brands: fc.subarray(["Alba", "Ciel"]),
    categories: fc.subarray(["soap", "beauty"]),
  }),
  { maxLength: 3 },
);
const conditions = fc.subarray([{ category: "cream" }, { brand: "Bora" }, { attribute: "none" }]);
const questions = fc.record(
  {
    customerId: fc.constantFrom(...CUSTOMERS, "nobody"),
    session: fc.array(
      fc.record({ itemId: fc.nat(59).map((at) => `item-${at}`), type: fc.constantFrom("view", "cart") }),
      { maxLength: 3 },
    ),
    limit: fc.integer({ min: 1, max: 100 }),
    filter: fc.record(
      {
        none: conditions,
        any: conditions,
        brands: fc.subarray(["Alba", "Bora"]),
        price: fc.constantFrom({ max: 30 }, { min: 12 }),
        inStock: fc.boolean(),
        excludeItemIds: ids,
        notInCart: fc.boolean(),
        notBoughtForDays: fc.constantFrom(0, 10),
      },
      { requiredKeys: [] },
    ),
    boost: boosts,
    pin: ids,
    diversity: fc.constantFrom(0, 0.4),
    variants: fc.constantFrom("one", "all"),
    fill: fc.boolean(),
    explain: fc.boolean(),
    includeItems: fc.boolean(),
    placement: fc.constantFrom("home", "loadtest"),
  },
  { requiredKeys: [] },
);
const rules = fc.array(
  fc.record(
    {
      boost: boosts,
      pin: ids,
      none: conditions,
      excludeItemIds: ids,
      minStock: fc.constantFrom(1, 20),
      diversity: fc.constantFrom(0, 0.5),
      placements: fc.constantFrom(["personal"], ["home"], ["cart"]),
      from: fc.constantFrom("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"),
    },
    { requiredKeys: ["pin"] },
  ),
  { maxLength: 3 },
);

test("whatever is asked and whatever the rules, an explanation has the list that the customer gets", async () => {
  await fc.assert(
    fc.asyncProperty(rules, fc.array(questions, { minLength: 5, maxLength: 10 }), async (saved, asked) => {
      await save(saved);
      for (const question of asked) {
        const list = await shop.recommend(question);
        const explanation = await explain(question);
        for (const part of ["model", "strategy", "items", "filtered", "warnings"] as const)
          expect(explanation[part]).toEqual(list[part]);
        expect(explanation.rules.version).toBe(version);
        expect(explanation.removed).toHaveLength(Math.min(100, list.filtered));
        for (const { removals } of explanation.removed) expect(removals).not.toEqual([]);
      }
    }),
    { numRuns: 40 },
  );
  await save([]);
}, 60_000);

describe("an explanation", () => {
  test("says by its place among all rules which one did what", async () => {
    await save([
      { name: "Elsewhere", placements: ["cart"], pin: ["item-1"] },
      { name: "No soap", none: [{ category: "soap" }] },
      { name: "Mixed", diversity: 0.3 },
      { name: "Alba first", boost: [{ brands: ["Alba"], factor: 9 }], pin: ["item-6", "item-3", "item-9"] },
    ]);
    const session = [{ itemId: "item-7" }];
    const { rules: told, removed, candidates, items } = await explain({ session, limit: 5 });
    expect(told.applied.map(({ at, name }) => [at, name])).toEqual([
      [1, "No soap"],
      [2, "Mixed"],
      [3, "Alba first"],
    ]);
    expect(told.applied.map(({ mixed }) => mixed)).toEqual([false, true, false]);
    const own = await explain({ session, limit: 5, diversity: 0.1 });
    expect(own.rules.applied.map(({ mixed }) => mixed)).toEqual([false, false, false]);
    expect(told.applied[0]!.removed).toBe(removed.length - removed.filter(isOnlySoldOut).length);
    expect(told.applied[2]).toMatchObject({ removed: 0, pinned: ["item-6", "item-9"] });
    expect(told.applied[2]!.changed).toBeGreaterThan(0);
    for (const { itemId, factors } of candidates) {
      const isAlba = Number(itemId.slice("item-".length)) % 3 === 0;
      expect(factors).toEqual(isAlba ? [{ by: "rule", at: 3, factor: 9 }] : []);
    }
    expect(items[0]!.itemId).toBe("item-6");
    await save([]);
  });

  const isOnlySoldOut = ({ removals }: Explanation["removed"][number]) =>
    removals.every(({ by }) => by === "catalogue");

  test("tells the history as it is weighed, and no more of it than fifty products", async () => {
    const session = Array.from({ length: 60 }, (_, at) => ({ itemId: `item-${at}` }));
    const { history } = await explain({ session });
    expect([history.events, history.products]).toEqual([60, 50]);
    expect(history.entries).toHaveLength(50);
    expect(history.entries[0]).toMatchObject({ itemId: "item-59", type: "view", ageSeconds: 0, weight: 0.4 });
  });

  test("is one of a stranger for who is not known", async () => {
    const { strategy, history, ranker, candidates } = await explain({ customerId: "nobody", limit: 3 });
    expect([strategy, history.entries, ranker]).toEqual(["popular", [], { kind: "first-stage" }]);
    expect(candidates[0]).toMatchObject({ firstPlace: 1, rankedPlace: 1, listedPlace: 1, supporters: 0 });
  });

  test("is counted as no list, and kept nowhere", async () => {
    const counted = async () =>
      (await (await fetch(`${shop.internalUrl}/metrics`)).text())
        .split("\n")
        .filter((line) => /^aisle_(?:impressions|recommendations|ruled|kept|catalogue_coverage)/.test(line));
    const before = await counted();
    expect(before.length).toBeGreaterThan(3);
    await explain({ customerId: "c5", limit: 100 });
    expect(await counted()).toEqual(before);
  });
});
