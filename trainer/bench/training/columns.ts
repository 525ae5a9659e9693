// The events of a generated shop as raw columns: read in a moment, so that what is measured afterwards is the fit.
import { EVENT_TYPES, type Interactions } from "@aisle/recommender";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { eachChunk, literal, literals, oneRow, withDuckDb } from "../../src/data/duckdb.ts";

const FILES = { offsets: "offsets.u32", item: "item.u32", type: "type.u8", time: "time.f64" } as const;

export interface Size {
  readonly customers: number;
  readonly items: number;
}

/** Writes the columns of the Parquet shop in `shop` into `dir`, unless they are there. */
export async function writeColumns(shop: string, { customers }: Size, dir: string): Promise<void> {
  if (existsSync(join(dir, FILES.offsets))) return;
  await mkdir(dir, { recursive: true });
  await withDuckDb(async (db) => {
    const from = `read_parquet(${literal(join(shop, "events.parquet"))})`;
    const { events } = await oneRow<{ events: number }>(db, `select count(*)::double as events from ${from}`);
    const offsets = new Uint32Array(customers + 1);
    const item = new Uint32Array(events);
    const type = new Uint8Array(events);
    const time = new Float64Array(events);
    let at = 0;
    // The shop is written customer by customer, each in time order; ids are numbers after a letter.
    await eachChunk(
      db,
      `select customer_id[2:]::uinteger, item_id[2:]::uinteger,
         (list_position(${literals(EVENT_TYPES)}, type) - 1)::utinyint, occurred_at / 1000.0 from ${from}`,
      (chunk) => {
        const columns = [0, 1, 2, 3].map((column) => chunk.getColumnVector(column));
        for (let row = 0; row < chunk.rowCount; row++, at++) {
          offsets[(columns[0]!.getItem(row) as number) + 1]!++;
          item[at] = columns[1]!.getItem(row) as number;
          type[at] = columns[2]!.getItem(row) as number;
          time[at] = columns[3]!.getItem(row) as number;
        }
      },
    );
    for (let customer = 0; customer < customers; customer++) offsets[customer + 1]! += offsets[customer]!;
    await Bun.write(join(dir, FILES.item), item);
    await Bun.write(join(dir, FILES.type), type);
    await Bun.write(join(dir, FILES.time), time);
    await Bun.write(join(dir, FILES.offsets), offsets);
  });
}

/** The first `customers` customers of the columns in `dir`. */
export async function readColumns(dir: string, { customers, items }: Size): Promise<Interactions> {
  const read = async (name: keyof typeof FILES, bytes: number): Promise<ArrayBuffer> =>
    await Bun.file(join(dir, FILES[name])).slice(0, bytes).arrayBuffer();
  const offsets = new Uint32Array(await read("offsets", 4 * (customers + 1)));
  const events = offsets[customers]!;
  return {
    customers,
    items,
    offsets,
    item: new Uint32Array(await read("item", 4 * events)),
    type: new Uint8Array(await read("type", events)),
    time: new Float64Array(await read("time", 8 * events)),
  };
}
