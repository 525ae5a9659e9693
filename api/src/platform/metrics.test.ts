import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Shop, startShop, until } from "../../test/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

const metrics = async () => (await fetch(`${shop.internalUrl}/metrics`)).text();
/** The value of the one series that starts with `series`. */
const value = async (series: string) => {
  const line = (await metrics()).split("\n").find((line) => line.startsWith(series));
  return Number(line?.slice(line.lastIndexOf(" ")));
};

test("are on the internal port only, and in the text format of Prometheus", async () => {
  expect((await shop.call("GET", "/metrics")).status).toBe(404);
  const response = await fetch(`${shop.internalUrl}/metrics`);
  expect(response.headers.get("content-type")).toStartWith("text/plain; version=0.0.4");
});

test("count requests by method, route template and status, unknown addresses as one", async () => {
  for (const path of ["/v1/items/item-1/similar", "/v1/items/item-2/similar", "/v1/items/none/similar"])
    await shop.call("GET", path);
  for (const path of ["/v1/a", "/v1/b", "/v1/c"]) await shop.call("GET", path);
  const count = "aisle_http_requests_total";
  const similar = `method="GET",route="/v1/items/:id/similar"`;
  await until(async () => (await value(`${count}{method="GET",route="unmatched",status="404"}`)) === 3 + 1);
  expect(await value(`${count}{${similar},status="200"}`)).toBe(2);
  expect(await value(`${count}{${similar},status="404"}`)).toBe(1);
  expect(await value(`aisle_http_request_duration_seconds_count{${similar}}`)).toBe(3);
  expect(await metrics()).not.toContain("item-1");
});

test("tell strategies by placement, with a bound on the labels that callers choose", async () => {
  await shop.recommend({ placement: "home" });
  await shop.recommend({ placement: "home", session: [{ itemId: "item-1" }] });
  const lists = "aisle_recommendations_total";
  expect(await value(`${lists}{placement="home",strategy="popular"}`)).toBe(1);
  expect(await value(`${lists}{placement="home",strategy="personalised"}`)).toBe(1);
  for (let at = 0; at < 80; at++) await shop.recommend({ placement: `label-${at}`, limit: 1 });
  const labels = (await metrics()).split("\n").filter((line) => line.startsWith(`${lists}{`));
  expect(labels.length).toBeLessThan(60);
  expect(await value(`${lists}{placement="other",strategy="popular"}`)).toBeGreaterThan(0);
});

test("know how much of the catalogue has been shown, deleted items left out", async () => {
  await shop.recommend({ limit: 100, filter: { inStock: false } });
  expect(await value("aisle_catalogue_coverage_ratio")).toBe(1);
  await shop.call("PUT", "/v1/items/unseen", { hidden: true });
  expect(await value("aisle_catalogue_coverage_ratio")).toBeCloseTo(60 / 61);
  await shop.call("DELETE", "/v1/items/item-59");
  expect(await value("aisle_catalogue_coverage_ratio")).toBeCloseTo(59 / 60);
});

test("watch the process, without the values that Bun does not measure", async () => {
  const text = await metrics();
  for (const name of ["nodejs_eventloop_lag_seconds", "process_resident_memory_bytes", "bun_info"])
    expect(text).toContain(`\n${name}`);
  for (const name of ["nodejs_active_handles", "process_heap_bytes", "nodejs_version_info"])
    expect(text).not.toContain(`\n${name}`);
});

test("count what became of the items that an import sent", async () => {
  const imported = "aisle_imported_items_total";
  const before = await value(`${imported}{outcome="accepted"}`);
  await shop.call("POST", "/v1/items:batch", { items: [{ itemId: "item-1" }, {}, { itemId: "" }] });
  await shop.call("POST", "/v1/items:batch", { items: [{}] });
  expect(await value(`${imported}{outcome="accepted"}`)).toBe(before + 1);
  expect(await value(`${imported}{outcome="rejected"}`)).toBe(3);
});
