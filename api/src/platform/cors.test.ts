// What a browser is told about pages of other origins.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Shop, startShop } from "../../test/shop.ts";

const SHOP = "https://shop.example";
const LOCAL = "http://localhost:8080";

let shop: Shop;
let closed: Shop;
beforeAll(async () => {
  shop = await startShop({
    environment: { API_CORS_ORIGINS: `${SHOP},${LOCAL}`, API_ANONYMOUS: "recommend,catalogue,admin" },
  });
  closed = await startShop();
});
afterAll(async () => {
  await shop.stop();
  await closed.stop();
});

const PAGE_ROUTES = [
  ["POST", "/v1/recommendations"],
  ["GET", "/v1/recommendations"],
  ["GET", "/v1/items/item-1/similar"],
  ["GET", "/v1/items/item-1/bought-together"],
  ["POST", "/v1/cart/recommendations"],
  ["GET", "/v1/trending"],
  ["GET", "/v1/model"],
  ["POST", "/v1/events"],
] as const;

const OTHER_ROUTES = [
  ["GET", "/v1/customers"],
  ["GET", "/v1/customers/c"],
  ["GET", "/v1/customers/c/export"],
  ["DELETE", "/v1/customers/c"],
  ["PUT", "/v1/customers/c"],
  ["POST", "/v1/customers:batch"],
  ["GET", "/v1/rules"],
  ["PUT", "/v1/rules"],
  ["POST", "/v1/rules/preview"],
  ["POST", "/v1/recommendations:explain"],
  ["GET", "/v1/items/item-1/neighbours"],
  ["GET", "/v1/items/item-1/shown-to"],
  ["GET", "/v1/facets"],
  ["GET", "/v1/items"],
  ["PUT", "/v1/items/item-1"],
  ["POST", "/v1/items:batch"],
  ["GET", "/v1/nothing"],
] as const;

/** The headers of the Fetch standard that an answer has. */
const corsHeaders = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-")));

const ask = (of: Shop, method: string, path: string, headers: Record<string, string>) =>
  fetch(`${of.url}${path}`, { method, headers });

const preflight = (of: Shop, origin: string, method: string, path: string) =>
  ask(of, "OPTIONS", path, {
    origin,
    "access-control-request-method": method,
    "access-control-request-headers": "authorization,content-type",
  });

describe("a page of an origin that is not in the list", () => {
  test.each([
    "null",
    "https://evil.example",
    "https://shop.example.evil.example",
    "https://evilshop.example",
    "https://shop.example:8443",
    "http://shop.example",
    "https://sub.shop.example",
    "https://shop.example/",
    "HTTPS://SHOP.EXAMPLE",
    "http://localhost:80800",
    "http://localhost",
    `${SHOP} ${LOCAL}`,
    `${SHOP},${LOCAL}`,
    "*",
    "",
  ])("%j is told nothing", async (origin) => {
    expect(corsHeaders(await ask(shop, "GET", "/v1/trending", { origin }))).toEqual({});
    expect(corsHeaders(await preflight(shop, origin, "GET", "/v1/trending"))).toEqual({});
  });
});

describe("a page of an origin in the list", () => {
  test.each(PAGE_ROUTES)("may ask %s %s", async (method, path) => {
    for (const origin of [SHOP, LOCAL]) {
      const response = await preflight(shop, origin, method, path);
      expect(response.status).toBe(204);
      expect(await response.text()).toBe("");
      const headers = corsHeaders(response);
      expect(headers["access-control-allow-origin"]).toBe(origin);
      expect(headers["access-control-allow-methods"]?.split(", ")).toContain(method);
      expect(headers["access-control-allow-headers"]).toBe("authorization, content-type, x-request-id");
      expect(headers).not.toHaveProperty("access-control-allow-credentials");
    }
  });

  test.each(OTHER_ROUTES)("may not ask %s %s", async (method, path) => {
    const asked = await preflight(shop, SHOP, method, path);
    expect([asked.status >= 400, corsHeaders(asked)]).toEqual([true, {}]);
    expect(corsHeaders(await ask(shop, method, path, { origin: SHOP }))).toEqual({});
  });

  test("reads the answer, the name of the request in it, and what went wrong", async () => {
    const expected = {
      "access-control-allow-origin": SHOP,
      "access-control-expose-headers": "retry-after, x-model-version, x-request-id",
    };
    const good = await ask(shop, "GET", "/v1/trending", { origin: SHOP });
    expect([good.status, corsHeaders(good)]).toEqual([200, expected]);
    const bad = await ask(shop, "GET", "/v1/trending?limit=0", { origin: SHOP });
    expect([bad.status, corsHeaders(bad)]).toEqual([400, expected]);
    const unknown = await ask(shop, "POST", "/v1/events", { origin: SHOP });
    expect([unknown.status, corsHeaders(unknown)]).toEqual([401, expected]);
  });
});

test("what keeps answers is told that they differ by origin, also for callers that send none", async () => {
  for (const headers of [{}, { origin: SHOP }, { origin: "https://evil.example" }])
    expect((await ask(shop, "GET", "/v1/trending", headers)).headers.get("vary")).toBe("origin");
});

test("without a list no origin is told anything, and nothing takes OPTIONS", async () => {
  const response = await ask(closed, "GET", "/v1/trending", { origin: SHOP });
  expect([response.status, corsHeaders(response), response.headers.get("vary")]).toEqual([200, {}, null]);
  const asked = await preflight(closed, SHOP, "GET", "/v1/trending");
  expect([asked.status, corsHeaders(asked)]).toEqual([405, {}]);
});

test("preflights are counted by route and are in no document", async () => {
  await preflight(shop, SHOP, "POST", "/v1/events");
  const metrics = await (await fetch(`${shop.internalUrl}/metrics`)).text();
  expect(metrics).toContain('aisle_http_requests_total{method="OPTIONS",route="/v1/events",status="204"}');
  expect(await (await shop.call("GET", "/openapi.json")).text()).not.toContain('"options"');
});
