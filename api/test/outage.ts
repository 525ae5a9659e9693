// What the service does while it cannot reach its store, whatever the store and the reason.
import { expect } from "bun:test";
import type { Shop } from "./shop.ts";

const LOST = "the history cannot be read now";

/** Fails unless lists go on by the session and by what is popular, and say what they lack. */
export async function expectListsWithoutHistory(shop: Shop): Promise<void> {
  const list = await shop.recommend({ customerId: "c1", session: [{ itemId: "item-1" }], limit: 5 });
  expect(list).toMatchObject({ strategy: "personalised", warnings: [expect.stringContaining(LOST)] });
  expect(list.items).toHaveLength(5);
  expect(await shop.recommend({ customerId: "c1" })).toMatchObject({ strategy: "popular" });
  expect(await shop.recommend({ session: [{ itemId: "item-1" }] })).not.toHaveProperty("warnings");

  for (const path of [
    "/v1/recommendations?",
    "/v1/items/item-1/similar?",
    "/v1/items/item-1/bought-together?",
    "/v1/trending?",
  ]) {
    const response = await shop.call("GET", `${path}customerId=c1&limit=5`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ warnings: [expect.stringContaining(LOST)] });
  }
}

/** Fails unless everything that is about what is stored is a problem to try again. */
export async function expectRefusals(shop: Shop): Promise<void> {
  const event = { customerId: "c1", itemId: "item-1", type: "view" };
  const asked: [method: string, path: string, body?: unknown][] = [
    ["POST", "/v1/events", { events: [event] }],
    ["PUT", "/v1/items/new", { title: "New" }],
    ["GET", "/v1/items/item-1"],
    ["DELETE", "/v1/items/item-1"],
    ["GET", "/v1/items?query=cream"],
    ["GET", "/v1/customers"],
    ["GET", "/v1/customers/c1"],
    ["DELETE", "/v1/customers/c1"],
    ["GET", "/v1/rules"],
    ["PUT", "/v1/rules", { rules: [], expectedVersion: 0 }],
    ["GET", "/v1/rules/versions"],
  ];
  for (const [method, path, body] of asked) {
    const response = await shop.call(method, path, body);
    expect(`${method} ${path}: ${response.status}`).toBe(`${method} ${path}: 503`);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ type: "urn:aisle:problem:store-unavailable" });
  }
}

/** The status that the probe for readiness answers with, and its body. */
export async function readiness(shop: Shop): Promise<{ http: number; status: string; reasons: string[] }> {
  const response = await fetch(`${shop.internalUrl}/health/ready`);
  return { http: response.status, ...((await response.json()) as { status: string; reasons: string[] }) };
}
