// Keeps a report of each import under `AISLE_HOME/imports`, the newest of them, and reads them again in short.
import { type DataReport, MAX_IMPORTS, MAX_LOSSES, toLine } from "@aisle/contract";
import { readBounded } from "@aisle/platform";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import * as v from "valibot";
import { join } from "node:path";
import type { IngestResult } from "./ingest.ts";
import type { Preview } from "./preview.ts";

const MAX_REPORTS = 100;
/** A report has its samples and the examples of what was left out. */
const MAX_REPORT_BYTES = 4 * 1_024 * 1_024;
const REPORT_NAME = /^\d{4}-.*\.json$/;

export interface ImportReport {
  readonly folder: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly outcome: "imported" | "refused" | "tried";
  /** Absent where nothing could be read. */
  readonly preview?: Preview | undefined;
  readonly result?: IngestResult;
  /** Why it was refused. */
  readonly error?: string;
}

/** Writes the report and returns its path; the oldest go. */
export async function keepReport(home: string, report: ImportReport): Promise<string> {
  const dir = join(home, "imports");
  await mkdir(dir, { recursive: true });
  const path = join(dir, `${report.startedAt.replaceAll(/[:.]/g, "-")}-${report.outcome}.json`);
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
  const names = (await readdir(dir)).filter((name) => REPORT_NAME.test(name)).toSorted();
  for (const name of names.slice(0, -MAX_REPORTS)) await rm(join(dir, name), { force: true });
  return path;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const losses = v.array(
  v.object({
    table: v.picklist(["events", "items", "customers"]),
    file: v.string(),
    column: v.exactOptional(v.string()),
    dropped: v.picklist(["row", "field"]),
    reason: v.string(),
    rows: count,
    of: count,
  }),
);

/** What is told of a report. */
const keptSchema = v.object({
  folder: v.string(),
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
  outcome: v.picklist(["imported", "refused", "tried"]),
  preview: v.exactOptional(v.object({ lost: losses })),
  result: v.exactOptional(
    v.object({ items: count, recorded: count, duplicates: count, hidden: count, lost: losses }),
  ),
  error: v.exactOptional(v.string()),
});

/** The newest imports, newest first. A file that is no report is told to `note` and left out. */
export async function readImports(
  home: string,
  note: (text: string) => void,
): Promise<DataReport["imports"]> {
  const dir = join(home, "imports");
  const names = await readdir(dir).catch(() => []);
  const newest = names
    .filter((name) => REPORT_NAME.test(name))
    .toSorted()
    .slice(-MAX_IMPORTS);
  const imports: DataReport["imports"] = [];
  for (const name of newest.toReversed()) {
    const path = join(dir, name);
    const text = await readBounded(path, MAX_REPORT_BYTES).then(String, () => "");
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), keptSchema), text);
    if (parsed.success) imports.push(inShort(parsed.output));
    else note(`${path} is no report of an import: move it away`);
  }
  return imports;
}

function inShort(report: v.InferOutput<typeof keptSchema>): DataReport["imports"][number] {
  const { folder, startedAt, outcome, preview, result, error } = report;
  const { lost } = result ?? preview ?? { lost: [] };
  return {
    startedAt,
    folder: toLine(folder),
    outcome,
    ...(result !== undefined && {
      accepted: {
        items: result.items,
        events: result.recorded,
        duplicates: result.duplicates,
        hidden: result.hidden,
      },
    }),
    losses: lost.slice(0, MAX_LOSSES).map(({ file, column, reason, ...loss }) => ({
      ...loss,
      file: toLine(file),
      ...(column !== undefined && { column: toLine(column) }),
      reason: toLine(reason),
    })),
    ...(error !== undefined && { error: toLine(error.split("\n", 1)[0]!) }),
  };
}
