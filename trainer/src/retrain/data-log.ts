// What a retrain learned from, or why it could not, for whoever looks after the data: with its run in MLflow.
import { DATA_FILE, DATA_TAG, type DataReport, toLine } from "@aisle/contract";
import { MlflowError, type MlflowClient, type Run } from "@aisle/mlflow";
import type { ValidationReport } from "../data/report.ts";
import type { Snapshot } from "../data/snapshot.ts";

const MAX_EXAMPLE = 300;

/** As the schema of the contract has it: texts from data on one line and cut. */
export function dataReport(
  { digest, created, source, counts, window }: Omit<Snapshot, "dir" | "hasAttributes">,
  { verdict, checkedAt, previous, valid, quarantined, checks }: ValidationReport,
  imports: DataReport["imports"],
): DataReport {
  const { events, customers, items } = valid;
  return {
    snapshot: { digest, created, source: toLine(source), counts, window },
    validation: {
      verdict,
      checkedAt,
      ...(previous !== undefined && { previous }),
      valid: { events, customers, items },
      quarantined: quarantined.map((group) => ({ ...group, example: toLine(group.example, MAX_EXAMPLE) })),
      checks: checks.map(({ name, outcome, finding, value, limit, isDrift = false }) => ({
        name,
        outcome,
        finding: toLine(finding),
        value,
        limit,
        isDrift,
      })),
    },
    imports,
  };
}

/** May be repeated on the same run. */
export async function logData(client: MlflowClient, run: Run, report: DataReport): Promise<void> {
  await client.artifacts.upload(run.artifactUri, DATA_FILE, JSON.stringify(report, null, 2));
  // The tag last: who finds the run by it finds the file.
  await client.runs.log(run.runId, { tags: { [DATA_TAG]: report.validation.verdict } });
}

/**
 * Leaves a run of its own for data that must not be learned from, as there is no retrain then. `now` is in unix
 * milliseconds. An MLflow that cannot be reached is told to `note`: why the data were stopped is what matters.
 */
export async function logStopped(
  client: MlflowClient,
  experimentId: string,
  report: DataReport,
  now: number,
  note: (text: string) => void,
): Promise<void> {
  const { digest } = report.snapshot;
  try {
    const run = await client.runs.ensure({
      experimentId,
      key: `stopped:${digest}:${now}`,
      name: `stopped by its data ${new Date(now).toISOString().slice(0, 19)}`,
      startTime: now,
      tags: { "mlflow.source.name": "trainer retrain", "aisle.snapshot": digest },
    });
    await logData(client, run, report);
    await client.runs.end(run.runId, "FAILED", now);
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    note(`MLflow does not know that the data were stopped: ${error.message}`);
  }
}
