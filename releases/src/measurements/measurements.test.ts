import { expect, test } from "bun:test";
import { scripted } from "../test/scripted.ts";
import { Prometheus } from "./measurements.ts";

const RELEASE = {
  from: { image: "aisle/api:one", model: { version: "1", digest: "sha256:1" } },
  to: { image: "aisle/api:one", model: { version: "2", digest: "sha256:2" } },
  startedAt: 0,
};
const service = (kind: string) => ({ service: `aisle-api-${kind}-80@kubernetescrd` });
const series = (metric: Readonly<Record<string, string>>, value: string) => ({ metric, value: [1, value] });
const vector = (...result: readonly unknown[]) =>
  Response.json({ status: "success", data: { resultType: "vector", result } });
const prometheus = (url: string) => new Prometheus(url, { namespace: "aisle", name: "api" });

test("Prometheus that is away, or fails, is an error", async () => {
  expect(prometheus("http://127.0.0.1:1").measure(RELEASE, 60_000)).rejects.toThrow("was not answered");
  await using failing = scripted(() =>
    Response.json({ status: "error", error: "bad_data" }, { status: 400 }),
  );
  expect(prometheus(failing.url).measure(RELEASE, 60_000)).rejects.toThrow("bad_data");
});

test("nothing that was measured is no number, and no zero", async () => {
  await using empty = scripted(() => vector());
  expect(await prometheus(empty.url).measure(RELEASE, 60_000)).toEqual({
    canary: {},
    primary: {},
    checks: {},
  });
});

test("canary and primary are told apart, each with its own model, since the release began", async () => {
  await using server = scripted(({ query }) => {
    const text = query.get("query") ?? "";
    if (text.includes("histogram_quantile"))
      return vector(series(service("canary"), "12.5"), series(service("primary"), "NaN"));
    if (text.includes(`code=~"5.."`)) return vector(series(service("canary"), "3.2"));
    if (text.includes("traefik_service_requests_total"))
      return vector(series(service("canary"), "100.4"), series(service("primary"), "300"));
    if (text.includes("aisle_impressions_total"))
      return vector(series({ track: "api" }, "90"), series({ track: "api-primary" }, "270"));
    if (text.includes("aisle_clicks_total")) return vector(series({ track: "api" }, "9"));
    return vector(
      series({ name: "api", metric: "request-duration" }, "0.099"),
      series({ name: "api", metric: "request-success-rate" }, "97"),
    );
  });
  expect(await prometheus(server.url).measure(RELEASE, 60_000)).toEqual({
    canary: { requests: 100, errors: 3, p99Ms: 12.5, lists: 90, clicks: 9 },
    primary: { requests: 300, errors: 0, lists: 270 },
    checks: { "request-duration": 99, "request-success-rate": 97 },
  });
  const queries = server.asked.map(({ query }) => query.get("query") ?? "");
  expect(queries.filter((query) => query.includes("[60s]"))).toHaveLength(4);
  const impressions = queries.find((query) => query.includes("aisle_impressions_total"));
  expect(impressions).toContain(`{track="api",version="2"}`);
  expect(impressions).toContain(`{track="api-primary",version="1"}`);
});

test("what a deployment calls its model is no part of a query, and no password is in an error", async () => {
  await using server = scripted(() => Response.json({ data: { result: [] } }));
  const odd = { image: "a", model: { version: '1"} or vector(1) #', digest: "" } };
  const canary = { namespace: "aisle", name: "api" };
  await new Prometheus(server.url, canary).measure({ from: odd, to: odd, startedAt: 0 }, 1_000);
  const queries = server.asked.map(({ query }) => query.get("query") ?? "");
  expect(queries.filter((query) => query.includes(String.raw`version="1\"} or vector(1) #"`))).toHaveLength(
    2,
  );
  const error = await new Prometheus("http://desk:geheim@127.0.0.1:1", canary)
    .measure({ from: odd, to: odd, startedAt: 0 }, 1_000)
    .catch((thrown: unknown) => thrown);
  expect(String(error)).toContain("http://***@127.0.0.1:1/");
  expect(String(error)).not.toContain("geheim");
});
