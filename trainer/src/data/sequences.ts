// Turns a validated snapshot into what fitting and evaluation read: typed arrays in time order, and the catalogue.
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  type CustomerAttributes,
  EVENT_TYPES,
  type Interactions,
  type Item,
  MAX_ATTRIBUTE_VALUES,
  MIN_CUSTOMERS_OF_VALUE,
  MIN_LIKED_STARS,
} from "@aisle/recommender";
import { join } from "node:path";
import { type DuckDbLimits, eachChunk, literal, literals, oneRow, rows, withDuckDb } from "./duckdb.ts";
import { readItems } from "./items.ts";
import { openValid } from "./quarantine.ts";
import type { Snapshot } from "./snapshot.ts";

export interface Sequences {
  /** Customer `c` is `customerIds[c]`, item `i` is `items[i]`. */
  readonly interactions: Interactions;
  /** Customers with at least one valid event, sorted by id. */
  readonly customerIds: readonly string[];
  /** The whole catalogue, hidden items and items without events included, sorted by id. */
  readonly items: readonly Item[];
}

/**
 * Reads the valid rows of a snapshot, by customer, then time, then order of arrival.
 * Throws `DataError` "not-validated" when the snapshot has not passed its validation.
 */
export async function readSequences(snapshot: Snapshot, limits: DuckDbLimits = {}): Promise<Sequences> {
  return await withDuckDb(async (db) => {
    await openValid(db, snapshot);
    const items = await readItems(db, "select * from valid_items order by item_id");
    await db.run(
      `create table item_index as
       select item_id, (row_number() over (order by item_id) - 1)::uinteger as item from valid_items`,
    );
    await db.run(
      `create table customer_index as
       select customer_id, (row_number() over (order by customer_id) - 1)::uinteger as customer
       from (select distinct customer_id from valid_events)`,
    );
    const customerIds = await readCustomerIds(db);
    const interactions = await readInteractions(db, customerIds.length, items.length);
    const attributes = snapshot.hasAttributes
      ? await readAttributes(db, snapshot.dir, customerIds.length)
      : undefined;
    return { interactions: { ...interactions, ...(attributes && { attributes }) }, customerIds, items };
  }, limits);
}

/** SQL: what an event says, as `meaningOf` has it. */
const MEANING = `case when type = 'rating' and value < ${MIN_LIKED_STARS} then 'hide' else type end`;

async function readInteractions(
  db: DuckDBConnection,
  customers: number,
  items: number,
): Promise<Interactions> {
  const { events } = await oneRow<{ events: number }>(
    db,
    "select count(*)::double as events from valid_events",
  );
  const offsets = new Uint32Array(customers + 1);
  const item = new Uint32Array(events);
  const type = new Uint8Array(events);
  const time = new Float64Array(events);
  let at = 0;
  await eachChunk(
    db,
    `select customer, item, (list_position(${literals(EVENT_TYPES)}, ${MEANING}) - 1)::utinyint, occurred_at / 1000.0
     from valid_events join customer_index using (customer_id) join item_index using (item_id)
     order by row`,
    (chunk) => {
      const customerColumn = chunk.getColumnVector(0);
      const itemColumn = chunk.getColumnVector(1);
      const typeColumn = chunk.getColumnVector(2);
      const timeColumn = chunk.getColumnVector(3);
      for (let row = 0; row < chunk.rowCount; row++, at++) {
        const customer = customerColumn.getItem(row) as number;
        offsets[customer + 1] = at + 1;
        item[at] = itemColumn.getItem(row) as number;
        type[at] = typeColumn.getItem(row) as number;
        time[at] = timeColumn.getItem(row) as number;
      }
    },
  );
  return { customers, items, offsets, item, type, time };
}

/** The attributes that say something; undefined when none do. Needs the table `customer_index`. */
async function readAttributes(
  db: DuckDBConnection,
  dir: string,
  customers: number,
): Promise<CustomerAttributes | undefined> {
  await db.run(`create temp table known as select customer, name, value
    from read_parquet(${literal(join(dir, "attributes.parquet"))}) join customer_index using (customer_id)`);
  const values = await rows<{ name: string; value: string }>(
    db,
    `select name, value from known group by name, value having count(*) >= ${MIN_CUSTOMERS_OF_VALUE}
     order by count(*) desc, name, value limit ${MAX_ATTRIBUTE_VALUES}`,
  );
  if (values.length === 0) return undefined;
  const offsets = new Uint32Array(customers + 1);
  const codes: number[] = [];
  const numbers = new Map(values.map(({ name, value }, code) => [`${name} ${value}`, code]));
  await eachChunk(db, "select customer, name || ' ' || value from known order by customer, name", (chunk) => {
    for (let row = 0; row < chunk.rowCount; row++) {
      const code = numbers.get(chunk.getColumnVector(1).getItem(row) as string);
      if (code === undefined) continue;
      codes.push(code);
      offsets[(chunk.getColumnVector(0).getItem(row) as number) + 1]!++;
    }
  });
  for (let customer = 0; customer < customers; customer++) offsets[customer + 1]! += offsets[customer]!;
  return { values, offsets, codes: Uint8Array.from(codes) };
}

async function readCustomerIds(db: DuckDBConnection): Promise<string[]> {
  const ids: string[] = [];
  await eachChunk(db, "select customer_id from customer_index order by customer", (chunk) => {
    for (const id of chunk.getColumnValues(0)) ids.push(id as string);
  });
  return ids;
}
