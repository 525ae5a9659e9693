// Remembers measurements on disk, so that a search that was cut short goes on where it stopped.
import { appendFileSync, readFileSync, statSync } from "node:fs";
import * as v from "valibot";
import type { Measurements } from "./search.ts";

/** Of 100,000 trials. */
const MAX_BYTES = 256 * 1024 * 1024;

const lineSchema = v.pipe(v.string(), v.parseJson(), v.object({ key: v.string(), ndcg: v.number() }));

/** Opens or begins the journal at `path`. A last line that was cut off is measured again. Throws when it cannot be written. */
export function openJournal(path: string): Measurements {
  const known = new Map<string, number>();
  for (const line of readLines(path)) {
    const parsed = v.safeParse(lineSchema, line);
    if (parsed.success) known.set(parsed.output.key, parsed.output.ndcg);
  }
  return {
    get: (key) => known.get(key),
    set: (key, ndcg) => {
      known.set(key, ndcg);
      // Begins with a line break: what a crash cut off before is then a line of its own.
      appendFileSync(path, `\n${JSON.stringify({ key, ndcg })}`);
    },
  };
}

function readLines(path: string): string[] {
  try {
    const found = statSync(path);
    if (found.isFile() && found.size <= MAX_BYTES) return readFileSync(path, "utf8").split("\n");
  } catch {
    // Not begun yet.
  }
  return [];
}
