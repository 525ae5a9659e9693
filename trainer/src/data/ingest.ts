// Brings a folder of data files into the store. Running it again adds nothing.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { EventTypeName, NewEvent, Store } from "@aisle/store";
import { batches, type DuckDbLimits, oneRow, rows, withDuckDb } from "./duckdb.ts";
import { DataError } from "./errors.ts";
import { eventFault, ITEM_FAULT, POSSIBLE_PRICE } from "./faults.ts";
import { itemBatches } from "./items.ts";
import { loadFolder } from "./layouts/detect.ts";
import type { Progress } from "./tables.ts";

export interface IngestOptions {
  /** Events later than a day after it are impossible. */
  readonly now: Date;
  /** The share of faulty rows above which nothing is written, 0 to 1. Default 0.05. */
  readonly maxFaultyShare?: number;
  readonly onProgress?: Progress;
  readonly limits?: DuckDbLimits;
}

/** Rows that the store cannot hold, by reason. */
export interface Skipped {
  readonly table: "events" | "items";
  readonly reason: string;
  readonly rows: number;
  /** One of them, as JSON. */
  readonly example: string;
}

export interface IngestResult {
  /** Name of the layout that the folder has. */
  readonly layout: string;
  readonly items: number;
  /** Events that were new to the store. */
  readonly recorded: number;
  /** Events that it had already. */
  readonly duplicates: number;
  readonly skipped: readonly Skipped[];
}

/**
 * Reads `dir` in any accepted layout (docs/data-formats.md) into the store. Event ids are digests of what happened, so
 * that the same event always has the same id. Throws `DataError` before anything is written when the folder cannot be
 * read or too many rows are faulty; a store that fails half-way leaves a part that the next run completes.
 */
export async function ingest(store: Store, dir: string, options: IngestOptions): Promise<IngestResult> {
  return await withDuckDb(async (db) => {
    const layout = await loadFolder(db, dir);
    const skipped = await faultyRows(db, options.now);
    await refuseFaulty(db, dir, skipped, options.maxFaultyShare ?? 0.05);
    const items = await putItems(db, store, (items) => options.onProgress?.({ items, events: 0 }));
    const counts = await appendEvents(db, store, options.now, (events) =>
      options.onProgress?.({ items, events }),
    );
    return { layout: layout.name, items, ...counts, skipped };
  }, options.limits);
}

async function faultyRows(db: DuckDBConnection, now: Date): Promise<Skipped[]> {
  const byReason = (table: string, fault: string): string =>
    `select '${table}' as "table", ${fault} as reason, count(*)::double as rows, first(to_json(${table})::varchar) as example
     from ${table} group by reason having reason is not null`;
  return await rows<Skipped>(
    db,
    `${byReason("items", ITEM_FAULT)} union all ${byReason("events", eventFault(now))} order by rows desc`,
  );
}

async function refuseFaulty(
  db: DuckDBConnection,
  dir: string,
  skipped: readonly Skipped[],
  maxShare: number,
): Promise<void> {
  for (const table of ["events", "items"] as const) {
    const { total } = await oneRow<{ total: number }>(db, `select count(*)::double as total from ${table}`);
    const reasons = skipped.filter((group) => group.table === table);
    const faulty = reasons.reduce((sum, group) => sum + group.rows, 0);
    if (faulty <= total * maxShare) continue;
    const list = reasons.map((group) => `  - ${group.reason}: ${group.rows}, such as ${group.example}`);
    throw new DataError(
      "too-faulty",
      `${faulty} of ${total} ${table} in ${dir} are unusable, nothing was ingested:\n${list.join("\n")}`,
    );
  }
}

async function putItems(
  db: DuckDBConnection,
  store: Store,
  onItems: (items: number) => void,
): Promise<number> {
  let items = 0;
  const sql = `select * replace (${POSSIBLE_PRICE} as price) from items where ${ITEM_FAULT} is null`;
  for await (const batch of itemBatches(db, sql)) {
    await store.putItems(batch);
    items += batch.length;
    onItems(items);
  }
  return items;
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
  const sql = `select left(sha256(to_json([customer_id, item_id, type, occurred_at::varchar])::varchar), 32) as event_id,
      customer_id, item_id, type, value, occurred_at::double as occurred_at
    from events where ${eventFault(now)} is null order by events.occurred_at, seq`;
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
