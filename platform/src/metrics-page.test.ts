import { describe, expect, test } from "bun:test";
import { metricsTable, namingFaults, type RegisteredMetric, tableIn, withTable } from "./metrics-page.ts";

const metric = (changes: Partial<RegisteredMetric> = {}): RegisteredMetric => ({
  name: "aisle_things_total",
  type: "counter",
  help: "Things.",
  labelNames: [],
  ...changes,
});

describe("a metric's name", () => {
  test.each([
    { name: "aisle_Things_total" },
    { name: "aisle_things" },
    { name: "aisle_things_total", type: "gauge" },
    { name: "aisle_wait_ms", type: "gauge" },
    { name: "aisle_wait_milliseconds_total" },
    { name: "aisle_things_count", type: "gauge" },
    { help: "Things" },
    { labelNames: ["customerId"] },
    { labelNames: ["item_id"] },
  ])("is not taken as in %j", (changes) => expect(namingFaults(metric(changes))).toHaveLength(1));

  test("is taken as Prometheus asks for it", () => {
    expect(namingFaults(metric())).toEqual([]);
    expect(
      namingFaults(metric({ name: "aisle_wait_seconds", type: "histogram", labelNames: ["route"] })),
    ).toEqual([]);
  });
});

describe("the table of metrics", () => {
  test("has them by name, with their units and questions", () => {
    const metrics = [
      metric({ name: "b_seconds", type: "gauge", labelNames: ["x", "y"] }),
      metric({ name: "a_revenue_total" }),
    ];
    const rows = metricsTable(metrics, { a_revenue_total: "How much?", b_seconds: "How long?" });
    expect(rows.slice(1)).toEqual([
      ["`a_revenue_total`", "counter", "–", "the shop's currency", "Things.", "How much?"],
      ["`b_seconds`", "gauge", "`x`, `y`", "seconds", "Things.", "How long?"],
    ]);
  });

  test("is not made without a question for each, nor with one for none", () => {
    expect(() => metricsTable([metric()], {})).toThrow("no question is known for aisle_things_total");
    expect(() => metricsTable([], { gone: "?" })).toThrow("nothing is registered as gone");
  });
});

test("a table is put into its section of the page, and read there however it is laid out", () => {
  const page = "# Metrics\n\n<!-- api: begin -->\n\nold\n\n<!-- api: end -->\n\n| x |\n";
  const rows = metricsTable([metric()], { aisle_things_total: "How many?" });
  const written = withTable(page, "api", rows);
  expect(written).not.toContain("old");
  expect(written).toEndWith("<!-- api: end -->\n\n| x |\n");
  expect(tableIn(written, "api")).toEqual(rows);
  expect(tableIn(written.replaceAll(" | ", "    |  ").replaceAll("---", ":-----"), "api")).toEqual(rows);
  expect(() => withTable(page, "desk", rows)).toThrow("no section desk");
});
