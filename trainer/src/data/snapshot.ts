// Freezes the shop's data at one moment: Parquet files in a folder named by the digest of what is in them.
import type { DuckDBConnection } from "@duckdb/node-api";
import { readBounded, removeFolder, takeLock } from "@aisle/platform";
import type { Store } from "@aisle/store";
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { type DuckDbLimits, eachChunk, literal, oneRow, rows, withDuckDb } from "./duckdb.ts";
import { DataError } from "./errors.ts";
import { possibleTime } from "./faults.ts";
import { loadFolder } from "./layouts/detect.ts";
import { findLosses, MAX_LOST_SHARE, refuseLosses } from "./losses.ts";
import { createTables, loadStore, type Progress } from "./tables.ts";

/** How the names of folders that are being written begin. */
const WRITING = ".writing-";
/** Held by the writer of a snapshot. */
const WRITER_LOCK = "writer.lock";
/** A writer takes its lock right after it made the folder. */
const LOCKED_AFTER_MS = 60_000;

/** Files of a snapshot, also those that DuckDB and we write before they get their names. */
const FILES =
  /^(tmp_)?((events|items|attributes)\.parquet|(snapshot|validation)\.json|quarantine\.ndjson|writer\.lock)(\.\w+|-journal)?$/;

/** A manifest has a dozen short lines. */
const MAX_MANIFEST_BYTES = 65_536;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const manifestSchema = v.object({
  formatVersion: v.literal(1),
  digest: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
  created: v.pipe(v.string(), v.isoTimestamp()),
  source: v.string(),
  counts: v.object({ events: count, customers: count, items: count }),
  window: v.object({ from: v.string(), to: v.string() }),
  /** Attributes are there when some customer has any. */
  bytes: v.object({ events: count, items: count, attributes: v.exactOptional(count) }),
});

type Manifest = v.InferOutput<typeof manifestSchema>;

export interface Snapshot {
  readonly dir: string;
  /** `sha256:` and 64 hex digits over the rows in canonical order: equal data, equal digest. */
  readonly digest: string;
  /** ISO 8601. */
  readonly created: string;
  /** Where the data came from, for people. */
  readonly source: string;
  readonly counts: { readonly events: number; readonly customers: number; readonly items: number };
  /** Times of the oldest and the newest event with a possible time, ISO 8601. */
  readonly window: { readonly from: string; readonly to: string };
  /** Whether it has `attributes.parquet`. */
  readonly hasAttributes: boolean;
}

export interface SnapshotOptions {
  /** The folder that holds all snapshots, `$AISLE_HOME/snapshots`. */
  readonly root: string;
  readonly now: Date;
  readonly onProgress?: Progress;
  readonly limits?: DuckDbLimits;
  /** Of a folder: the key of the digests that customers are kept by, where its mapping asks for them. */
  readonly customerSecret?: string | undefined;
}

/** Freezes the store. Throws `DataError` "empty" when it has no events. */
export async function snapshotStore(store: Store, options: SnapshotOptions): Promise<Snapshot> {
  return await withDuckDb(async (db) => {
    await createTables(db);
    await loadStore(db, store, options.onProgress);
    return await freezeTables(db, { ...options, source: "store" });
  }, options.limits);
}

/** Freezes a folder of data files without a store between. Throws `DataError` as `loadFolder` does. */
export async function snapshotFolder(dir: string, options: SnapshotOptions): Promise<Snapshot> {
  return await withDuckDb(async (db) => {
    const folder = await loadFolder(db, dir, { customerSecret: options.customerSecret });
    refuseLosses(dir, folder, await findLosses(db, folder, options.now), MAX_LOST_SHARE);
    return await freezeTables(db, { ...options, source: folder.layout });
  }, options.limits);
}

/**
 * Freezes the tables `items`, `events` and `attributes` of `db`, the latter of customers with events, into `root/<first 12 digits of the digest>/`. The folder appears
 * whole or not at all; when the same data was frozen before, that snapshot is returned. Throws `DataError` "empty".
 */
export async function freezeTables(
  db: DuckDBConnection,
  options: SnapshotOptions & { readonly source: string },
): Promise<Snapshot> {
  const facts = await describe(db, options.now);
  if (facts.events === 0)
    throw new DataError("empty", `no events in ${options.source}: ingest or generate data first`);
  await mkdir(options.root, { recursive: true });
  const temporary = await mkdtemp(join(options.root, WRITING));
  using _ = takeLock(join(temporary, WRITER_LOCK));
  try {
    await writeParquet(db, "events", join(temporary, "events.parquet"));
    await writeParquet(db, "items", join(temporary, "items.parquet"));
    const tables: TableName[] = ["items", "events"];
    if (await hasAttributes(db)) {
      await writeParquet(db, "attributes", join(temporary, "attributes.parquet"));
      tables.push("attributes");
    }
    const digest = await digestFiles(db, temporary, tables);
    const dir = join(options.root, digest.slice("sha256:".length, "sha256:".length + 12));
    if (!(await exists(dir))) {
      await writeManifest(temporary, digest, facts, { ...options, tables });
      await rename(temporary, dir).catch(async (error: unknown) => {
        // Somebody else froze the same data meanwhile: theirs is as good.
        if (!(await exists(dir))) throw error;
      });
    }
    await rm(join(dir, WRITER_LOCK), { force: true });
    return await openSnapshot(dir);
  } finally {
    await removeSnapshot(temporary);
  }
}

/** Removes a snapshot's folder, whole or half-written. Throws `Error`, and removes nothing, for a folder of anything else. */
export function removeSnapshot(dir: string): Promise<void> {
  return removeFolder(dir, (name) => FILES.test(name));
}

/**
 * Removes what was left half-written under `root` by processes that have ended. Returns the folders that bear such a name
 * and are not ours.
 */
export async function removeHalfWritten(root: string): Promise<string[]> {
  const foreign: string[] = [];
  const names = (await exists(root)) ? await readdir(root) : [];
  for (const name of names) {
    const dir = join(root, name);
    if (!name.startsWith(WRITING) || (await isBeingWritten(dir))) continue;
    await removeSnapshot(dir).catch(() => foreign.push(dir));
  }
  return foreign;
}

/** Whether a process that writes this snapshot is alive, or has only just begun. */
async function isBeingWritten(dir: string): Promise<boolean> {
  const path = join(dir, WRITER_LOCK);
  if (await exists(path)) {
    using lock = takeLock(path);
    return lock === undefined;
  }
  const { mtimeMs } = await stat(dir);
  return Math.abs(Date.now() - mtimeMs) < LOCKED_AFTER_MS;
}

async function writeManifest(
  dir: string,
  digest: string,
  facts: Facts,
  {
    now,
    source,
    tables,
  }: { readonly now: Date; readonly source: string; readonly tables: readonly TableName[] },
): Promise<void> {
  const size = async (table: TableName): Promise<number> => (await stat(join(dir, `${table}.parquet`))).size;
  const manifest: Manifest = {
    formatVersion: 1,
    digest,
    created: now.toISOString(),
    source,
    counts: { events: facts.events, customers: facts.customers, items: facts.items },
    window: {
      from: new Date(facts.first ?? 0).toISOString(),
      to: new Date(facts.last ?? 0).toISOString(),
    },
    bytes: {
      events: await size("events"),
      items: await size("items"),
      ...(tables.includes("attributes") && { attributes: await size("attributes") }),
    },
  };
  await writeFile(join(dir, "snapshot.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Reads a snapshot's manifest and checks that its files are whole. Throws `DataError` "damaged-snapshot". */
export async function openSnapshot(dir: string): Promise<Snapshot> {
  const manifest = await readManifest(dir);
  for (const table of TABLES) {
    if (manifest.bytes[table] === undefined) continue;
    const file = join(dir, `${table}.parquet`);
    const size = await stat(file).then(
      (status) => (status.isFile() ? status.size : 0),
      () => 0,
    );
    if (size !== manifest.bytes[table])
      throw damaged(dir, `${table}.parquet has ${size} bytes instead of ${manifest.bytes[table]}`);
  }
  const { digest, created, source, counts, window, bytes } = manifest;
  return { dir, digest, created, source, counts, window, hasAttributes: bytes.attributes !== undefined };
}

/** All readable snapshots under `root`, oldest first. */
export async function listSnapshots(root: string): Promise<Snapshot[]> {
  const names = (await exists(root)) ? await readdir(root) : [];
  const found: Snapshot[] = [];
  for (const name of names.filter((name) => /^[0-9a-f]{12}$/.test(name))) {
    const snapshot = await openSnapshot(join(root, name)).catch(() => undefined);
    if (snapshot !== undefined) found.push(snapshot);
  }
  return found.toSorted((a, b) => a.created.localeCompare(b.created));
}

async function readManifest(dir: string): Promise<Manifest> {
  const text = await readBounded(join(dir, "snapshot.json"), MAX_MANIFEST_BYTES).then(
    String,
    (error: Error) => {
      throw damaged(dir, "code" in error ? "snapshot.json is missing" : error.message);
    },
  );
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), manifestSchema), text);
  if (!parsed.success) throw damaged(dir, `snapshot.json: ${parsed.issues[0].message}`);
  return parsed.output;
}

function damaged(dir: string, what: string): DataError {
  return new DataError(
    "damaged-snapshot",
    `snapshot ${dir} is damaged (${what}): remove the folder and run again`,
  );
}

interface Facts {
  readonly events: number;
  readonly customers: number;
  readonly items: number;
  readonly first: number | null;
  readonly last: number | null;
}

async function describe(db: DuckDBConnection, now: Date): Promise<Facts> {
  return await oneRow<Facts>(
    db,
    `select count(*)::double as events, count(distinct customer_id)::double as customers,
       (select count(*) from items)::double as items,
       min(occurred_at) filter (${possibleTime(now)})::double as first,
       max(occurred_at) filter (${possibleTime(now)})::double as last
     from events`,
  );
}

const TABLES = ["events", "items", "attributes"] as const;
type TableName = (typeof TABLES)[number];

const ORDER = {
  events:
    "customer_id nulls first, occurred_at nulls first, seq nulls first, item_id nulls first, type nulls first",
  items: "item_id nulls first, title nulls first",
  attributes: "customer_id, name",
} as const;

const COLUMNS = {
  events: "customer_id, item_id, type, value, occurred_at",
  items: "item_id, group_id, title, brand, categories, attributes, price, stock, hidden, url, image_url",
  attributes: "customer_id, name, value",
} as const;

/** What is known of people who did nothing says nothing. */
const OF_EVENTS = "customer_id in (select customer_id from events)";

async function hasAttributes(db: DuckDBConnection): Promise<boolean> {
  return (await rows(db, `select 1 from attributes where ${OF_EVENTS} limit 1`)).length > 0;
}

/** In canonical order; `seq` is left out because the row's place in the file says the same. */
async function writeParquet(db: DuckDBConnection, table: TableName, file: string): Promise<void> {
  await db.run(
    `copy (select ${COLUMNS[table]} from ${table} ${table === "attributes" ? `where ${OF_EVENTS}` : ""} order by ${ORDER[table]})
     to ${literal(file)} (format parquet, compression zstd)`,
  );
}

/** sha256 over the rows of the files as JSON, one per line, in the order of the files. */
async function digestFiles(db: DuckDBConnection, dir: string, tables: readonly TableName[]): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  for (const table of tables) {
    hash.update(`${table}\n`);
    await eachChunk(
      db,
      `select to_json(t)::varchar from read_parquet(${literal(join(dir, `${table}.parquet`))}) t`,
      (chunk) => void hash.update(`${chunk.getColumnValues(0).join("\n")}\n`),
    );
  }
  return `sha256:${hash.digest("hex")}`;
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
