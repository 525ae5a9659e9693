// Writes a generated shop as files that `ingest` reads, and reads back which shop a folder holds.
import { mkdir, open, rename } from "node:fs/promises";
import { join } from "node:path";
import { EVENT_TYPES, type Item } from "@aisle/recommender";
import * as v from "valibot";
import type { EventChunk } from "./columns.ts";
import { customerId, type Shop, type ShopSettings } from "./generate.ts";
import { writeParquetShop } from "./parquet.ts";

const FORMAT = 1;
const FLUSH = 1 << 20;

const shopFile = v.object({
  format: v.literal(FORMAT),
  seed: v.number(),
  customers: v.number(),
  items: v.number(),
  days: v.number(),
  firstDay: v.number(),
});

/** What a shop came to. */
export interface ShopCounts {
  readonly items: number;
  readonly events: number;
  readonly purchases: number;
}

/** As text that anybody can read, or as Parquet for what is large. */
export const SHOP_FORMATS = ["text", "parquet"] as const;

export type ShopFormat = (typeof SHOP_FORMATS)[number];

/**
 * Writes a shop's items and events and, last, `shop.json` into `dir`, each by way of a temporary name, so that a folder
 * with a `shop.json` is complete. Equal settings give equal data, and as text equal bytes.
 */
export async function writeShop(shop: Shop, dir: string, format: ShopFormat = "text"): Promise<ShopCounts> {
  await mkdir(dir, { recursive: true });
  const counts = await (format === "parquet" ? writeParquetShop(shop, dir) : writeTextShop(shop, dir));
  const text = JSON.stringify({ format: FORMAT, ...shop.settings }, null, 2);
  await writeLines(join(dir, "shop.json"), [`${text}\n`]);
  return counts;
}

async function writeTextShop(shop: Shop, dir: string): Promise<ShopCounts> {
  await writeLines(join(dir, "items.jsonl"), itemLines(shop.items));
  await writeLines(join(dir, "customers.csv"), customerLines(shop));
  const counts = { items: shop.items.length, events: 0, purchases: 0 };
  await writeLines(join(dir, "interactions.csv"), eventLines(shop, counts));
  return counts;
}

/**
 * The settings of the generated shop in `dir`; `undefined` when there is no `shop.json`, as for real data. Throws
 * `Error` when the file is not one of this format.
 */
export async function readShopSettings(dir: string): Promise<ShopSettings | undefined> {
  const path = join(dir, "shop.json");
  const file = Bun.file(path);
  if (!(await file.exists())) return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), shopFile), await file.text());
  if (parsed.success) {
    const { format: _, ...settings } = parsed.output;
    return settings;
  }
  throw new Error(`${path} is not a generated shop of format ${FORMAT}: ${parsed.issues[0].message}`);
}

function* itemLines(items: readonly Item[]): Generator<string> {
  for (const { itemId, ...fields } of items) yield `${JSON.stringify({ item_id: itemId, ...fields })}\n`;
}

function* customerLines(shop: Shop): Generator<string> {
  const names = Object.keys(shop.attributesOf(0));
  yield `user_id,${names.join(",")}\n`;
  for (let customer = 0; customer < shop.settings.customers; customer++) {
    const attributes = shop.attributesOf(customer);
    yield `${customerId(customer)},${names.map((name) => attributes[name]).join(",")}\n`;
  }
}

function* eventLines(shop: Shop, counts: { events: number; purchases: number }): Generator<string> {
  yield "user_id,item_id,timestamp,seq_pos,event_type\n";
  for (const chunk of shop.events()) {
    for (let i = 0; i < chunk.size; i++) {
      const type = EVENT_TYPES[chunk.type[i]!]!;
      counts.events++;
      if (type === "purchase") counts.purchases++;
      yield eventLine(shop.items, chunk, i, type);
    }
  }
}

function eventLine(items: readonly Item[], chunk: EventChunk, i: number, type: string): string {
  const { itemId } = items[chunk.item[i]!]!;
  return `${customerId(chunk.customer[i]!)},${itemId},${chunk.time[i]},${chunk.position[i]},${type}\n`;
}

async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  const temporary = `${path}.part`;
  const file = await open(temporary, "w");
  try {
    let buffer = "";
    for (const line of lines) {
      buffer += line;
      if (buffer.length < FLUSH) continue;
      await file.write(buffer);
      buffer = "";
    }
    await file.write(buffer);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
