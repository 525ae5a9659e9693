import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type Shop, startShop } from "../../test/shop.ts";
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

const stored = () => shop.store.exportCustomer(customerId);

describe("an event that cannot be accepted", () => {
  test.each([
    ["an unknown item", { itemId: "none" }, 'itemId: unknown item "none"'],
    ["no type", { type: undefined }, "type: Required, but absent."],
    ["an unknown type", { type: "look" }, "type: "],
    ["an unknown field", { item: "x" }, "item: Unknown field."],
    ["an empty customer", { customerId: "" }, "customerId: "],
    ["a time that is none", { occurredAt: "yesterday" }, "occurredAt: Expected an ISO 8601 time"],
    ["a date that does not exist", { occurredAt: "2026-02-31T00:00:00Z" }, "occurredAt: "],
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
      Date.parse("2026-01-05T10:00:00Z"),
      1_767_000_000_000,
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
    const result = await send({ events: Array.from({ length: 1000 }, () => view()) });
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
    expect(counted).toEqual({ clicks: 1, conversions: 1, repeated: 3 });
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
          .find((line) => line.startsWith('aisle_clicks_total{version="v1",track="stable"}'));
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
          "recommendationId: no list of this service has this id, so the event counts for no model",
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
