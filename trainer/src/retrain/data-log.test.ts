// The record of the data, as whoever reads MLflow parses it, also when they were stopped.
import { describe, expect, test } from "bun:test";
import { DataReport } from "@aisle/contract";
import { clientOf, failure, json, scriptedServer } from "@aisle/mlflow/testing";
import * as v from "valibot";
import type { ValidationReport } from "../data/report.ts";
import { dataReport, logStopped } from "./data-log.ts";

const digest = `sha256:${"a".repeat(64)}`;
const time = "2026-01-01T00:00:00.000Z";
const snapshot = {
  digest,
  created: time,
  source: "store",
  counts: { events: 100, customers: 10, items: 5 },
  window: { from: time, to: time },
};
const validation: ValidationReport = {
  formatVersion: 1,
  verdict: "stopped",
  snapshot: digest,
  checkedAt: time,
  valid: { events: 90, customers: 9, items: 5, from: time, to: time },
  quarantined: [
    {
      table: "events",
      reason: "unknown-item",
      dropped: "row",
      rows: 10,
      share: 0.1,
      example: `{"item_id":"${"x".repeat(5_000)}\n"}`,
    },
  ],
  checks: [
    { name: "unusable events", outcome: "stop", finding: "10 of 100\nevents", value: 0.1, limit: 0.05 },
    { name: "new items", outcome: "ok", finding: "none", value: 0, limit: 0.2, isDrift: true },
  ],
};

test("the record is read as it was written, with texts from data cut to one line", () => {
  const written = dataReport(snapshot, validation, []);
  const read = v.parse(DataReport, JSON.parse(JSON.stringify(written)));
  expect(read).toEqual(written);
  expect(read.validation.quarantined[0]?.example).toHaveLength(300);
  expect(read.validation.checks.map(({ finding, isDrift }) => [finding, isDrift])).toEqual([
    ["10 of 100 events", false],
    ["none", true],
  ]);
});

describe("data that were stopped", () => {
  const report = dataReport(snapshot, validation, []);

  test("are recorded with a run of their own, which ends as failed", async () => {
    const run = { run_id: "r1", experiment_id: "1", artifact_uri: "mlflow-artifacts:/1/r1" };
    await using server = scriptedServer(({ path }) => {
      if (path.startsWith("mlflow-artifacts")) return json({});
      if (path === "mlflow/runs/create")
        return json({ run: { info: { ...run, status: "RUNNING" }, data: {} } });
      return json({ run_info: { status: "FAILED" } });
    });
    await logStopped(clientOf(server.url), "1", report, 1_700_000_000_000, () => expect.unreachable());
    expect(server.asked.map(({ path }) => path)).toEqual([
      "mlflow/runs/search",
      "mlflow/runs/create",
      "mlflow-artifacts/artifacts/1/r1/data.json",
      "mlflow/runs/log-batch",
      "mlflow/runs/update",
    ]);
    expect(server.asked[3]?.body).toContain('{"key":"aisle.data","value":"stopped"}');
  });

  test("are still what is told when MLflow refuses the record", async () => {
    await using server = scriptedServer(() => failure(403, "PERMISSION_DENIED", "no"));
    const notes: string[] = [];
    await logStopped(clientOf(server.url), "1", report, 1_700_000_000_000, (text) => notes.push(text));
    expect(notes).toEqual([expect.stringContaining("MLflow does not know that the data were stopped")]);
  });
});
