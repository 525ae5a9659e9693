// docs/metrics.md says of the desk what the code registers. `UPDATE_DOCS=1` writes it.
import { expect, test } from "bun:test";
import { metricsTable, namingFaults, type RegisteredMetric, tableIn, withTable } from "@aisle/platform";
import { join } from "node:path";
import { Journal } from "./journal/journal.ts";
import { deskMetrics, refusalCounter } from "./metrics.ts";
import { METRIC_QUESTIONS } from "./platform/metric-questions.ts";

const PAGE = join(import.meta.dir, "../../docs/metrics.md");

function ownMetrics(): RegisteredMetric[] {
  const journal = new Journal(":memory:");
  try {
    const registry = deskMetrics(journal, { troubles: new Map() });
    refusalCounter(registry);
    const all = registry.getMetricsAsArray() as unknown as RegisteredMetric[];
    return all.filter(({ name }) => !/^(?:process|nodejs)_/.test(name));
  } finally {
    journal.close();
  }
}

test("the desk's metrics are named as Prometheus asks for it, with no ids in labels", () => {
  expect(ownMetrics().flatMap(namingFaults)).toEqual([]);
});

test("the desk's metrics are in docs/metrics.md: `make docs-metrics` writes them", async () => {
  const table = metricsTable(ownMetrics(), METRIC_QUESTIONS);
  let page = await Bun.file(PAGE).text();
  if (process.env["UPDATE_DOCS"] === "1") {
    page = withTable(page, "desk", table);
    await Bun.write(PAGE, page);
  }
  expect(tableIn(page, "desk")).toEqual(table);
});
