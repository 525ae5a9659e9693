// What the validation set aside, and the rest of a snapshot: the valid rows that fitting may read.
import type { DuckDBConnection } from "@duckdb/node-api";
import { join } from "node:path";
import { literal, rows } from "./duckdb.ts";
import { DataError } from "./errors.ts";
import { POSSIBLE_PRICE } from "./faults.ts";
import type { Snapshot } from "./snapshot.ts";
import { readVerdict, VALIDATION_FILE } from "./verdict.ts";

export const QUARANTINE_FILE = "quarantine.ndjson";

/**
 * Opens the valid part of a snapshot as `createValidViews` does. Throws `DataError` "not-validated" when its
 * validation is missing or stopped the run.
 */
export async function openValid(db: DuckDBConnection, snapshot: Snapshot): Promise<void> {
  await requirePassed(snapshot.dir);
  await createRowViews(db, snapshot.dir);
  await createValidViews(db, snapshot.dir);
}

/**
 * Creates the views `valid_items` (one row per item; an impossible price is null) and `valid_events` (column `row` is
 * the place in canonical order): the rows of `items_rows` and `events_rows` that are not in the quarantine file.
 */
export async function createValidViews(db: DuckDBConnection, dir: string): Promise<void> {
  await db.run(
    `create temp table quarantined as select "table", row, dropped
     from read_json(${literal(join(dir, QUARANTINE_FILE))}, format = 'newline_delimited',
       columns = {"table": 'varchar', "row": 'bigint', "dropped": 'varchar'})`,
  );
  const except = (table: string) =>
    `row not in (select row from quarantined where "table" = '${table}' and dropped = 'row')`;
  await db.run(`create temp view valid_events as select * from events_rows where ${except("events")}`);
  await db.run(
    `create temp view valid_items as
     select * replace (${POSSIBLE_PRICE} as price) from items_rows where ${except("items")}`,
  );
}

/** Creates the views `events_rows` and `items_rows`: the snapshot's files with the place of each `row`, from 0. */
export async function createRowViews(db: DuckDBConnection, dir: string): Promise<void> {
  const parquet = (table: string) =>
    `read_parquet(${literal(join(dir, `${table}.parquet`))}, file_row_number = true)`;
  await db.run(
    `create temp view events_rows as select * exclude (file_row_number), file_row_number as row from ${parquet("events")}`,
  );
  // Snapshots of before there were groups lack their column.
  const columns = await rows<{ column_name: string }>(db, `describe select * from ${parquet("items")}`);
  const isGrouped = columns.some(({ column_name: column }) => column === "group_id");
  await db.run(
    `create temp view items_rows as select * exclude (file_row_number)${isGrouped ? "" : ", null::varchar as group_id"},
       file_row_number as row from ${parquet("items")}`,
  );
}

async function requirePassed(dir: string): Promise<void> {
  const verdict = await readVerdict(dir);
  if (verdict === "passed") return;
  throw new DataError(
    "not-validated",
    verdict === undefined
      ? `snapshot ${dir} has not been validated: run the validation first`
      : `snapshot ${dir} did not pass its validation: see ${join(dir, VALIDATION_FILE)}`,
  );
}
