// A shop's own files, read by a mapping: by the `mapping.json` beside them, or by one that we know.
import { pathInside } from "@aisle/platform";
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "../duckdb.ts";
import { DataError } from "../errors.ts";
import type { Conventions, Field, Kind } from "../reading/fields.ts";
import { useSecret } from "../reading/hash.ts";
import { ATTRIBUTE, readTable, type Reading, type Source } from "../reading/read-table.ts";
import {
  openCsv,
  openJson,
  openParquet,
  type Relation,
  requireColumns,
  requireKeys,
} from "../reading/relation.ts";
import { type Layout, type LoadContext, type Loaded, reading } from "./layout.ts";
import {
  type CustomersMapping,
  type EventsMapping,
  type ItemsMapping,
  type Mapping,
  MAPPING_FILE,
  readMapping,
} from "./mapping.ts";

export const mappedFiles: Layout = {
  name: "mapped files",
  accepts: "mapping.json and the CSV, TSV, NDJSON, JSON or Parquet files that it names",
  matches: (files) => files.includes(MAPPING_FILE),
  load: async (context) => await loadMapped(context, await readMapping(context.dir)),
};

/**
 * Reads the files of `context.dir` that the mapping names. Throws `DataError`: "bad-mapping", "unreadable",
 * "missing-columns", "ambiguous", "empty".
 */
export async function loadMapped(context: LoadContext, mapping: Mapping): Promise<Loaded> {
  const { db } = context;
  const readings: Reading[] = [];
  if ([...mapping.events, ...mapping.customers].some(({ hash }) => hash !== undefined))
    await useSecretOf(context);
  for (const events of mapping.events) await requireFormats(db, events);
  for (const events of mapping.events) readings.push(await loadEvents(context, events, readings.length));
  for (const items of mapping.items) readings.push(await loadItems(context, items, readings.length));
  for (const customers of mapping.customers)
    readings.push(await loadCustomers(context, customers, readings.length));
  return { readings, ...(mapping.items.length === 0 ? {} : { catalogue: catalogueOf(mapping.items) }) };
}

const MIN_SECRET_LENGTH = 16;

async function useSecretOf({ db, customerSecret }: LoadContext): Promise<void> {
  if (customerSecret === undefined || customerSecret.length < MIN_SECRET_LENGTH)
    throw new DataError(
      "bad-mapping",
      `"hash": "sha256" needs a secret of at least ${MIN_SECRET_LENGTH} characters in the environment variable ` +
        "CUSTOMER_HASH_SECRET: the same one for every import",
    );
  await useSecret(db, customerSecret);
}

const list = (given: string | readonly string[] | undefined): readonly string[] =>
  given === undefined ? [] : typeof given === "string" ? [given] : given;

/** Throws `DataError` "bad-mapping" for a format that DuckDB does not know. */
async function requireFormats(db: DuckDBConnection, { timestampFormat }: EventsMapping): Promise<void> {
  for (const format of list(timestampFormat)) {
    try {
      await db.run(`select try_strptime('', ${literal(format)})`);
    } catch (cause) {
      throw new DataError(
        "bad-mapping",
        `events.timestampFormat: ${JSON.stringify(format)} is no strptime format`,
        {
          cause,
        },
      );
    }
  }
}

const EVENT_FIELDS = {
  customerId: "customer",
  itemId: "id",
  timestamp: "time",
  eventId: "id",
  seq: "order",
  type: "type",
  value: "value",
} as const satisfies Readonly<Record<string, Kind>>;

const ITEM_FIELDS = {
  itemId: "id",
  groupId: "id",
  title: "title",
  brand: "label",
  categories: "labels",
  attributes: "labels",
  price: "price",
  stock: "stock",
  hidden: "boolean",
  url: "address",
  imageUrl: "address",
} as const satisfies Readonly<Record<string, Kind>>;

async function loadEvents(context: LoadContext, mapping: EventsMapping, index: number): Promise<Reading> {
  const path = pathOf(context.dir, mapping.file);
  return await reading(path, async () => {
    const { relation, fields } = await open(context, path, mapping, columnsOf(mapping, EVENT_FIELDS));
    const { timezone, timestampFormat, types, defaultType, hash } = mapping;
    const conventions: Conventions = {
      decimal: mapping.decimal,
      nulls: mapping.nulls,
      timezone,
      types,
      ...(timestampFormat === undefined ? {} : { timestampFormats: list(timestampFormat) }),
    };
    const source = {
      table: "events",
      relation,
      fields,
      conventions,
      defaultType,
      hashed: hash !== undefined,
    } as const;
    return await readMapped(context.db, source, index);
  });
}

async function loadItems(context: LoadContext, mapping: ItemsMapping, index: number): Promise<Reading> {
  const path = pathOf(context.dir, mapping.file);
  return await reading(path, async () => {
    const { relation, fields } = await open(context, path, mapping, columnsOf(mapping, ITEM_FIELDS));
    const { decimal, nulls, booleans, listSeparator } = mapping;
    const conventions: Conventions = { decimal, nulls, booleans, listSeparators: list(listSeparator) };
    return await readMapped(context.db, { table: "items", relation, fields, conventions }, index);
  });
}

async function loadCustomers(
  context: LoadContext,
  mapping: CustomersMapping,
  index: number,
): Promise<Reading> {
  const path = pathOf(context.dir, mapping.file);
  const attributes = Object.entries(mapping.attributes).map(([name, columns]) => ({
    field: `${ATTRIBUTE}${name}`,
    kind: "attribute" as const,
    given: list(columns),
  }));
  return await reading(path, async () => {
    const { relation, fields } = await open(context, path, mapping, [
      ...columnsOf(mapping, { customerId: "customer" }),
      ...attributes,
    ]);
    const { decimal, nulls, hash } = mapping;
    const hashed = hash !== undefined;
    const source = { table: "customers", relation, fields, conventions: { decimal, nulls }, hashed } as const;
    return await readMapped(context.db, source, index);
  });
}

async function readMapped(db: DuckDBConnection, source: Source, index: number): Promise<Reading> {
  const read = await readTable(db, source, index);
  const empty = new Set(read.fields.filter(({ filled }) => filled === 0).map(({ field }) => field));
  await requireKeys(
    db,
    source.relation,
    source.fields.filter(({ name }) => empty.has(name)),
  );
  return read;
}

function catalogueOf(items: readonly ItemsMapping[]): NonNullable<Loaded["catalogue"]> {
  const said = Object.keys(ITEM_FIELDS).filter((field) =>
    items.some((mapping) => mapping[field as keyof typeof ITEM_FIELDS] !== undefined),
  );
  if (!items.every(({ complete }) => complete)) return { fields: said };
  // What a complete catalogue has is shown again, unless it says otherwise.
  const maxHidden = Math.min(...items.map(({ maxHidden }) => maxHidden));
  return { fields: [...new Set([...said, "hidden"])], maxHidden };
}

function pathOf(dir: string, file: string): string {
  try {
    return pathInside(dir, file);
  } catch (cause) {
    throw new DataError("bad-mapping", `${file} is not in the folder of the mapping`, { cause });
  }
}

interface MappedField {
  readonly field: string;
  readonly kind: Kind;
  /** The first that has a value counts. */
  readonly given: readonly string[];
}

/** The fields that the mapping gives columns. */
function columnsOf(
  mapping: EventsMapping | ItemsMapping | CustomersMapping,
  kinds: Readonly<Record<string, Kind>>,
): MappedField[] {
  return Object.entries(kinds).flatMap(([field, kind]) => {
    const given = list(
      (mapping as Readonly<Record<string, unknown>>)[field] as string | readonly string[] | undefined,
    );
    return given.length === 0 ? [] : [{ field, kind, given }];
  });
}

/** The file, and its columns for the fields. */
async function open(
  { db, scratch }: LoadContext,
  path: string,
  mapping: EventsMapping | ItemsMapping | CustomersMapping,
  columns: readonly MappedField[],
): Promise<{ readonly relation: Relation; readonly fields: readonly Field[] }> {
  const names = columns.flatMap(({ given }) => given);
  const isPrivate = "hash" in mapping && mapping.hash !== undefined;
  const relation = await openFile(db, path, { ...mapping, isPrivate }, names, scratch);
  requireColumns(
    relation,
    columns.map(({ given }) => given),
    isPrivate,
  );
  const fields = columns.map(({ field, kind, given }) => {
    // What a fallback names may be absent.
    return { name: field, kind, columns: given.filter(relation.has).map(relation.column) };
  });
  return { relation, fields };
}

/** Opens a file by its ending. */
export async function openFile(
  db: DuckDBConnection,
  path: string,
  {
    delimiter,
    quote,
    encoding,
    isPrivate,
  }: Pick<EventsMapping, "quote"> &
    Partial<Pick<EventsMapping, "delimiter" | "encoding">> & {
      readonly isPrivate?: boolean;
    },
  names: readonly string[],
  scratch: string,
): Promise<Relation> {
  if (/\.parquet$/i.test(path)) return await openParquet(db, path, names, { scratch });
  if (/\.(ndjson|jsonl|json)(\.gz)?$/i.test(path))
    return await openJson(path, names, { scratch, encoding, isPrivate });
  const separator = delimiter ?? (/\.tsv(\.gz)?$/i.test(path) ? "\t" : undefined);
  const format = { quote, ...(separator === undefined ? {} : { delimiter: separator }) };
  return await openCsv(path, format, { scratch, encoding });
}
