import { afterAll, beforeAll, expect, test } from "bun:test";
import { connect } from "node:net";
import { type Shop, startShop, until } from "../../test/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop({
    environment: { API_MOST_WAIT_MS: "20", API_CORS_ORIGINS: "https://shop.example" },
  });
});
afterAll(() => shop.stop());

/** Has the process too busy for its sockets while `during` runs, as answers that take too long would. */
async function overloaded(during: () => Promise<void>): Promise<void> {
  let isOver = false;
  const work = () => {
    const end = performance.now() + 40;
    while (performance.now() < end);
    if (!isOver) setImmediate(work);
  };
  work();
  try {
    await until(async () => (await shop.call("GET", "/v1/trending")).status === 503);
    await during();
  } finally {
    isOver = true;
  }
}

const shed = async (): Promise<number> =>
  Number(
    /^aisle_http_requests_shed_total (?<count>\d+)$/mu.exec(
      await (await fetch(`${shop.internalUrl}/metrics`)).text(),
    )?.groups?.["count"],
  );

test("an overload refuses with a problem that says when to come back, and is over with its cause", async () => {
  const before = await shed();
  await overloaded(async () => {
    const response = await shop.call("POST", "/v1/recommendations", {}, { origin: "https://shop.example" });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toEqual({
      type: "urn:aisle:problem:overloaded",
      title: "The service has too much to do",
      status: 503,
      detail: "The request was not begun. Send it again after `retry-after` seconds.",
    });
    // As all answers: found again in a log, known to be of a model, readable by the shop's own page.
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get("x-model-version")).toBe("v1");
    expect(response.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  });
  await until(async () => (await shop.call("GET", "/v1/trending")).status === 200);
  expect(await shed()).toBeGreaterThanOrEqual(before + 2);
});

test("an overload leaves probes and metrics to be answered", () =>
  overloaded(async () => {
    for (const path of ["/health/live", "/health/ready", "/metrics"])
      expect((await fetch(`${shop.internalUrl}${path}`)).status).toBe(200);
  }));

test("who is refused is refused before the body was read", () =>
  overloaded(async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = connect(Number(new URL(shop.url).port), "127.0.0.1");
    socket.on("data", (bytes) => resolve(bytes.toString()));
    socket.on("error", () => {});
    socket.write(
      "POST /v1/recommendations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n",
    );
    expect(await promise).toStartWith("HTTP/1.1 503");
    socket.destroy();
  }));

test("what customers did is recorded all the same", () =>
  overloaded(async () => {
    const event = { customerId: "c1", itemId: "item-1", type: "view" };
    expect((await shop.call("POST", "/v1/events", event)).status).toBe(202);
  }));
