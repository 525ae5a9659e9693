import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Shop, startShop } from "../../test/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
  await shop.call("POST", "/v1/events", {
    events: [
      {
        eventId: "e1",
        customerId: "old",
        itemId: "item-1",
        type: "view",
        occurredAt: "2026-01-01T00:00:00Z",
      },
      {
        eventId: "e2",
        customerId: "new",
        itemId: "item-2",
        type: "view",
        occurredAt: "2026-01-02T00:00:00Z",
      },
      {
        eventId: "e3",
        customerId: "new",
        itemId: "item-3",
        type: "rating",
        value: 4,
        occurredAt: "2026-01-03T00:00:00Z",
      },
    ],
  });
});
afterAll(() => shop.stop());

const get = async (path: string) => {
  const response = await shop.call("GET", path);
  return { status: response.status, body: await response.json() };
};

test("an unknown customer is a 404, in the history and in the export", async () => {
  expect((await get("/v1/customers/none")).status).toBe(404);
  expect((await get("/v1/customers/none/export")).status).toBe(404);
});

test("customers are listed with the newest activity first", async () => {
  expect((await get("/v1/customers?limit=0")).status).toBe(400);
  expect((await get("/v1/customers")).body).toEqual({
    customers: [
      { customerId: "new", events: 2, lastEventAt: "2026-01-03T00:00:00.000Z" },
      { customerId: "old", events: 1, lastEventAt: "2026-01-01T00:00:00.000Z" },
    ],
  });
  expect((await get("/v1/customers?limit=1")).body).toMatchObject({ customers: [{ customerId: "new" }] });
});

test("a history is newest first and as long as asked", async () => {
  expect((await get("/v1/customers/new")).body).toEqual({
    customerId: "new",
    history: [
      { itemId: "item-3", type: "rating", occurredAt: "2026-01-03T00:00:00.000Z" },
      { itemId: "item-2", type: "view", occurredAt: "2026-01-02T00:00:00.000Z" },
    ],
  });
  expect((await get("/v1/customers/new?limit=1")).body).toMatchObject({ history: [{ itemId: "item-3" }] });
});

test("an export holds every field of every event and nothing of the store's own", async () => {
  expect((await get("/v1/customers/new/export")).body).toEqual({
    customerId: "new",
    events: [
      { eventId: "e2", itemId: "item-2", type: "view", occurredAt: "2026-01-02T00:00:00.000Z" },
      { eventId: "e3", itemId: "item-3", type: "rating", value: 4, occurredAt: "2026-01-03T00:00:00.000Z" },
    ],
  });
});

test("an export of many events is sent while it is read, and is whole", async () => {
  const many = 12_345;
  const events = Array.from({ length: many }, (_, at) => ({
    eventId: `many-${at}`,
    customerId: "many",
    itemId: "item-1",
    type: "view" as const,
    occurredAt: Date.UTC(2026, 0, 1) + at,
  }));
  await shop.store.appendEvents(events);
  const response = await shop.call("GET", "/v1/customers/many/export");
  expect(response.headers.get("content-length")).toBeNull();
  expect(response.headers.get("content-type")).toStartWith("application/json");
  expect(response.headers.get("x-request-id")).not.toBeNull();
  const { events: exported } = (await response.json()) as { events: { eventId: string }[] };
  expect(exported.map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId));
  expect(await (await shop.call("DELETE", "/v1/customers/many")).json()).toMatchObject({ erased: many });
  expect((await get("/v1/customers/many/export")).status).toBe(404);
});

test("an erased customer is a stranger in the next list, and can be erased again", async () => {
  expect((await shop.recommend({ customerId: "old" })).strategy).toBe("personalised");
  const erase = async () => (await shop.call("DELETE", "/v1/customers/old")).json();
  expect(await erase()).toEqual({
    customerId: "old",
    erased: 1,
    oldestEventAt: "2026-01-01T00:00:00.000Z",
    newestEventAt: "2026-01-01T00:00:00.000Z",
  });
  expect(await erase()).toEqual({ customerId: "old", erased: 0 });
  expect((await get("/v1/customers/old")).status).toBe(404);
  expect((await shop.recommend({ customerId: "old" })).strategy).toBe("popular");
});
