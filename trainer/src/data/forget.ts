// Takes out of older snapshots what the store has given up since: they may outlive neither a customer's wish nor the
// store's retention.
import type { DuckDBConnection } from "@duckdb/node-api";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type DuckDbLimits, literal, oneRow, withDuckDb } from "./duckdb.ts";
import { ValidationError } from "./report.ts";
import { freezeTables, listSnapshots, removeSnapshot, type Snapshot } from "./snapshot.ts";
import { createTables } from "./tables.ts";
import { validateSnapshot } from "./validate.ts";
import { readVerdict } from "./verdict.ts";

/** What was taken out of older snapshots. */
export interface Forgotten {
  readonly removed: readonly Removed[];
  /** Folders of snapshots that cannot be read, and so may hold anything. */
  readonly unread: readonly string[];
}

/** What was taken out of one snapshot. */
interface Removed {
  /** Digest of the snapshot that is gone. */
  readonly snapshot: string;
  /** Digest of what is left of it; null when nothing was. */
  readonly becomes: string | null;
  readonly events: number;
  readonly customers: number;
  /** Customers whose attributes were taken out. */
  readonly described: number;
}

/**
 * Replaces every older snapshot of the store under `root` that has events which `newest` does not have, or attributes of
 * customers of whom it has none. The store only loses them by the erasure of a customer, the deletion of an event and by its retention, so `newest`, frozen from all of it, says what those
 * were without anybody keeping a list of them. A damaged snapshot is left alone and named.
 */
export async function forgetLost(root: string, newest: Snapshot, limits?: DuckDbLimits): Promise<Forgotten> {
  const older = (await listSnapshots(root)).filter(({ digest }) => digest !== newest.digest);
  const unread = await unreadable(root, [newest, ...older]);
  const removed: Removed[] = [];
  for (const snapshot of older.filter(({ source }) => source === newest.source)) {
    const found = await withDuckDb(async (db) => {
      await openBoth(db, snapshot, newest);
      const lost = await oneRow<Pick<Removed, "events" | "customers" | "described">>(
        db,
        `select count(*)::double as events, count(distinct customer_id)::double as customers,
           (select count(distinct customer_id) from old_attributes where not ${STILL_DESCRIBED})::double as described
         from old_events where not ${STILL_THERE}`,
      );
      if (lost.events === 0 && lost.described === 0) return undefined;
      return { ...lost, rest: await freezeRest(db, root, snapshot) };
    }, limits);
    if (found === undefined) continue;
    const { rest, ...lost } = found;
    if (rest !== undefined) await validateAgain(snapshot, rest, limits);
    await removeSnapshot(snapshot.dir);
    removed.push({ snapshot: snapshot.digest, becomes: rest?.digest ?? null, ...lost });
  }
  return { removed, unread };
}

/** What `forgetLost` did, in a sentence. */
export function describeForgotten({ removed, unread }: Forgotten): string {
  const sentences = [
    ...removed.map(({ snapshot, becomes, events, customers, described }) => {
      const rest = becomes === null ? "nothing is left of it" : `the rest is ${short(becomes)}`;
      const attributes = described === 0 ? "" : ` and attributes of ${described} customers`;
      return `${events} events (customers: ${customers})${attributes} that the store no longer has taken out of ${short(snapshot)}, ${rest}`;
    }),
    ...unread.map((dir) => `${dir} is damaged and may hold erased customers: remove the folder`),
  ];
  return sentences.length === 0
    ? "older snapshots hold nothing that the store has given up"
    : sentences.join("; ");
}

const short = (digest: string): string => digest.slice("sha256:".length, "sha256:".length + 12);

const COLUMNS = ["customer_id", "item_id", "type", "value", "occurred_at"];
const STILL_THERE = `exists (from new_events where ${COLUMNS.map(
  (column) => `new_events.${column} is not distinct from old_events.${column}`,
).join(" and ")})`;

/** Another value is no reason to freeze all snapshots anew; a customer without any is. */
const STILL_DESCRIBED = "old_attributes.customer_id in (select customer_id from new_attributes)";

async function openBoth(db: DuckDBConnection, older: Snapshot, newest: Snapshot): Promise<void> {
  const read = (dir: string) =>
    `read_parquet(${literal(join(dir, "events.parquet"))}, file_row_number = true)`;
  for (const [name, { dir, hasAttributes }] of [
    ["old_attributes", older],
    ["new_attributes", newest],
  ] as const)
    await db.run(
      `create temp view ${name} as ${hasAttributes ? `from read_parquet(${literal(join(dir, "attributes.parquet"))})` : "select null::varchar as customer_id, null::varchar as name, null::varchar as value where false"}`,
    );
  await db.run(`create temp view new_events as from ${read(newest.dir)}`);
  await db.run(`create temp view old_events as from ${read(older.dir)}`);
}

/** A snapshot of what is still there, as old as the one it takes the place of; undefined when that is nothing. */
async function freezeRest(
  db: DuckDBConnection,
  root: string,
  { dir, created, source }: Snapshot,
): Promise<Snapshot | undefined> {
  await createTables(db);
  await db.run(`insert into items by name from read_parquet(${literal(join(dir, "items.parquet"))})`);
  await db.run(
    `insert into events by name
     select ${COLUMNS.join(", ")}, file_row_number as seq from old_events where ${STILL_THERE}`,
  );
  await db.run(`insert into attributes from old_attributes where ${STILL_DESCRIBED}`);
  const { events } = await oneRow<{ events: number }>(db, "select count(*)::double as events from events");
  return events === 0 ? undefined : await freezeTables(db, { root, now: new Date(created), source });
}

/** What a validation set aside is listed with whole rows, so the list is made again. */
async function validateAgain(
  before: Snapshot,
  rest: Snapshot,
  limits: DuckDbLimits | undefined,
): Promise<void> {
  if ((await readVerdict(before.dir)) === undefined || (await readVerdict(rest.dir)) !== undefined) return;
  try {
    await validateSnapshot(rest, { now: new Date(before.created), ...(limits && { limits }) });
  } catch (error) {
    // Then no later run compares with it: its folder says so.
    if (!(error instanceof ValidationError)) throw error;
  }
}

async function unreadable(root: string, read: readonly Snapshot[]): Promise<string[]> {
  const known = new Set(read.map(({ dir }) => dir));
  const names = (await readdir(root)).filter((name) => /^[0-9a-f]{12}$/.test(name));
  return names.map((name) => join(root, name)).filter((dir) => !known.has(dir));
}
