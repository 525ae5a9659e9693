import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Recommender } from "@aisle/recommender";
import { ITEMS, type Shop, startShop, until } from "../../test/shop.ts";
import { TrendFollower } from "./follower.ts";
import { RecentEvents } from "./recent-events.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 5, 1);
const WEIGHTS = [0.4, 0.8, 1, 1, 0.4, 0];

describe("the events of the last hours", () => {
  const purchase = (itemId: string, hoursAgo: number) => ({
    itemId,
    type: "purchase" as const,
    occurredAt: NOW - hoursAgo * HOUR,
  });
  const recent = (...events: Parameters<RecentEvents["add"]>[0][]) => {
    const all = new RecentEvents();
    for (const event of events) all.add(event, WEIGHTS, NOW);
    return all;
  };

  test("are none of nothing, of hiding, and of long ago", () => {
    const hidden = { itemId: "a", type: "hide" as const, occurredAt: NOW };
    for (const all of [recent(), recent(hidden), recent(purchase("a", 61), purchase("a", 1e6))])
      expect(all.at(NOW).size).toBe(0);
  });

  test("are none of one star, nor of what is taken out of the cart", () => {
    const event = (type: "rating" | "cart", value: number) => ({ ...purchase("a", 0), type, value });
    expect(recent(event("rating", 1), event("rating", 2), event("cart", 0)).at(NOW).size).toBe(0);
    expect(recent(event("rating", 5), event("cart", 1)).at(NOW).get("a")).toBeCloseTo(1.8);
  });

  test("count by their type, and half as much every six hours", () => {
    const all = recent(purchase("a", 0), purchase("b", 6), { ...purchase("c", 0), type: "view" });
    expect(all.at(NOW)).toEqual(
      new Map([
        ["a", expect.closeTo(1)],
        ["b", expect.closeTo(0.5)],
        ["c", expect.closeTo(0.4)],
      ]),
    );
    expect(all.at(NOW + 12 * HOUR).get("a")).toBeCloseTo(0.25);
    expect(all.at(NOW + 1000 * HOUR).size).toBe(0);
  });

  test("of a clock that is ahead count as now", () => {
    expect(recent(purchase("a", -20)).at(NOW).get("a")).toBeCloseTo(1);
  });

  test("are of a bounded number of products, those that count most", () => {
    const all = recent(purchase("often", 0), purchase("often", 0));
    for (let at = 0; at < 120_000; at++) all.add(purchase(`once-${at}`, 1), WEIGHTS, NOW);
    const masses = all.at(NOW);
    expect(masses.size).toBeLessThanOrEqual(50_000);
    expect(masses.get("often")).toBeCloseTo(2);
  });
});

describe("what is trending", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop.stop());
  const trending = async (query = ""): Promise<string[]> => {
    const response = await shop.call("GET", `/v1/trending?limit=20${query}`);
    const { items } = (await response.json()) as { items: { itemId: string }[] };
    return items.map(({ itemId }) => itemId);
  };
  const buy = (itemId: string, times: number) =>
    shop.call("POST", "/v1/events", {
      events: Array.from({ length: times }, (_, at) => ({
        customerId: `buyer-${itemId}-${at}`,
        itemId,
        type: "purchase",
      })),
    });

  test("is what was bought just now, for those who asked before, too", async () => {
    const before = await trending();
    const rising = before.at(-1)!;
    await buy(rising, 400);
    await until(async () => (await trending())[0] === rising);
    const category = ITEMS.find(({ itemId }) => itemId === rising)!.categories!.at(-1)!;
    expect((await trending(`&categories=${category}`))[0]).toBe(rising);
  });

  test("may be newer than the model", async () => {
    await shop.call("PUT", "/v1/items/newest", { title: "Newest soap", categories: ["beauty", "soap"] });
    await buy("newest", 900);
    await until(async () => (await trending())[0] === "newest");
  });

  test("is the same in every process, also in one that starts later", async () => {
    const followed = async () => {
      let masses: ReadonlyMap<number, number> = new Map();
      const recommender = {
        model: { recipe: { popularity: { eventWeights: WEIGHTS } } },
        indexOf: (itemId: string) => (itemId === "newest" ? 1 : 0),
        followTrend: (found: typeof masses) => (masses = found),
      } as unknown as Recommender;
      const follower = new TrendFollower({
        store: shop.store,
        recommender: () => recommender,
        clock: () => shop.time.now,
      });
      await follower.follow();
      // Nothing is counted twice.
      await follower.follow();
      return masses.get(1);
    };
    const [one, other] = [await followed(), await followed()];
    expect(one).toBeGreaterThan(890);
    expect(one).toBeLessThanOrEqual(900);
    expect(other).toBeCloseTo(one!, 0);
  });
});
