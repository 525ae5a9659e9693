// Keeps a report of each import under `AISLE_HOME/imports`, the newest of them.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { IngestResult } from "./ingest.ts";
import type { Preview } from "./preview.ts";

const MAX_REPORTS = 100;

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
  const names = (await readdir(dir)).filter((name) => /^\d{4}-.*\.json$/.test(name)).toSorted();
  for (const name of names.slice(0, -MAX_REPORTS)) await rm(join(dir, name), { force: true });
  return path;
}
