// docs/metrics.md says of the API what the code registers. `UPDATE_DOCS=1` writes it.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { metricsTable, namingFaults, type RegisteredMetric, tableIn, withTable } from "@aisle/platform";
import { openStore, type Store } from "@aisle/store";
import { join } from "node:path";
import type { Registry } from "prom-client";
import { createApp } from "../src/app.ts";
import { METRIC_QUESTIONS, SUPERVISOR_QUESTIONS } from "../src/platform/metric-questions.ts";
import { SupervisorMetrics } from "../src/platform/processes/supervisor-metrics.ts";
import { Totals } from "../src/platform/processes/totals.ts";
import { appOptions } from "./app-options.ts";

const PAGE = join(import.meta.dir, "../../docs/metrics.md");
let store: Store;
let registry: Registry;

beforeAll(async () => {
  store = await openStore("sqlite::memory:");
  ({ registry } = createApp(appOptions(store)));
});
afterAll(() => store.close());

/** Without those of the runtime, which prom-client describes. */
const ownOf = (of: Registry): RegisteredMetric[] =>
  (of.getMetricsAsArray() as unknown as RegisteredMetric[]).filter(
    ({ name }) => !/^(?:process|nodejs)_/.test(name),
  );

describe.each([
  ["api", () => ownOf(registry), METRIC_QUESTIONS],
  ["processes", () => ownOf(new SupervisorMetrics([], new Totals()).registry), SUPERVISOR_QUESTIONS],
] as const)("the metrics of the section %s", (section, metrics, questions) => {
  test("are named as Prometheus asks for it, with no ids in labels", () => {
    expect(metrics().flatMap(namingFaults)).toEqual([]);
  });

  test("are in docs/metrics.md: `make docs-metrics` writes them", async () => {
    const table = metricsTable(metrics(), questions);
    let page = await Bun.file(PAGE).text();
    if (process.env["UPDATE_DOCS"] === "1") {
      page = withTable(page, section, table);
      await Bun.write(PAGE, page);
    }
    expect(tableIn(page, section)).toEqual(table);
  });
});
