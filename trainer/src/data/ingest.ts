// Brings a folder of data files into the store. Running it again adds nothing.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { EventTypeName, NewEvent, Store, StoredItem } from "@aisle/store";
import { batches, type DuckDbLimits, literals, rows, withDuckDb } from "./duckdb.ts";
import type { Preset } from "./exports/export.ts";
import { eventFault, ITEM_FAULT } from "./faults.ts";
import { itemBatches } from "./items.ts";
import { findAbsent, hideItems } from "./complete.ts";
import { loadFolder, type LoadedFolder } from "./layouts/detect.ts";
import { findLosses, type Loss, MAX_LOST_SHARE, refuseLosses } from "./losses.ts";
import { makePreview, type Preview } from "./preview.ts";
import { eventDigest } from "./reading/finish.ts";
import type { Progress } from "./tables.ts";

export interface IngestOptions {
  /** Events later than a day after it are impossible. */
  readonly now: Date;
  /** The share of rows, or of the values of a field, above which nothing is written, 0 to 1. Default 0.05. */
  readonly maxLostShare?: number;
  /** Only exports of this kind are read; absent, whatever is recognised. */
  readonly preset?: Preset | undefined;
  /** The key of the digests that customers are kept by, where the mapping asks for them. */
  readonly customerSecret?: string | undefined;
  /** Told what will be done before it is done, and before it is refused. */
  readonly onPreview?: (preview: Preview) => void;
  readonly onProgress?: Progress;
  readonly limits?: DuckDbLimits;
}

export interface IngestResult {
  /** Name of the layout that the folder has. */
  readonly layout: string;
  readonly items: number;
  /** Customers whose attributes were written. */
  readonly customers: number;
  /** Events that were new to the store. */
  readonly recorded: number;
  /** Events that it had already. */
  readonly duplicates: number;
  /** Items that were hidden because a complete catalogue lacks them. */
  readonly hidden: number;
  /** What was left out, most first. */
  readonly lost: readonly Loss[];
}

/**
 * Reads `dir` in any accepted layout (docs/data-formats.md) into the store. Event ids are digests of what happened, so
 * that the same event always has the same id. Throws `DataError` before anything is written when the folder cannot be
 * read or too much of it is lost; a store that fails half-way leaves a part that the next run completes.
 */
export async function ingest(store: Store, dir: string, options: IngestOptions): Promise<IngestResult> {
  const { now, onProgress } = options;
  return await withDuckDb(async (db) => {
    const { folder, lost, absent } = await understand(db, store, dir, options);
    const items = await writeItems(db, store, folder, (items) => onProgress?.({ items, events: 0 }));
    await hideItems(store, absent);
    const customers = await writeAttributes(db, store);
    const counts = await appendEvents(db, store, now, (events) => onProgress?.({ items, events }));
    return { layout: folder.layout, items, customers, ...counts, hidden: absent.length, lost };
  }, options.limits);
}

/** Does all that `ingest` does before it writes, and throws what it would throw. Without a store, as if it were empty. */
export async function tryIngest(
  store: Store | undefined,
  dir: string,
  options: IngestOptions,
): Promise<void> {
  await withDuckDb(async (db) => await understand(db, store, dir, options), options.limits);
}

interface Understood {
  readonly folder: LoadedFolder;
  readonly lost: readonly Loss[];
  /** Ids of the items to hide. */
  readonly absent: readonly string[];
}

async function understand(
  db: DuckDBConnection,
  store: Store | undefined,
  dir: string,
  { now, preset, customerSecret, maxLostShare = MAX_LOST_SHARE, onPreview }: IngestOptions,
): Promise<Understood> {
  const folder = await loadFolder(db, dir, { customerSecret, preset, now });
  const lost = await findLosses(db, folder, now);
  const preview = await makePreview(db, folder, lost, now);
  const maxHidden = folder.catalogue?.maxHidden;
  const finding = store === undefined || maxHidden === undefined ? [] : findAbsent(db, store, maxHidden);
  const absent = await Promise.resolve(finding).catch((error: unknown) => {
    onPreview?.(preview);
    throw error;
  });
  onPreview?.(maxHidden === undefined ? preview : { ...preview, hides: absent.length });
  refuseLosses(dir, folder, lost, maxLostShare);
  return { folder, lost, absent };
}

async function writeItems(
  db: DuckDBConnection,
  store: Store,
  { catalogue }: LoadedFolder,
  onItems: (items: number) => void,
): Promise<number> {
  let items = 0;
  const unreadable = "list_transform(faults, lambda f: f.field)";
  const groups = await rows<{ fields: string[] | null }>(
    db,
    `select distinct ${unreadable} as fields from items`,
  );
  for (const { fields: unread } of groups) {
    const group = unread === null ? "faults is null" : `${unreadable} = ${literals(unread)}`;
    // What could not be read stays as it is in the store: a hidden product must not come back by a slip.
    const fields = catalogue?.fields.filter((field) => unread?.includes(field) !== true);
    for await (const batch of itemBatches(
      db,
      `select * from items where ${ITEM_FAULT} is null and ${group}`,
    )) {
      // What only events name is nothing to replace a product by.
      if (fields === undefined) await store.addItems(batch);
      else await store.updateItems(batch, fields as readonly (keyof StoredItem)[]);
      items += batch.length;
      onItems(items);
    }
  }
  return items;
}

/** What no file says of a customer stays as it is in the store. */
async function writeAttributes(db: DuckDBConnection, store: Store): Promise<number> {
  let customers = 0;
  const sql = `select customer_id as "customerId", json_group_object(name, value)::varchar as attributes
    from attributes group by customer_id order by customer_id`;
  for await (const batch of batches<{ customerId: string; attributes: string }>(db, sql)) {
    const given = batch.map(({ customerId, attributes }) => ({
      customerId,
      attributes: JSON.parse(attributes) as Readonly<Record<string, string>>,
    }));
    await store.putAttributes(given, "merge");
    customers += batch.length;
  }
  return customers;
}

interface EventRow {
  readonly event_id: string;
  readonly customer_id: string;
  readonly item_id: string;
  readonly type: EventTypeName;
  readonly value: number | null;
  readonly occurred_at: number;
}

/** In order of time, as a shop would have sent them. */
async function appendEvents(
  db: DuckDBConnection,
  store: Store,
  now: Date,
  onEvents: (events: number) => void,
): Promise<{ recorded: number; duplicates: number }> {
  const counts = { recorded: 0, duplicates: 0 };
  const sql = `select coalesce(event_id, ${eventDigest()}) as event_id,
      customer_id, item_id, type, value, occurred_at::double as occurred_at
    from events where ${eventFault(now)} is null order by events.occurred_at, seq, source, rowid`;
  for await (const batch of batches<EventRow>(db, sql)) {
    for (const result of await store.appendEvents(batch.map(toEvent)))
      counts[result === "recorded" ? "recorded" : "duplicates"]++;
    onEvents(counts.recorded + counts.duplicates);
  }
  return counts;
}

function toEvent(row: EventRow): NewEvent {
  return {
    eventId: row.event_id,
    customerId: row.customer_id,
    itemId: row.item_id,
    type: row.type,
    occurredAt: row.occurred_at,
    ...(row.value === null ? {} : { value: row.value }),
  };
}
