// Remembers a retrain that has begun, so that one which was cut short is completed and not begun twice in MLflow.
import { readBounded } from "@aisle/platform";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";

/** A few short lines. */
const MAX_BYTES = 65_536;

/** All that the outcome depends on: a pending retrain of anything else is dropped, its bundle may be another. */
const workSchema = v.object({
  /** Digest of the data. */
  snapshot: v.string(),
  /** Digest of the champion's bundle, null when there is none. */
  champion: v.nullable(v.string()),
  commit: v.string(),
  trials: v.number(),
  seed: v.number(),
});

const pendingSchema = v.object({
  /** Names the run in MLflow. */
  key: v.string(),
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
  work: workSchema,
});

export type Work = Readonly<v.InferOutput<typeof workSchema>>;
export type Pending = v.InferOutput<typeof pendingSchema>;

/** The unfinished retrain of any work; undefined when there is none on record that can be read. */
export async function readPending(home: string): Promise<Pending | undefined> {
  const text = await readBounded(pendingPath(home), MAX_BYTES).then(String, () => "");
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), pendingSchema), text);
  return parsed.success ? parsed.output : undefined;
}

/** The unfinished retrain of this work, or a new one that is now on record. */
export async function beginPending(home: string, work: Work, now: Date): Promise<Pending> {
  const path = pendingPath(home);
  const unfinished = await readPending(home);
  if (unfinished !== undefined && Bun.deepEquals(unfinished.work, work)) return unfinished;
  const startedAt = now.toISOString();
  const pending = { key: `retrain:${startedAt}:${crypto.randomUUID().slice(0, 8)}`, startedAt, work };
  await writeFile(`${path}.tmp`, JSON.stringify(pending));
  await rename(`${path}.tmp`, path);
  return pending;
}

export async function endPending(home: string): Promise<void> {
  await rm(pendingPath(home), { force: true });
}

function pendingPath(home: string): string {
  return join(home, "retrain.json");
}
