// A report on the data, as a retrain leaves it in MLflow.
import { DATA_FILE, DATA_TAG, type DataReport } from "@aisle/contract";
import type { FakeMlflow, FakeRun } from "./fake-mlflow.ts";
import { digestOf } from "./fake-mlflow.ts";

const TIME = "2026-11-30T12:00:00.000Z";

export const REPORT: DataReport = {
  snapshot: {
    digest: digestOf("7"),
    created: TIME,
    source: "store",
    counts: { events: 10_000, customers: 500, items: 90 },
    window: { from: "2026-06-01T00:00:00.000Z", to: TIME },
  },
  validation: {
    verdict: "passed",
    checkedAt: TIME,
    previous: digestOf("6"),
    valid: { events: 9_988, customers: 499, items: 90 },
    quarantined: [
      {
        table: "events",
        reason: "unknown-item",
        dropped: "row",
        rows: 12,
        share: 0.0012,
        example: '{"item_id":"<b>gone</b>"}',
      },
    ],
    checks: [
      { name: "unusable events", outcome: "ok", finding: "none", value: 0, limit: 0.05, isDrift: false },
      {
        name: "volume per day",
        outcome: "ok",
        finding: "1,200 → 900 events per day",
        value: 0.75,
        limit: 2,
        isDrift: true,
      },
      {
        name: "median price",
        outcome: "ok",
        finding: "10.00 → 9.00 over what customers acted on",
        value: -0.1,
        limit: 0.25,
        isDrift: true,
      },
    ],
  },
  imports: [
    {
      startedAt: TIME,
      folder: "/data/shop",
      outcome: "imported",
      accepted: { items: 90, events: 9_000, duplicates: 50, hidden: 0 },
      losses: [
        {
          table: "events",
          file: "orders.csv",
          column: "mail",
          dropped: "row",
          reason: "missing-customer",
          rows: 4,
          of: 9_054,
        },
      ],
    },
  ],
};

/** A run with this report. */
export const reportRun = (report: unknown): FakeRun => ({
  runId: "d1",
  tags: { [DATA_TAG]: "passed" },
  files: { [DATA_FILE]: JSON.stringify(report) },
});

/** Lets MLflow have the report beside what it has. */
export function withReport(mlflow: FakeMlflow, report: unknown = REPORT): FakeMlflow {
  mlflow.runs = [reportRun(report), ...mlflow.runs];
  return mlflow;
}
