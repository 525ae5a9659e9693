import { describe, expect, test } from "bun:test";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { startShop } from "../../../test/shop.ts";
import { AGGREGATORS } from "./aggregators.ts";
import { Totals } from "./totals.ts";

/** The metrics of a process that answered so many requests, each in 5 milliseconds. */
async function metricsOf({ requests = 0, up = 1, age = 10, lag = 0 }) {
  const registry = new Registry();
  const registers = [registry];
  const counter = new Counter({
    name: "aisle_http_requests_total",
    help: "x",
    labelNames: ["status"],
    registers,
  });
  counter.inc({ status: 200 }, requests);
  const durations = new Histogram({ name: "seconds", help: "x", buckets: [0.001, 0.01], registers });
  for (let at = 0; at < requests; at++) durations.observe(0.005);
  const gauges = {
    aisle_store_up: up,
    aisle_model_age_seconds: age,
    aisle_http_requests_in_flight: 2,
    nodejs_eventloop_lag_mean_seconds: lag,
  };
  for (const [name, value] of Object.entries(gauges)) new Gauge({ name, help: "x", registers }).set(value);
  return registry.getMetricsAsJSON();
}

const linesOf = async (totals: Totals, answered: readonly number[]) =>
  (await totals.all(new Set(answered), []).metrics()).split("\n");

describe("the metrics of several processes", () => {
  test("add up what was counted, and take of the rest what is worst, least or mean", async () => {
    const totals = new Totals();
    totals.tells(1, await metricsOf({ requests: 3, up: 0, age: 5, lag: 1 }));
    totals.tells(2, await metricsOf({ requests: 4, lag: 3 }));
    const lines = await linesOf(totals, [1, 2]);
    for (const line of [
      'aisle_http_requests_total{status="200"} 7',
      'seconds_bucket{le="0.001"} 0',
      'seconds_bucket{le="0.01"} 7',
      'seconds_bucket{le="+Inf"} 7',
      "seconds_count 7",
      "aisle_store_up 0",
      "aisle_model_age_seconds 10",
      "aisle_http_requests_in_flight 4",
      "nodejs_eventloop_lag_mean_seconds 2",
      "# TYPE seconds histogram",
      "# TYPE aisle_http_requests_total counter",
    ])
      expect(lines).toContain(line);
  });

  test("leave out a process that has no value", async () => {
    const totals = new Totals();
    totals.tells(1, await metricsOf({ age: Number.NaN }));
    totals.tells(2, await metricsOf({ age: 7 }));
    expect(await linesOf(totals, [1, 2])).toContain("aisle_model_age_seconds 7");
  });

  test("never count less after a process ended, however often", async () => {
    const totals = new Totals();
    totals.tells(2, await metricsOf({ requests: 10 }));
    for (const [before, after] of [
      [5, 2],
      [4, 1],
      [3, 0],
    ] as const) {
      totals.tells(1, await metricsOf({ requests: before }));
      totals.ended(1);
      totals.tells(1, await metricsOf({ requests: after }));
      totals.ended(1);
    }
    totals.ended(1);
    const lines = await linesOf(totals, [2]);
    expect(lines).toContain('aisle_http_requests_total{status="200"} 25');
    expect(lines).toContain('seconds_bucket{le="0.01"} 25');
    expect(lines).toContain("aisle_http_requests_in_flight 2");
    expect(totals.counted(1, "aisle_http_requests_total")).toBe(15);
    expect(totals.counted(2, "aisle_http_requests_total")).toBe(10);
  });

  test("keep what a process counted that does not answer now, and leave out what it can no longer know", async () => {
    const totals = new Totals();
    totals.tells(1, await metricsOf({ requests: 5, up: 0 }));
    totals.tells(2, await metricsOf({ requests: 1 }));
    const lines = await linesOf(totals, [2]);
    expect(lines).toContain('aisle_http_requests_total{status="200"} 6');
    expect(lines).toContain("aisle_store_up 1");
    expect(lines).toContain("aisle_http_requests_in_flight 2");
  });

  test("are made of each gauge in a way that somebody chose", async () => {
    const shop = await startShop();
    const text = await (await fetch(`${shop.internalUrl}/metrics`)).text();
    await shop.stop();
    const gauges = [...text.matchAll(/^# TYPE (?<name>\w+) gauge$/gm)].map(({ groups }) => groups!["name"]!);
    expect(gauges.length).toBeGreaterThan(15);
    expect(gauges.toSorted()).toEqual(Object.keys(AGGREGATORS).toSorted());
  });
});
