// The columns that a snapshot's files must have.
import type { DuckDBConnection } from "@duckdb/node-api";
import { join } from "node:path";
import { rows } from "./duckdb.ts";
import { DataError } from "./errors.ts";

const SCHEMA: Readonly<Record<"events" | "items", Readonly<Record<string, string>>>> = {
  events: {
    customer_id: "VARCHAR",
    item_id: "VARCHAR",
    type: "VARCHAR",
    value: "DOUBLE",
    occurred_at: "BIGINT",
  },
  items: {
    item_id: "VARCHAR",
    group_id: "VARCHAR",
    title: "VARCHAR",
    brand: "VARCHAR",
    categories: "VARCHAR[]",
    attributes: "VARCHAR[]",
    price: "DOUBLE",
    stock: "DOUBLE",
    hidden: "BOOLEAN",
    url: "VARCHAR",
    image_url: "VARCHAR",
  },
};

/** Checks the views `events_rows` and `items_rows` of the snapshot in `dir`. Throws `DataError` "damaged-snapshot". */
export async function requireSchema(db: DuckDBConnection, dir: string): Promise<void> {
  for (const table of ["events", "items"] as const) {
    const found = await rows<{ column_name: string; column_type: string }>(db, `describe ${table}_rows`);
    const types = new Map(found.map((column) => [column.column_name, column.column_type]));
    const wrong = Object.entries(SCHEMA[table]).filter(([column, type]) => types.get(column) !== type);
    if (wrong.length === 0) continue;
    const list = wrong.map(
      ([column, type]) => `${column} should be ${type} and is ${types.get(column) ?? "missing"}`,
    );
    throw new DataError("damaged-snapshot", `${join(dir, `${table}.parquet`)}: ${list.join(", ")}`);
  }
}
