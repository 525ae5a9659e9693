// Writes a generated shop as Parquet, for shops that are too large for text: the same events and items as the text files.
import { type DuckDBConnection, DuckDBDataChunk, DOUBLE, UINTEGER, UTINYINT } from "@duckdb/node-api";
import { EVENT_TYPES, eventCode } from "@aisle/recommender";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { literal, literals, withDuckDb } from "../data/duckdb.ts";
import { MAPPING_FILE } from "../data/layouts/mapping.ts";
import { appendAttributes, appendItem, createTables } from "../data/tables.ts";
import type { EventChunk } from "./columns.ts";
import type { ShopCounts } from "./files.ts";
import { customerId, type Shop } from "./generate.ts";

/** What makes the folder one that `ingest` and `train --from` read. */
const MAPPING = {
  events: {
    file: "events.parquet",
    customerId: "customer_id",
    itemId: "item_id",
    timestamp: "occurred_at",
    seq: "seq",
    type: "type",
  },
  items: {
    file: "items.parquet",
    itemId: "item_id",
    groupId: "group_id",
    title: "title",
    brand: "brand",
    categories: "categories",
    attributes: "attributes",
    price: "price",
    stock: "stock",
    hidden: "hidden",
  },
  customers: {
    file: "customers.parquet",
    customerId: "customer_id",
    attributes: { country: "country", device: "device" },
  },
};

/** Rows that DuckDB takes at once. */
const CHUNK_ROWS = 2048;

/** Writes `events.parquet`, `items.parquet`, `customers.parquet` and `mapping.json` into `dir`, which is there. */
export async function writeParquetShop(shop: Shop, dir: string): Promise<ShopCounts> {
  return await withDuckDb(async (db) => {
    await createTables(db);
    const items = await db.createAppender("items");
    for (const item of shop.items) appendItem(items, item, item.hidden === true);
    items.closeSync();
    await copy(db, "select * exclude (url, image_url) from items", join(dir, MAPPING.items.file));
    await writeCustomers(db, shop, dir);
    const counts = await loadEvents(db, shop);
    // Codes and numbers become ids and names here: as text they would not fit into memory.
    await copy(
      db,
      `select printf('c%07d', customer) as customer_id, printf('p%06d', item) as item_id,
         ${literals(EVENT_TYPES)}[type + 1] as type, time::bigint as occurred_at, seq from happened`,
      join(dir, MAPPING.events.file),
    );
    await Bun.write(join(dir, MAPPING_FILE), `${JSON.stringify(MAPPING, null, 2)}\n`);
    return counts;
  });
}

async function writeCustomers(db: DuckDBConnection, shop: Shop, dir: string): Promise<void> {
  const customers = await db.createAppender("attributes");
  for (let customer = 0; customer < shop.settings.customers; customer++)
    appendAttributes(customers, customerId(customer), shop.attributesOf(customer));
  customers.closeSync();
  await copy(
    db,
    `select customer_id, first(value) filter (name = 'country') as country, first(value) filter (name = 'device') as device
     from attributes group by customer_id order by customer_id`,
    join(dir, MAPPING.customers.file),
  );
}

async function loadEvents(db: DuckDBConnection, shop: Shop): Promise<ShopCounts> {
  await db.run(
    "create table happened (customer uinteger, item uinteger, type utinyint, seq uinteger, time double)",
  );
  const appender = await db.createAppender("happened");
  let events = 0;
  let purchases = 0;
  for (const chunk of shop.events()) {
    for (let from = 0; from < chunk.size; from += CHUNK_ROWS)
      appender.appendDataChunk(dataChunk(chunk, from));
    for (let at = 0; at < chunk.size; at++) if (chunk.type[at] === eventCode.purchase) purchases++;
    events += chunk.size;
  }
  appender.closeSync();
  return { items: shop.items.length, events, purchases };
}

/** Up to `CHUNK_ROWS` events from `from` on. Times are unix milliseconds of whole seconds. */
function dataChunk(events: EventChunk, from: number): DuckDBDataChunk {
  const rows = Math.min(CHUNK_ROWS, events.size - from);
  const chunk = DuckDBDataChunk.create([UINTEGER, UINTEGER, UTINYINT, UINTEGER, DOUBLE], rows);
  const columns = [events.customer, events.item, events.type, events.position];
  columns.forEach((column, at) => {
    const vector = chunk.getColumnVector(at);
    for (let row = 0; row < rows; row++) vector.setItem(row, column[from + row]!);
    vector.flush();
  });
  const times = chunk.getColumnVector(columns.length);
  for (let row = 0; row < rows; row++) {
    times.setItem(row, 1000 * events.time[from + row]!);
  }
  times.flush();
  return chunk;
}

async function copy(db: DuckDBConnection, query: string, file: string): Promise<void> {
  await db.run(`copy (${query}) to ${literal(`${file}.part`)} (format parquet, compression zstd)`);
  await rename(`${file}.part`, file);
}
