// Requests for another host than ours, as a page sends them whose name leads to this machine.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startProcesses } from "../../test/processes.ts";
import { type Shop, startShop } from "../../test/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop({ environment: { API_HOSTS: "api.example" } });
});
afterAll(() => shop.stop());

const ask = (url: string, host: string) => fetch(url, { headers: { host } });
const ownName = (url: string) => `localhost:${new URL(url).port}`;

describe("a request for another host", () => {
  test.each(["evil.example", "localhost", "localhost:1", ""])("is a 421 that says so: %j", async (host) => {
    const response = await ask(`${shop.url}/v1/trending`, host);
    const problem = (await response.json()) as Record<string, unknown>;
    expect([response.status, problem["type"]]).toEqual([421, "urn:aisle:problem:wrong-host"]);
    expect(problem["detail"]).toContain("API_HOSTS");
    expect(response.headers.get("x-request-id")).not.toBeNull();
  });

  test("learns nothing of a list that is kept", async () => {
    for (let times = 0; times < 3; times++) await ask(`${shop.url}/v1/trending`, "api.example");
    expect((await ask(`${shop.url}/v1/trending`, "evil.example")).status).toBe(421);
  });

  test("gets neither metrics nor health", async () => {
    for (const path of ["/metrics", "/health/ready", "/health/live"])
      expect((await ask(shop.internalUrl + path, "evil.example")).status).toBe(421);
  });

  test("is refused by each of several processes, and by who speaks for them", async () => {
    const processes = await startProcesses(shop, 2, { API_HOSTS: "api.example" });
    try {
      for (const url of [`${processes.url}/v1/trending`, `${processes.internalUrl}/metrics`]) {
        expect((await ask(url, "evil.example")).status).toBe(421);
        expect((await ask(url, "api.example")).status).toBe(200);
        expect((await ask(url, ownName(url))).status).toBe(200);
      }
    } finally {
      await processes.stop();
    }
  });
});

test("a request for one of ours is answered, on both ports", async () => {
  for (const url of [`${shop.url}/v1/trending`, `${shop.internalUrl}/health/ready`])
    for (const host of ["api.example", "API.example:443", ownName(url), new URL(url).host])
      expect({ url, host, status: (await ask(url, host)).status }).toEqual({ url, host, status: 200 });
});
