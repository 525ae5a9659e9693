// A whole session of requests, good, bad and failing, and what of it is in the log and in the metrics.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Shop, startShop, until } from "../../test/shop.ts";
import { makeKey } from "../keys/key.ts";
import { SCOPES } from "../keys/scopes.ts";

const CUSTOMER = "secret-customer";
const { key, keyId, secretHash } = makeKey((bytes) =>
  crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
);
const AUTHORIZATION = { authorization: `Bearer ${key}` };

let shop: Shop;
/** The ids of all requests, as the answers name them. */
const requestIds: string[] = [];

async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = AUTHORIZATION,
) {
  const response = await shop.call(method, path, body, headers);
  requestIds.push(response.headers.get("x-request-id") ?? "");
  return response.status;
}

/** Every route with the customer wherever a request may name one. */
async function session(): Promise<void> {
  const event = {
    customerId: CUSTOMER,
    itemId: "item-1",
    type: "purchase",
    recommendationId: `x.${CUSTOMER}`,
  };
  await send("POST", "/v1/events", { ...event, eventId: `${CUSTOMER}-1` });
  await send("POST", "/v1/events", {
    events: [event, { ...event, itemId: CUSTOMER }, { ...event, type: CUSTOMER }],
  });
  await send("POST", "/v1/recommendations", { customerId: CUSTOMER, session: [{ itemId: "item-2" }] });
  await send("POST", "/v1/cart/recommendations", { customerId: CUSTOMER, itemIds: ["item-3"] });
  for (const list of ["recommendations", "trending", "items/item-1/similar", "items/item-1/bought-together"])
    await send("GET", `/v1/${list}?customerId=${CUSTOMER}`);
  for (const path of ["", "/export", "?limit=3"]) await send("GET", `/v1/customers/${CUSTOMER}${path}`);
  await send("DELETE", `/v1/customers/${CUSTOMER}`);
  await send("GET", `/v1/items?query=${CUSTOMER}&brand=${CUSTOMER}`);
}

/** Requests that are refused or fail in every way that repeats what was sent. */
async function mistakes(): Promise<void> {
  await send("GET", `/v1/customers/${CUSTOMER}`);
  await send("GET", `/v1/customers/${CUSTOMER}?limit=${CUSTOMER}`);
  await send("GET", `/v1/${CUSTOMER}?customerId=${CUSTOMER}`);
  await send("PUT", `/v1/customers/${CUSTOMER}`, {});
  await send("GET", `/v1/trending?${CUSTOMER}=1&placement=${CUSTOMER}%20x`);
  await send("GET", `/v1/trending?key=${key}&authorization=${key}`);
  await send("POST", "/v1/events", `{"customerId": "${CUSTOMER}", `);
  await send("POST", "/v1/events", { [CUSTOMER]: CUSTOMER });
  await send("POST", "/v1/recommendations", CUSTOMER, {
    ...AUTHORIZATION,
    "content-type": `text/${CUSTOMER}`,
  });
  await send("POST", "/v1/recommendations", { pin: [`${CUSTOMER}\0`] });
  await send("GET", "/v1/trending", undefined, {
    "x-request-id": `id of ${CUSTOMER}`,
    referer: `/${CUSTOMER}`,
  });
  await send("GET", "/v1/customers", undefined, { authorization: `Basic ${key}` });
  await send("GET", "/v1/customers", undefined, { authorization: `Bearer ${key}x` });
  await send("GET", `/v1/customers/${CUSTOMER}?${"x".repeat(9000)}`);
}

beforeAll(async () => {
  shop = await startShop({ environment: { API_ANONYMOUS: "" } });
  await shop.store.addApiKey({ keyId, name: "session", secretHash, scopes: SCOPES, createdAt: 0 });
  await until(async () => (await shop.call("GET", "/v1/customers", undefined, AUTHORIZATION)).ok);
  await session();
  await mistakes();
  await shop.store.close();
  expect(await send("GET", `/v1/customers/${CUSTOMER}`)).toBe(503);
  expect(await send("POST", "/v1/events", { customerId: CUSTOMER, itemId: "item-1", type: "view" })).toBe(
    503,
  );
  expect(await send("POST", "/v1/recommendations", { customerId: CUSTOMER })).toBe(200);
  await until(() => requestIds.every((id) => shop.log.some(({ requestId }) => requestId === id)));
});
afterAll(() => shop.stop());

test("every request of the session is in the log under the id that its answer has", () => {
  for (const line of shop.log.filter(({ message }) => message === "request"))
    expect(line).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      level: "debug",
      message: "request",
      requestId: expect.stringMatching(/^[A-Za-z0-9._-]+$/),
      method: expect.stringMatching(/^[A-Z]+$/),
      ...("route" in line && { route: expect.stringMatching(/^\/v1\/[a-z:/-]+$/) }),
      status: expect.any(Number),
      milliseconds: expect.any(Number),
    });
  expect(new Set(requestIds).size).toBe(requestIds.length);
  // Two requests failed for the same reason, which is told once.
  expect(shop.log.filter(({ message }) => message === "request failed")).toHaveLength(1);
});

test("the log of the session names no customer, repeats no query and holds no key", () => {
  const log = JSON.stringify(shop.log);
  expect(log).not.toContain("secret");
  expect(log).not.toContain("?");
  expect(log).not.toContain(key.slice(-20));
});

test("the metrics of the session name no customer and hold no key", async () => {
  const metrics = await (await fetch(`${shop.internalUrl}/metrics`)).text();
  expect(metrics).toContain('route="/v1/customers/:id"');
  expect(metrics).not.toContain("secret");
  expect(metrics).not.toContain(key.slice(-20));
});
