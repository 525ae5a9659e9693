// What is left to do when all files of a folder are read: ids of events, repeated items and customers, items that only events
// name.
import type { DuckDBConnection } from "@duckdb/node-api";
import { oneRow } from "../duckdb.ts";
import { CUSTOMER_FAULT, eventFault } from "../faults.ts";
import type { Reading } from "./read-table.ts";

/** Places within a second, so that the order of coarse clocks survives wherever only times are kept. */
const MAX_RANK = 999;

/** Gives events their ids and order, and items and customers' attributes one row each. Returns how many rows of items repeated an id. */
export async function finishTables(
  db: DuckDBConnection,
  { readings, catalogue }: { readonly readings: readonly Reading[]; readonly catalogue?: unknown },
  now: Date,
): Promise<{ readonly repeatedItems: number }> {
  await tellEventsApart(db, readings);
  await db.run(`insert into attributes
    select customer_id, a.name, arg_min(a.value, (source, row)) from
      (select rowid as row, source, customer_id, unnest(attributes) as a from customers where ${CUSTOMER_FAULT} is null)
    group by customer_id, a.name order by all`);
  if (catalogue !== undefined) return { repeatedItems: await mergeItems(db) };
  await db.run(`insert into items (item_id, hidden)
    select distinct item_id, false from events where ${eventFault(now)} is null order by item_id`);
  return { repeatedItems: 0 };
}

/** SQL over the columns of `events`: the id of the `copy`th event of its kind, from 1. Nothing else of a file counts. */
export function eventDigest(copy?: string): string {
  const what = [
    "customer_id",
    "item_id",
    "type",
    "occurred_at::varchar",
    ...(copy === undefined ? [] : [copy]),
  ];
  return `left(sha256(to_json([${what.join(", ")}])::varchar), 32)`;
}

/**
 * Events that are alike but for their place in one file are several events; of another file they are the same again. Where a file says the order of a customer's events,
 * those of one second get a millisecond each, after their ids are made.
 */
async function tellEventsApart(db: DuckDBConnection, readings: readonly Reading[]): Promise<void> {
  const ordered = readings.flatMap(({ fields }, index) =>
    fields.some(({ field }) => field === "seq") ? [index] : [],
  );
  const isOrdered =
    ordered.length === 0 ? "false" : `source in (${ordered.join(", ")}) and occurred_at % 1000 = 0`;
  // By their hash alone: it takes a tenth of the memory, and a few too many are looked at.
  await db.run(`create temp table marked as
    with tied as (select hash(customer_id, occurred_at) as moment from events group by moment having count(*) > 1),
      placed as (select rowid as row, ${isOrdered} as is_ordered,
          row_number() over (partition by source, customer_id, item_id, type, occurred_at order by seq, rowid) as copy,
          dense_rank() over (partition by customer_id, occurred_at order by seq) - 1 as rank
        from events where hash(customer_id, occurred_at) in (select moment from tied)
          and customer_id is not null and item_id is not null and occurred_at is not null)
    select row, copy, case when is_ordered then least(rank, ${MAX_RANK}) else 0 end as rank
    from placed where copy > 1 or (is_ordered and rank > 0)`);
  await db.run(`update events set occurred_at = occurred_at + rank,
      event_id = coalesce(event_id, case when copy = 1 then ${eventDigest()} else ${eventDigest("copy::varchar")} end)
    from marked where marked.row = events.rowid`);
  await db.run("drop table marked");
}

/** Of rows with one id the first counts, and what it lacks is taken from the others. */
async function mergeItems(db: DuckDBConnection): Promise<number> {
  const { repeated } = await oneRow<{ repeated: number }>(
    db,
    "select (count(item_id) - count(distinct item_id))::double as repeated from items",
  );
  if (repeated === 0) return 0;
  const first = (column: string): string => `arg_min(${column}, (source, rowid)) as ${column}`;
  const columns = [
    ...(["group_id", "title", "brand", "categories", "attributes"] as const),
    ...(["price", "hidden", "url", "image_url"] as const),
  ];
  await db.run(`create temp table merged as
    select item_id, ${columns.map(first).join(", ")}, max(stock) as stock, min(source) as source, min(place) as place
    from items where item_id is not null group by item_id having count(*) > 1`);
  await db.run("delete from items where item_id in (select item_id from merged)");
  await db.run("insert into items by name select * from merged");
  await db.run("drop table merged");
  return repeated;
}
