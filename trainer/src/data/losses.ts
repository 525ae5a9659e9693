// What a folder has that a store cannot hold, and when that is too much.
import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "./duckdb.ts";
import { DataError } from "./errors.ts";
import { CUSTOMER_FAULT, eventFault, ITEM_FAULT } from "./faults.ts";
import type { LoadedFolder } from "./layouts/detect.ts";
import { type FieldReading, type Reading, type TableName, TABLES } from "./reading/read-table.ts";
import { STRAY_QUOTE } from "./reading/csv.ts";
import { type Example, MAX_EXAMPLES, shown } from "./reading/rejects.ts";

/** The share of rows, or of the values of a field, that may be lost unless somebody says otherwise. */
export const MAX_LOST_SHARE = 0.05;

/** Rows that are left out, or values of a field. */
export interface Loss {
  readonly table: TableName;
  readonly file: string;
  readonly dropped: "row" | "field";
  /** The column, where one is at fault. */
  readonly column?: string;
  readonly reason: string;
  readonly rows: number;
  /** Of so many: the rows of the file, or the values of the field. */
  readonly of: number;
  readonly examples: readonly Example[];
  /** What would not have been lost. */
  readonly accepted?: string;
  readonly placeName: "line" | "row";
}

const ACCEPTED_QUOTES =
  'quotes around whole values, doubled inside of them; "quote": "" in mapping.json says that a file does not quote';

/** Fields without which a row is nothing, and the faults of rows that lack them. */
const REQUIRED: Readonly<Record<TableName, Readonly<Record<string, string>>>> = {
  events: {
    "missing-customer": "customerId",
    "missing-item": "itemId",
    "missing-time": "timestamp",
    "impossible-time": "timestamp",
    "unknown-type": "type",
  },
  items: { "missing-id": "itemId" },
  customers: { "missing-customer": "customerId" },
};

/** What is lost of a folder that `loadFolder` has read, most first. */
export async function findLosses(db: DuckDBConnection, folder: LoadedFolder, now: Date): Promise<Loss[]> {
  const losses: Loss[] = [];
  for (const [index, reading] of folder.readings.entries()) {
    const { table, file, placeName } = reading;
    const of = reading.rows - reading.ignored;
    for (const reject of reading.rejects) {
      const accepted = reject.reason === STRAY_QUOTE ? { accepted: ACCEPTED_QUOTES } : {};
      losses.push({ table, file, placeName, dropped: "row", of, ...reject, ...accepted });
    }
    losses.push(...(await faultyRows(db, reading, index, of, now)), ...droppedFields(reading));
  }
  return losses.toSorted((a, b) => b.rows - a.rows);
}

interface FaultyRows {
  readonly reason: string;
  readonly unreadable: boolean;
  readonly rows: number;
  readonly examples: readonly { readonly line: number; readonly raw: string | null }[];
}

/** Rows of the tables that lack what they must have. */
async function faultyRows(
  db: DuckDBConnection,
  reading: Reading,
  index: number,
  of: number,
  now: Date,
): Promise<Loss[]> {
  const { table, file, placeName } = reading;
  const required = REQUIRED[table];
  const field = `case reason ${Object.entries(required)
    .map(([reason, name]) => `when '${reason}' then '${name}'`)
    .join(" ")} end`;
  const fault = `list_filter(faults, lambda f: f.field = ${field})[1]`;
  const faultOf = { events: eventFault(now), items: ITEM_FAULT, customers: CUSTOMER_FAULT }[table];
  const found = await rows<FaultyRows>(
    db,
    `select reason, fault is not null as unreadable, count(*)::double as rows,
       arg_min(struct_pack(line := place::double, raw := raw), row, ${MAX_EXAMPLES}) as examples
     from (select *, fault.raw as raw
       from (select *, ${fault} as fault from (select rowid as row, *, ${faultOf} as reason
         from ${table} where source = ${index})) where reason is not null)
     group by reason, unreadable`,
  );
  return found.map(({ reason, unreadable, rows, examples }) => {
    const at = reading.fields.find((each) => each.field === required[reason]);
    return {
      table,
      file,
      placeName,
      dropped: "row",
      rows,
      of,
      reason: unreadable ? reason.replace("missing", "unreadable") : reason,
      ...(at === undefined ? {} : { column: at.column }),
      ...(at === undefined || (reason.startsWith("missing") && !unreadable) ? {} : { accepted: at.accepted }),
      examples: examples.map(({ line, raw }) => (raw === null ? { line } : { line, raw: shown(raw) })),
    };
  });
}

/** Values that are left out while their row stays. */
function droppedFields({ table, file, placeName, fields }: Reading): Loss[] {
  const required = new Set(Object.values(REQUIRED[table]));
  return fields
    .filter(({ field, dropped }) => dropped > 0 && !required.has(field))
    .map(({ column, dropped, filled, examples, accepted }: FieldReading) => ({
      table,
      file,
      placeName,
      column,
      dropped: "field",
      reason: "unreadable",
      rows: dropped,
      of: filled,
      examples,
      accepted,
    }));
}

/** Throws `DataError` "too-faulty" when more than `maxShare` of the rows of a file, or of the values of a field, is lost. */
export function refuseLosses(
  dir: string,
  folder: LoadedFolder,
  losses: readonly Loss[],
  maxShare: number,
): void {
  const tooMany = TABLES.flatMap((table) => {
    const own = losses.filter((loss) => loss.table === table && loss.dropped === "row");
    const lost = own.reduce((sum, { rows }) => sum + rows, 0);
    const of = folder.readings
      .filter((reading) => reading.table === table)
      .reduce((sum, { rows, ignored }) => sum + rows - ignored, 0);
    // A small file must not be lost among large ones.
    const share = Math.max(0, ...own.map((loss) => lostOf(own, loss.file) / loss.of));
    if (lost <= of * maxShare && share <= maxShare) return [];
    return [`${lost} of ${of} ${table} cannot be used:`, ...own.map(describeLoss)];
  });
  const fields = losses.filter(({ dropped, rows, of }) => dropped === "field" && rows > of * maxShare);
  const unreadable =
    fields.length === 0 ? [] : ["too many values of a column cannot be read:", ...fields.map(describeLoss)];
  if (tooMany.length + unreadable.length === 0) return;
  throw new DataError("too-faulty", `${dir}: nothing was taken.\n${[...tooMany, ...unreadable].join("\n")}`);
}

const lostOf = (losses: readonly Loss[], file: string): number =>
  losses.reduce((sum, loss) => sum + (loss.file === file ? loss.rows : 0), 0);

/** One line for people. */
export function describeLoss({
  file,
  column,
  dropped,
  reason,
  rows,
  of,
  examples,
  accepted,
  placeName,
}: Loss): string {
  const what = dropped === "row" ? "rows left out" : `of ${of} values left out`;
  const where = column === undefined ? file : `${file}, column ${column}`;
  const raw = examples.map(({ line, raw }) =>
    raw === undefined ? `${placeName} ${line}` : `${JSON.stringify(raw)} (${placeName} ${line})`,
  );
  const such = raw.length === 0 ? "" : `, such as ${raw.join(", ")}`;
  return `  - ${where}: ${rows} ${what}, ${reason}${such}${accepted === undefined ? "" : `. Accepted: ${accepted}`}`;
}
