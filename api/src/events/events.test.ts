import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { exportOf } from "@aisle/store/testing";
import { type Shop, startShop } from "../../test/shop.ts";
import type { Recommendations } from "../recommendations/schema.ts";
import type { EventsResult } from "./schema.ts";

let shop: Shop;
let customerId = "";
let customers = 0;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());
beforeEach(() => {
  customerId = `customer-${customers++}`;
});

const view = (fields: object = {}) => ({ customerId, itemId: "item-1", type: "view", ...fields });

async function send(body: unknown): Promise<EventsResult & { http: number }> {
  const response = await shop.call("POST", "/v1/events", body);
  return { ...((await response.json()) as EventsResult), http: response.status };
}

const stored = () => exportOf(shop.store, customerId);

describe("an event that cannot be accepted", () => {
  test.each([
    ["an unknown item", { itemId: "none" }, 'itemId: unknown item "none"'],
    ["no type", { type: undefined }, "type: Required, but absent."],
    ["an unknown type", { type: "look" }, "type: "],
    ["an unknown field", { item: "x" }, "item: Unknown field."],
    ["an empty customer", { customerId: "" }, "customerId: "],
    ["a time that is none", { occurredAt: "yesterday" }, "occurredAt: Expected an ISO 8601 time"],
    [
      "a date that does not exist",
      { occurredAt: "2025-02-29T00:00:00Z" },
      "occurredAt: There is no such day in the calendar.",
    ],
    ["an id of a list that cannot be stored", { recommendationId: "\ud800" }, "recommendationId: The id has"],
    ["a time before 1995", { occurredAt: "1994-12-31T23:59:59Z" }, "occurredAt: before 1995"],
    ["seconds", { occurredAt: 1_767_225_600 }, "occurredAt: these are unix seconds: send milliseconds"],
    ["microseconds", { occurredAt: 1_767_225_600_000_000 }, "occurredAt: these are unix microseconds"],
    ["half a millisecond", { occurredAt: 1.5 }, "occurredAt: "],
    ["a value that is no number", { value: "5" }, "value: "],
    ["a negative value", { value: -1 }, "value: "],
  ])("with %s is a 400 that says so", async (_, fields, error) => {
    const { http, results } = await send(view(fields));
    expect(http).toBe(400);
    expect(results[0]).toMatchObject({ index: 0, status: "rejected" });
    expect(results[0]!.error).toStartWith(error);
    expect(await stored()).toEqual([]);
  });

  test("more than a day in the future is a mistake, a day is a clock", async () => {
    const ahead = (ms: number) => new Date(shop.time.now + ms).toISOString();
    expect((await send(view({ occurredAt: ahead(86_400_001) }))).results[0]!.error).toBe(
      "occurredAt: more than a day ahead",
    );
    expect((await send(view({ occurredAt: ahead(86_400_000) }))).http).toBe(202);
  });

  test("does not keep its neighbours from being recorded", async () => {
    const result = await send({
      events: [view(), view({ itemId: "none" }), "nonsense", view({ type: "cart" })],
    });
    expect(result).toMatchObject({ http: 202, accepted: 2, duplicates: 0, rejected: 2 });
    expect(result.results.map(({ index, status }) => `${index} ${status}`)).toEqual([
      "0 recorded",
      "1 rejected",
      "2 rejected",
      "3 recorded",
    ]);
    expect((await stored()).map(({ type }) => type)).toEqual(["view", "cart"]);
  });

  test("when all are bad, the 400 names each", async () => {
    const { http, rejected, results } = await send({ events: [view({ itemId: "none" }), {}] });
    expect({ http, rejected, results: results.length }).toEqual({ http: 400, rejected: 2, results: 2 });
  });

  test("more than a thousand at once, or none, is not a batch", async () => {
    expect((await shop.call("POST", "/v1/events", { events: [] })).status).toBe(400);
    const events = Array.from({ length: 1001 }, () => view());
    expect((await shop.call("POST", "/v1/events", { events })).status).toBe(400);
    expect(await stored()).toEqual([]);
  });
});

describe("an event without an id", () => {
  test("is a repetition of an equal one within a second, in one request or several, in any process", async () => {
    expect(await send({ events: [view(), view(), view({ value: 1 })] })).toMatchObject({
      http: 202,
      accepted: 2,
      duplicates: 1,
    });
    shop.time.now += 999;
    const other = await startShop({ home: shop.home });
    other.time.now = shop.time.now;
    const response = await other.call("POST", "/v1/events", view());
    expect((await response.json()) as EventsResult).toMatchObject({ accepted: 0, duplicates: 1 });
    await other.stop();
    shop.time.now += 1;
    expect(await send(view())).toMatchObject({ accepted: 1 });
    expect(await stored()).toHaveLength(3);
  });

  test("is none across the turn of a second, nor before an equal one that is later", async () => {
    const at = (ms: number) => view({ occurredAt: Date.parse("2026-01-05T10:00:00Z") + ms });
    expect(await send({ events: [at(900), at(1_100), at(1_899), at(1_900)] })).toMatchObject({
      duplicates: 2,
    });
    expect(await send({ events: [at(0), at(-100)] })).toMatchObject({ duplicates: 1, accepted: 1 });
  });

  test("counts when it differs, when it has an id, and when nothing counts as a repetition", async () => {
    await send({ events: [view(), view({ itemId: "item-2" }), view({ type: "cart" }), view({ value: 0 })] });
    await send({ events: [view({ eventId: `${customerId}-a` }), view({ eventId: `${customerId}-b` })] });
    expect(await stored()).toHaveLength(6);
    const lenient = await startShop({ home: shop.home, environment: { API_REPETITION_MS: "0" } });
    await lenient.call("POST", "/v1/events", { events: [view(), view()] });
    await lenient.stop();
    expect(await stored()).toHaveLength(8);
  });

  test("has an id that nobody else can take before it", async () => {
    await send(view());
    const { eventId, occurredAt } = (await stored())[0]!;
    expect((await send(view({ eventId, itemId: "item-2", occurredAt }))).results[0]!.error).toStartWith(
      "eventId: ",
    );
    expect(await send(view({ eventId, occurredAt }))).toMatchObject({ http: 202, duplicates: 1 });
  });
});

describe("an event of an unknown item", () => {
  test("is kept when asked, and counts as soon as the item is there", async () => {
    const itemId = `later-${customerId}`;
    const post = (query: string) => shop.call("POST", `/v1/events${query}`, view({ itemId }));
    expect((await post("")).status).toBe(400);
    expect((await post("?unknown=reject")).status).toBe(400);
    expect((await post("?unknown=maybe")).status).toBe(400);
    expect((await post("?unknown=keep")).status).toBe(202);
    expect((await shop.recommend({ customerId })).strategy).toBe("popular");
    await shop.call("PUT", `/v1/items/${itemId}`, { brand: "Alba", categories: ["beauty", "brush"] });
    const { strategy, items } = await shop.recommend({ customerId });
    expect(strategy).toBe("personalised");
    expect(items[0]!.reasons[0]).toMatchObject({ itemId });
  });

  test("is refused all the same when it is not an event", async () => {
    const response = await shop.call("POST", "/v1/events?unknown=keep", view({ itemId: "" }));
    expect(response.status).toBe(400);
  });
});

describe("a deleted event", () => {
  test("counts no more, neither in the next list nor in one that is kept", async () => {
    await send(view({ eventId: `${customerId}-1`, type: "purchase" }));
    const list = async () => (await shop.call("GET", `/v1/recommendations?customerId=${customerId}`)).json();
    expect(await list()).toMatchObject({ strategy: "personalised" });
    expect((await shop.call("DELETE", `/v1/events/${customerId}-1`)).status).toBe(204);
    expect(await list()).toMatchObject({ strategy: "popular" });
    expect(await stored()).toEqual([]);
    expect((await shop.call("GET", `/v1/customers/${customerId}`)).status).toBe(404);
    const again = await shop.call("DELETE", `/v1/events/${customerId}-1`);
    expect(again.status).toBe(404);
    expect(await again.json()).toMatchObject({ type: "urn:aisle:problem:unknown-event" });
    expect(await send(view({ eventId: `${customerId}-1` }))).toMatchObject({ accepted: 1 });
  });

  test("without an id of its own is deleted by the one that the export names", async () => {
    await send(view());
    const { eventId } = (await stored())[0]!;
    expect((await shop.call("DELETE", `/v1/events/${encodeURIComponent(eventId)}`)).status).toBe(204);
    expect(await send(view())).toMatchObject({ accepted: 1 });
  });
});

describe("an event", () => {
  test("may come alone, and then happened now", async () => {
    const { recommendationId } = await shop.recommend();
    expect(await send(view({ value: 2, recommendationId }))).toEqual({
      http: 202,
      accepted: 1,
      duplicates: 0,
      rejected: 0,
      results: [{ index: 0, status: "recorded" }],
    });
    expect(await stored()).toMatchObject([
      { itemId: "item-1", occurredAt: shop.time.now, value: 2, recommendationId },
    ]);
  });

  test("may give its time with a zone or in milliseconds", async () => {
    await send(view({ occurredAt: "2026-01-05T12:00:00+02:00" }));
    await send(view({ occurredAt: 1_767_000_000_000 }));
    expect((await stored()).map(({ occurredAt }) => occurredAt)).toEqual([
      1_767_000_000_000,
      Date.parse("2026-01-05T10:00:00Z"),
    ]);
  });

  test("counts once, however often its id comes, even at the same moment", async () => {
    const events = [
      view({ eventId: `${customerId}-1` }),
      view({ eventId: `${customerId}-1`, type: "purchase" }),
    ];
    const answers = await Promise.all(Array.from({ length: 8 }, () => send({ events })));
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1);
    expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(15);
    expect(answers.every(({ http }) => http === 202)).toBe(true);
    expect(await stored()).toHaveLength(1);
  });

  test("may be of an item that this process has not heard of yet", async () => {
    await shop.store.putItems([{ itemId: `fresh-${customerId}` }]);
    expect((await send(view({ itemId: `fresh-${customerId}` }))).http).toBe(202);
  });

  test("can be one of a thousand", async () => {
    const result = await send({ events: Array.from({ length: 1000 }, (_, at) => view({ value: at })) });
    expect(result).toMatchObject({ http: 202, accepted: 1000 });
    expect(await stored()).toHaveLength(1000);
  });
});

describe("a list that an event names", () => {
  const metric = async (start: string) => {
    const text = await (await fetch(`${shop.internalUrl}/metrics`)).text();
    const lines = text.split("\n").filter((line) => line.startsWith(start));
    return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
  };
  const counts = async () => ({
    clicks: await metric("aisle_clicks_total{"),
    conversions: await metric("aisle_conversions_total{"),
    revenue: await metric("aisle_revenue_total{"),
    unverified: await metric('aisle_feedback_ignored_total{reason="unverified"}'),
    expired: await metric('aisle_feedback_ignored_total{reason="expired"}'),
    repeated: await metric('aisle_feedback_ignored_total{reason="repeated"}'),
  });
  /** What the counts grew by. */
  const countedBy = async (act: () => Promise<unknown>) => {
    const before = await counts();
    await act();
    const after = await counts();
    return Object.fromEntries(
      Object.entries(after)
        .map(([name, count]) => [name, count - before[name as keyof typeof before]] as const)
        .filter(([, count]) => count !== 0),
    );
  };
  const newList = async () => (await shop.recommend()).recommendationId;

  test("counts once for its first click and once for its first purchase", async () => {
    const recommendationId = await newList();
    const [click, purchase] = (["click", "purchase"] as const).map((type) => ({ type, recommendationId }));
    const one = view({ ...click, eventId: `${customerId}-click` });
    const counted = await countedBy(async () => {
      await send({
        events: [one, one, view({ ...click, itemId: "item-2" }), view({ type: "view", recommendationId })],
      });
      await send(one);
      await send(view({ ...click, customerId: `${customerId}-else` }));
      await send({ events: [view(purchase), view({ ...purchase, itemId: "item-2" })] });
    });
    // Items 1 and 2 cost 2 and 3.
    expect(counted).toEqual({ clicks: 1, conversions: 1, repeated: 3, revenue: 5 });
  });

  test("counts where it is shown", async () => {
    const { recommendationId } = (await (
      await shop.call("POST", "/v1/recommendations", { placement: "front-page" })
    ).json()) as Recommendations;
    expect(recommendationId).toContain("~front-page.");
    await send({
      events: [view({ type: "click", recommendationId }), view({ type: "purchase", recommendationId })],
    });
    const label = '{version="v1",track="stable",placement="front-page"}';
    for (const [name, count] of [
      ["impressions", 1],
      ["clicks", 1],
      ["conversions", 1],
      ["revenue", 2],
    ] as const)
      expect(await metric(`aisle_${name}_total${label}`)).toBe(count);
  });

  test("brings what was bought of it, each purchase once: pieces times the catalogue's price", async () => {
    const recommendationId = await newList();
    const bought = (fields: object) => view({ type: "purchase", recommendationId, ...fields });
    const revenueOf = async (...events: readonly object[]) =>
      (await countedBy(() => send({ events }))) as { revenue?: number };
    const three = bought({ eventId: `${customerId}-three`, value: 3 });
    expect(await revenueOf(three, three)).toMatchObject({ revenue: 6 });
    expect((await revenueOf(three)).revenue).toBeUndefined();
    // Item 7 has no price, and none of nothing was bought.
    expect((await revenueOf(bought({ itemId: "item-7" }), bought({ value: 0 }))).revenue).toBeUndefined();
    expect(await revenueOf(bought({ eventId: `${customerId}-huge`, value: 1e9 }))).toMatchObject({
      revenue: 2_000,
    });
    expect(
      (await revenueOf(bought({ recommendationId: "made-up", itemId: "item-3" }))).revenue,
    ).toBeUndefined();
  });

  test("counts once, whichever of several processes is told, at the same time or one after the other", async () => {
    const key = { RECOMMENDATION_ID_KEY: "a key that both of them have been given" };
    const one = await startShop({ environment: key });
    const second = await startShop({ home: one.home, environment: key });
    const { recommendationId } = await one.recommend();
    const click = { customerId: "c", itemId: "item-1", type: "click", recommendationId };
    const sent = await Promise.all(
      Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? one : second).call("POST", "/v1/events", click)),
    );
    expect(sent.every(({ status }) => status === 202)).toBe(true);
    const clicks = await Promise.all(
      [one, second].map(async ({ internalUrl }) => {
        const text = await (await fetch(`${internalUrl}/metrics`)).text();
        const line = text
          .split("\n")
          .find((line) =>
            line.startsWith('aisle_clicks_total{version="v1",track="stable",placement="personal"}'),
          );
        return Number(line?.split(" ").at(-1));
      }),
    );
    expect(clicks.reduce((sum, count) => sum + count)).toBe(1);
    await second.stop();
    await one.stop();
  });

  test("counts for nothing when it was made up, and names no version in the metrics; the event is kept", async () => {
    const forged = Array.from({ length: 100 }, (_, at) => `made-up-${at}.stable.${"A".repeat(40)}`);
    const counted = await countedBy(async () => {
      const events = forged.map((recommendationId) => view({ type: "click", recommendationId }));
      const { accepted, results } = await send({ events });
      expect(accepted).toBe(100);
      for (const { status, warning } of results) {
        expect(status).toBe("recorded");
        expect(warning).toBe(
          "recommendationId: this service showed no list of this id, so the event counts for no model",
        );
      }
    });
    expect(counted).toEqual({ unverified: 100 });
    expect(await stored()).toHaveLength(100);
    expect(await (await fetch(`${shop.internalUrl}/metrics`)).text()).not.toContain("made-up");
    // The label of what serves is still there for those that are real.
    const recommendationId = await newList();
    expect(await countedBy(() => send(view({ type: "click", recommendationId })))).toEqual({ clicks: 1 });
  });

  test.each([
    ["asked for to measure", "placement=loadtest", { placement: "loadtest" }],
    ["empty", "all=brand:None", { filter: { all: [{ brand: "None" }] } }],
  ])(
    "counts for nothing when it is one that nobody sees, as it counts as no impression: %s",
    async (_, query, question) => {
      const lists = [
        await shop.call("GET", `/v1/trending?${query}`),
        // As it was kept, where it was.
        await shop.call("GET", `/v1/trending?${query}`),
        await shop.call("POST", "/v1/recommendations", question),
      ];
      const counted = await countedBy(async () => {
        for (const list of lists) {
          const { recommendationId } = (await list.json()) as { recommendationId: string };
          const { results } = await send(view({ type: "click", recommendationId }));
          expect(results[0]!.warning).toContain("showed no list of this id");
        }
      });
      expect(counted).toEqual({ unverified: 3 });
    },
  );

  test("counts for nothing after the days that are configured", async () => {
    const recommendationId = await newList();
    const now = shop.time.now;
    shop.time.now += 7 * 86_400_000 + 1;
    const counted = await countedBy(async () => {
      const { results } = await send(view({ type: "purchase", recommendationId }));
      expect(results).toEqual([
        {
          index: 0,
          status: "recorded",
          warning: "recommendationId: the list is older than 7 days, so the event counts for no model",
        },
      ]);
    });
    shop.time.now = now;
    expect(counted).toEqual({ expired: 1 });
  });
});
