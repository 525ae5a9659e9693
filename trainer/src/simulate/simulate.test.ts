import { afterEach, describe, expect, test } from "bun:test";
import { createClient, type Item, type NewEvent } from "@aisle/client";
import { eventCode } from "@aisle/recommender";
import { customerId, DEFAULT_SHOP, generateShop, type Shop } from "../shop/generate.ts";
import { hashText, mix, Random } from "../shop/random.ts";
import { subCategory } from "../shop/taxonomy.ts";
import { attentionAt } from "./look.ts";
import { simulate, type SimulateOptions } from "./simulate.ts";
import { failureOf } from "./test/failure-of.ts";
import { serveShop, type ShopServer, type ShopServerOptions } from "./test/shop-server.ts";

const SETTINGS = { ...DEFAULT_SHOP, customers: 300, items: 400, days: 30 };
const shop = generateShop(SETTINGS);
const past = pastOf(shop);
const DAY = 86_400_000;
const FIRST = (SETTINGS.firstDay + SETTINGS.days) * DAY;

const servers: ShopServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

function pastOf(shop: Shop): NewEvent[] {
  const types = Object.entries(eventCode) as [NewEvent["type"], number][];
  const all: NewEvent[] = [];
  for (const chunk of shop.events())
    for (let i = 0; i < chunk.size; i++)
      all.push({
        customerId: customerId(chunk.customer[i]!),
        itemId: shop.items[chunk.item[i]!]!.itemId,
        type: types.find(([, code]) => code === chunk.type[i])![0],
        occurredAt: chunk.time[i]! * 1000,
      });
  return all;
}

/** A shop that shows each customer the same random items on every page. */
function open(options: Partial<ShopServerOptions> = {}): ShopServer {
  const recommend: ShopServerOptions["recommend"] = ({ customerId = "", itemId = "", limit }) => {
    const random = new Random(hashText(`${customerId} ${itemId}`, 9));
    return Array.from({ length: limit }, () => shop.items[random.below(shop.items.length)]!.itemId);
  };
  const server = serveShop({ items: shop.items, events: past, recommend, ...options });
  servers.push(server);
  return server;
}

function play(server: ShopServer, options: Partial<SimulateOptions> = {}) {
  const api = createClient({ baseUrl: server.url, retries: 0 });
  return simulate({
    api,
    days: 3,
    seed: 1,
    drift: 0.3,
    visits: 80,
    shop: SETTINGS,
    now: Date.UTC(2026, 0, 1),
    ...options,
  });
}

const simulated = ({ events }: ShopServer) => events.slice(past.length);
const inOrder = (events: readonly NewEvent[]) =>
  events.toSorted((a, b) => (a.eventId ?? "").localeCompare(b.eventId ?? ""));
/** The shop numbers its lists in the order of the questions, which come side by side. */
const withoutList = (event: NewEvent) => ({
  ...event,
  recommendationId: event.recommendationId !== undefined,
});

describe("a shop that cannot be simulated", () => {
  test("has no items", async () => {
    expect(await failureOf(play(open({ items: [], events: [] })))).toContain("no items yet");
  });

  test("has no customers", async () => {
    expect(await failureOf(play(open({ events: [] })))).toContain("no customers yet");
  });

  test("is away", async () => {
    const server = open();
    await server.stop();
    expect(await failureOf(play(server))).toContain("cannot be reached");
  });

  test("fails in the middle, and the failure comes out", async () => {
    const recommend = () => {
      throw new Error("no model");
    };
    expect(await failureOf(play(open({ recommend })))).toContain("500 no model");
  });
});

describe("the simulated days", () => {
  test("are the same for the same seed and answers, and others for another seed", async () => {
    const [one, two, other] = [open(), open(), open()];
    const summary = await play(one);
    expect(await play(two)).toEqual(summary);
    expect(inOrder(simulated(two)).map(withoutList)).toEqual(inOrder(simulated(one)).map(withoutList));
    await play(other, { seed: 2 });
    expect(inOrder(simulated(other)).map(withoutList)).not.toEqual(inOrder(simulated(one)).map(withoutList));
  });

  test("follow the newest known event and go on where the last simulation ended", async () => {
    const server = open();
    const first = await play(server);
    expect(first.days.map(({ date }) => date)).toEqual(["2025-01-31", "2025-02-01", "2025-02-02"]);
    for (const { occurredAt } of simulated(server)) {
      expect(Number(occurredAt)).toBeGreaterThanOrEqual(FIRST);
      expect(Number(occurredAt)).toBeLessThan(FIRST + 3 * DAY);
    }
    const second = await play(server, { days: 1 });
    expect(second.days.map(({ date }) => date)).toEqual(["2025-02-03"]);
  });

  test("count in the summary what the shop received", async () => {
    const server = open();
    const { totals, days, events, newcomers } = await play(server);
    const count = (type: string) => simulated(server).filter((event) => event.type === type).length;
    expect(totals).toMatchObject({
      sessions: 240,
      clicks: count("click"),
      views: count("view"),
      carts: count("cart"),
      purchases: count("purchase"),
    });
    expect(totals.impressions).toBe([...server.lists.values()].reduce((sum, { length }) => sum + length, 0));
    expect(totals.clickThroughRate).toBe(totals.clicks / totals.impressions);
    expect(totals.clicks).toBeGreaterThan(0);
    expect(days.reduce((sum, { purchases }) => sum + purchases, 0)).toBe(totals.purchases);
    expect(events).toEqual({ accepted: simulated(server).length, duplicates: 0, rejected: 0 });
    expect(newcomers).toBe(12);
    expect(new Set(simulated(server).map(({ customerId }) => customerId)).size).toBeGreaterThan(80);
    expect(server.strays).toEqual([]);
  });

  test("say in a generated shop where they live and what they hold, and nothing in a real one", async () => {
    const contexts = async (settings: Partial<SimulateOptions>) => {
      const seen = new Map<string, unknown>();
      const recommend: ShopServerOptions["recommend"] = ({ customerId: id, context }) => {
        if (id !== undefined) seen.set(id, context);
        return [];
      };
      await play(open({ recommend }), { days: 1, ...settings });
      return seen;
    };
    const seen = await contexts({});
    const known = Array.from({ length: SETTINGS.customers }, (_, at) => at).filter((at) =>
      seen.has(customerId(at)),
    );
    expect(known.length).toBeGreaterThan(20);
    for (const at of known) expect(seen.get(customerId(at))).toEqual(shop.attributesOf(at));
    const ofReal = await contexts({ shop: undefined } as unknown as Partial<SimulateOptions>);
    expect(new Set(ofReal.values())).toEqual(new Set([undefined]));
  });

  test("name the list behind each click, and only items of that list", async () => {
    const server = open();
    await play(server);
    const events = simulated(server);
    for (const { type, itemId, recommendationId } of events) {
      if (type === "click") expect(recommendationId).toBeDefined();
      if (recommendationId !== undefined) expect(server.lists.get(recommendationId)).toContain(itemId);
    }
    // Most of what happens is not led by recommendations, so that the data is no echo of the model.
    const led = events.filter(({ recommendationId }) => recommendationId !== undefined).length;
    expect(led / events.length).toBeLessThan(0.5);
  });

  test("click the top of the lists more than their end", async () => {
    const server = open();
    await play(server, { days: 7, visits: 200, drift: 0 });
    const positions = simulated(server)
      .filter(({ type }) => type === "click")
      .map(({ recommendationId = "", itemId }) => server.lists.get(recommendationId)!.indexOf(itemId));
    const clicksIn = (from: number, to: number) => positions.filter((at) => at >= from && at < to).length;
    expect(positions.length).toBeGreaterThan(200);
    // Lists of 10 and of 6 have positions 0 to 5 in common.
    const expected = (attentionAt(0) + attentionAt(1)) / (attentionAt(4) + attentionAt(5));
    expect(clicksIn(0, 2) / clicksIn(4, 6)).toBeGreaterThan(0.6 * expected);
  });

  test("send a customer's events in the order of their time, each id once", async () => {
    const server = open();
    await play(server);
    const last = new Map<string, number>();
    for (const { customerId, occurredAt } of simulated(server)) {
      expect(Number(occurredAt)).toBeGreaterThanOrEqual(last.get(customerId) ?? 0);
      last.set(customerId, Number(occurredAt));
    }
    const ids = simulated(server).map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id!.length).toBeLessThanOrEqual(128);
  });

  test("sell nothing hidden or sold out outside the lists, and only what is used up to a customer who bought it", async () => {
    const server = open({ recommend: () => [] });
    await play(server, { days: 7 });
    const bought = new Set<string>();
    for (const { type, customerId, itemId } of server.events.filter(({ type }) => type === "purchase")) {
      const pair = `${type} ${customerId} ${itemId}`;
      const { categories } = server.items.get(itemId)!;
      if (subCategory(categories?.[1] ?? "")?.nature.kind !== "consumable")
        expect(bought.has(pair)).toBe(false);
      bought.add(pair);
    }
    for (const { itemId } of simulated(server)) {
      const item = server.items.get(itemId);
      expect(item?.hidden ?? false).toBe(false);
      expect(item?.stock).not.toBe(0);
    }
  });

  test("serve fewer customers than asked for when fewer are known", async () => {
    const server = open({ events: [{ ...past[0]!, occurredAt: FIRST - 1 }] });
    const { totals } = await play(server, { shop: { ...SETTINGS, customers: 5 }, visits: 100 });
    expect(totals.sessions).toBe(15);
  });

  test("are told one by one", async () => {
    const dates: string[] = [];
    await play(open(), { onDay: ({ date }) => dates.push(date) });
    expect(dates).toEqual(["2025-01-31", "2025-02-01", "2025-02-02"]);
  });
});

describe("drift", () => {
  const newItems = ({ items }: ShopServer) => [...items.keys()].filter((itemId) => itemId.startsWith("new-"));
  const shareOfNew = (server: ShopServer) =>
    simulated(server).filter(({ itemId }) => itemId.startsWith("new-")).length / simulated(server).length;

  test("brings new products that its followers buy, and that nobody sees before they arrive", async () => {
    const arrived = new Set<string>();
    const early: NewEvent[] = [];
    const server = open({
      onItem: ({ itemId }: Item) => arrived.add(itemId),
      onEvent: (event) => {
        if (event.itemId.startsWith("new-") && !arrived.has(event.itemId)) early.push(event);
      },
    });
    const summary = await play(server, { drift: 0.5 });
    expect(newItems(server)).toHaveLength(summary.newItems);
    expect(summary.followers).toBeGreaterThan(0);
    expect(early).toEqual([]);
    expect(shareOfNew(server)).toBeGreaterThan(0.1);
  });

  test("of nought changes nobody's taste, though new products still come", async () => {
    const server = open();
    const summary = await play(server, { drift: 0 });
    expect(summary.followers).toBe(0);
    expect(newItems(server)).toHaveLength(summary.newItems);
    expect(shareOfNew(server)).toBeLessThan(0.1);
  });

  test("makes pairs be bought together that were not before", async () => {
    const server = open();
    await play(server, { days: 7, drift: 0.5 });
    const pairs = (events: readonly NewEvent[]) => {
      const baskets = Map.groupBy(
        events.filter(({ type }) => type === "purchase"),
        ({ customerId, occurredAt }) => `${customerId} ${occurredAt}`,
      );
      const counts = new Map<number, number>();
      for (const basket of baskets.values())
        for (const one of basket)
          for (const other of basket) {
            if (one.itemId >= other.itemId) continue;
            const pair = mix(hashText(one.itemId, 1), hashText(other.itemId, 2));
            counts.set(pair, (counts.get(pair) ?? 0) + 1);
          }
      return counts;
    };
    const before = pairs(past);
    const fresh = [...pairs(simulated(server))].filter(([pair, count]) => count >= 3 && !before.has(pair));
    expect(fresh.length).toBeGreaterThan(5);
  });
});

describe("real data", () => {
  test("gives customers tastes from what they did: they return to like items", async () => {
    const kinds = ["soap", "razor", "lipstick", "dryer"];
    const items = Array.from({ length: 400 }, (_, i) => ({
      itemId: `b${i}`,
      title: `${kinds[i % 4]} of line ${i}`,
      attributes: [`kind:${i % 4}`],
    }));
    const events = Array.from({ length: 200 }, (_, c) =>
      Array.from({ length: 5 }, (_, k): NewEvent => {
        const itemId = `b${(c % 4) + 4 * ((c * 7 + k * 13) % 100)}`;
        return { customerId: `k${c}`, itemId, type: "purchase", occurredAt: FIRST - DAY + k };
      }),
    ).flat();
    const server = open({ items, events, recommend: () => [] });
    const api = createClient({ baseUrl: server.url, retries: 0 });
    await simulate({ api, days: 2, seed: 1, drift: 0, visits: 100, now: Date.UTC(2026, 0, 1) });
    const known = server.events.slice(events.length).filter(({ customerId }) => customerId.startsWith("k"));
    const same = known.filter(
      ({ customerId, itemId }) => Number(customerId.slice(1)) % 4 === Number(itemId.replace(/\D/g, "")) % 4,
    );
    expect(known.length).toBeGreaterThan(200);
    expect(same.length / known.length).toBeGreaterThan(0.4);
  });
});
