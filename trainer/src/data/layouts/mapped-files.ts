// A shop's own CSV, NDJSON or Parquet files, read by the `mapping.json` beside them.
import type { DuckDBConnection } from "@duckdb/node-api";
import { join } from "node:path";
import { literal } from "../duckdb.ts";
import { csv, lines, ndjson, reading, requireColumns, requireWhole } from "./files.ts";
import { fillEvents, fillItems, fillItemsFromEvents } from "./fill.ts";
import type { Layout } from "./layout.ts";
import { type Mapping, MAPPING_FILE, readMapping } from "./mapping.ts";

export const mappedFiles: Layout = {
  name: "mapped files",
  accepts: "mapping.json and the CSV, NDJSON or Parquet files that it names",
  matches: (files) => files.includes(MAPPING_FILE),
  load: async (db, dir) => {
    const { events, items } = await readMapping(dir);
    await loadEvents(db, join(dir, events.file), events);
    if (items === undefined) await fillItemsFromEvents(db);
    else await loadItems(db, join(dir, items.file), items);
  },
};

async function loadEvents(db: DuckDBConnection, path: string, mapping: Mapping["events"]): Promise<void> {
  const { customerId, itemId, timestamp, seq, type, value, types } = mapping;
  const columns = [customerId, itemId, timestamp, seq, type, value].filter((column) => column !== undefined);
  await requireWhole(path);
  await reading(path, async () => {
    await fillEvents(db, {
      from: await relation(db, path, mapping.delimiter, columns),
      customerId: asText(customerId),
      itemId: asText(itemId),
      time: asText(timestamp),
      ...(seq === undefined ? {} : { seq: asText(seq) }),
      ...(type === undefined ? {} : { type: asText(type) }),
      ...(value === undefined ? {} : { value: asText(value) }),
      ...(types === undefined ? {} : { types }),
    });
  });
}

async function loadItems(
  db: DuckDBConnection,
  path: string,
  mapping: NonNullable<Mapping["items"]>,
): Promise<void> {
  const { file: _, delimiter, listSeparator, itemId, categories, attributes, ...texts } = mapping;
  const columns = [itemId, ...Object.values(texts), categories, attributes].filter(
    (column) => column !== undefined,
  );
  await requireWhole(path);
  await reading(path, async () => {
    await fillItems(db, {
      from: await relation(db, path, delimiter, columns),
      itemId: asText(itemId),
      ...Object.fromEntries(
        Object.entries(texts).flatMap(([field, column]) =>
          column === undefined ? [] : [[field, asText(column)]],
        ),
      ),
      ...(categories === undefined ? {} : { categories: asList(categories, listSeparator) }),
      ...(attributes === undefined ? {} : { attributes: asList(attributes, listSeparator) }),
    });
  });
}

/** The file as a relation that has all of `columns`. */
async function relation(
  db: DuckDBConnection,
  path: string,
  delimiter: string,
  columns: readonly string[],
): Promise<string> {
  if (/\.(ndjson|jsonl)(\.gz)?$/.test(path))
    return ndjson(lines([path]), Object.fromEntries(columns.map((column) => [column, "VARCHAR"])));
  const from = path.endsWith(".parquet")
    ? `read_parquet(${literal(path)})`
    : csv(path, /\.tsv(\.gz)?$/.test(path) ? "\t" : delimiter);
  await requireColumns(db, path, from, columns);
  return from;
}

const identifier = (column: string): string => `"${column.replaceAll('"', '""')}"`;

const asText = (column: string): string => `${identifier(column)}::varchar`;

/** A list column as it is, a JSON array, or texts with a separator between them. */
function asList(column: string, separator: string): string {
  const json = `to_json(${identifier(column)})`;
  const text = asText(column);
  return `case when json_type(${json}) = 'ARRAY' then try_cast(${json} as varchar[])
    when json_valid(${text}) and starts_with(ltrim(${text}), '[') then try_cast(${text}::json as varchar[])
    else str_split(${text}, ${literal(separator)}) end`;
}
