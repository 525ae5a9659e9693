// The kinds of data file as SQL relations, with errors that name the file and what is wrong with it.
import type { DuckDBConnection } from "@duckdb/node-api";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { literal, literals, oneRow, rows } from "../duckdb.ts";
import { DataError } from "../errors.ts";

/** The longest line that is read, in bytes. */
const MAX_LINE = 16 << 20;

/** A relation with one row per line of text in its column `line`; byte order marks and line ends are gone. */
export function lines(paths: readonly string[]): string {
  // Read as a CSV file of one column without quotes; BEL may not occur in JSON, so nothing is ever cut at it.
  return `(select line from read_csv(${literals(paths)}, columns = {'line': 'varchar'}, header = false,
    auto_detect = false, delim = '\x07', quote = '', escape = '', strict_mode = false,
    max_line_size = ${MAX_LINE}) where trim(line) <> '')`;
}

/**
 * A relation with the given fields of each JSON object, in file order. `fields` maps names to DuckDB types; what is
 * absent or of another type is null, and so is every field of a line that is not JSON.
 */
export function ndjson(from: string, fields: Readonly<Record<string, string>>): string {
  return `(select unnest(json_transform(case when json_valid(line) then line end, ${literal(JSON.stringify(fields))}))
    from ${from})`;
}

/** A relation with the columns of a CSV file as text. Short rows end in nulls. */
export function csv(path: string, delimiter = ","): string {
  // Not parallel: only then may rows be short and quoted values contain line ends.
  return `read_csv(${literal(path)}, all_varchar = true, header = true, delim = ${literal(delimiter)}, quote = '"',
    escape = '"', null_padding = true, parallel = false, strict_mode = false)`;
}

/** Throws `DataError` "missing-columns" unless the relation `from`, read from `path`, has all of `columns`. */
export async function requireColumns(
  db: DuckDBConnection,
  path: string,
  from: string,
  columns: readonly string[],
): Promise<Set<string>> {
  const found = await columnNames(db, from);
  const missing = columns.filter((column) => !found.has(column));
  if (missing.length > 0) {
    throw new DataError(
      "missing-columns",
      `${basename(path)} has no column ${missing.join(", ")}; it has ${[...found].join(", ")}`,
    );
  }
  return found;
}

/** Of the lines of a file without free text, at most this share may lie inside quoted values … */
const MOST_QUOTED = 0.05;
/** … or this many lines, whichever is more. */
const FEW_LINES = 10;

/**
 * Throws `DataError` "too-faulty" when many lines of the file at `path` are no rows of the CSV relation `from`, which
 * has no free text: a quote that is not closed swallows what follows it without a trace.
 */
export async function requireRowPerLine(db: DuckDBConnection, path: string, from: string): Promise<void> {
  const text = lines([path]);
  const { expected, found } = await oneRow<{ expected: number; found: number }>(
    db,
    `select (select count(*) - 1 from ${text})::double as expected, (select count(*) from ${from})::double as found`,
  );
  if (expected - found <= Math.max(FEW_LINES, expected * MOST_QUOTED)) return;
  const [open] = await rows<{ line: string }>(
    db,
    `select line[:80] as line from ${text} where (length(line) - length(replace(line, '"', ''))) % 2 = 1 limit 1`,
  );
  throw new DataError(
    "too-faulty",
    `${basename(path)} has ${found} rows on ${expected} lines: a quote that is not closed swallows what follows it` +
      (open === undefined ? "" : `, as in ${open.line}`),
  );
}

async function columnNames(db: DuckDBConnection, from: string): Promise<Set<string>> {
  const found = await rows<{ column_name: string }>(db, `describe select * from ${from}`);
  return new Set(found.map((column) => column.column_name));
}

/** Throws `DataError` when the file is missing, empty, or a gzip file that ends early or is damaged. */
export async function requireWhole(path: string): Promise<void> {
  const size = await stat(path).then(
    (status) => status.size,
    () => undefined,
  );
  if (size === undefined) throw new DataError("unreadable", `${path} cannot be read: is it there?`);
  if (size === 0) throw new DataError("empty", `${path} is empty`);
  if (!path.endsWith(".gz")) return;
  // DuckDB takes the end of a cut gzip file for the end of its data, so the checksum is looked at first.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await pipeline(createReadStream(path), createGunzip(), nowhere);
  } catch (cause) {
    throw new DataError("unreadable", `${path} is not a whole gzip file (${reason(cause)}): fetch it again`, {
      cause,
    });
  }
}

/** Runs `read` and turns a fault of DuckDB's into a `DataError` "unreadable" that names the file. */
export async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError("unreadable", `${path} cannot be read: ${reason(cause)}`, { cause });
  }
}

function reason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split("\n", 2).join(" ").trim();
}
