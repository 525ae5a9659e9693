// Single answers, as oha's `--db-url` writes them to SQLite: only these tell latency over time.
import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";

export interface AnswerRecord {
  /** When the request was due, in seconds after oha began. At a rate that is before it was sent, if it had to wait. */
  readonly due: number;
  /** From then to the end of the answer, in milliseconds. */
  readonly milliseconds: number;
  readonly status: number;
}

/** Hands every answer to `each`. Requests without an answer are not in the file; without any answer there is no file. */
export function readRecords(path: string, each: (record: AnswerRecord) => void): void {
  if (!existsSync(path)) return;
  const database = new Database(path, { readonly: true });
  try {
    const rows = database
      .query<[number, number, number], []>(
        "SELECT coalesce(start_latency_correction, start), duration, status FROM oha",
      )
      .values();
    for (const [due, seconds, status] of rows as [number, number, number][])
      each({ due, milliseconds: seconds * 1_000, status });
  } finally {
    database.close();
  }
}
