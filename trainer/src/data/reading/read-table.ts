// Reads one file into the table `events`, `items` or `customers`, and says what became of each of its fields.
import { MAX_TIME_AHEAD_MS, MIN_EVENT_TIME } from "@aisle/contract";
import type { DuckDBConnection } from "@duckdb/node-api";
import { oneRow, rows } from "../duckdb.ts";
import { columnFacts } from "./column-facts.ts";
import {
  ACCEPTED,
  type Conventions,
  type Field,
  type Found,
  IGNORE,
  isDated,
  isNumeric,
  names,
  ofColumn,
  rawList,
  rawText,
  valueOf,
} from "./fields.ts";
import { customerDigest } from "./hash.ts";
import { slashedDate } from "./times.ts";
import { bareNumber, numberKind, numberParts } from "./numbers.ts";
import { type Example, MAX_EXAMPLES, type Reject, shown } from "./rejects.ts";
import type { Relation } from "./relation.ts";

export const TABLES = ["events", "items", "customers"] as const;

export type TableName = (typeof TABLES)[number];

/** One file, and which of its columns is what. */
export interface Source {
  readonly table: TableName;
  readonly relation: Relation;
  readonly fields: readonly Field[];
  readonly conventions: Conventions;
  /** What events are where no column says it. Default: a purchase. */
  readonly defaultType?: string | undefined;
  /** Whether customers are kept by a digest, and never shown. */
  readonly hashed?: boolean | undefined;
  /** Whether rows that cannot be read may hold what must not be shown. */
  readonly isPrivate?: boolean | undefined;
}

/** What became of a field. */
export interface FieldReading {
  readonly field: string;
  /** As the file calls it. */
  readonly column: string;
  /** Rows that have a value there. */
  readonly filled: number;
  /** Of those, how many could not be read and were left out. */
  readonly dropped: number;
  readonly examples: readonly Example[];
  /** What would have been read. */
  readonly accepted: string;
  /** What the column as a whole was found to be. */
  readonly found: Found;
}

/** What became of a file. */
export interface Reading {
  readonly table: TableName;
  readonly file: string;
  readonly placeName: "line" | "row";
  readonly encoding?: string;
  readonly delimiter?: string;
  /** Rows of the file, rejected and ignored ones included; of lists the elements. */
  readonly rows: number;
  /** Rows that the mapping says to ignore. */
  readonly ignored: number;
  readonly rejects: readonly Reject[];
  readonly fields: readonly FieldReading[];
}

/** Columns of the table, in order, and the fields that fill them. */
const COLUMNS: Readonly<Record<TableName, Readonly<Record<string, string>>>> = {
  events: {
    customer_id: "customerId",
    item_id: "itemId",
    type: "type",
    value: "value",
    occurred_at: "timestamp",
    seq: "seq",
    event_id: "eventId",
  },
  items: {
    item_id: "itemId",
    group_id: "groupId",
    title: "title",
    brand: "brand",
    categories: "categories",
    attributes: "attributes",
    price: "price",
    stock: "stock",
    hidden: "hidden",
    url: "url",
    image_url: "imageUrl",
  },
  customers: { customer_id: "customerId" },
};

/** How the names of fields begin that are attributes of customers. */
export const ATTRIBUTE = "attribute_";

const POSSIBLE_NOW = `? between ${MIN_EVENT_TIME} and epoch_ms(current_timestamp) + ${MAX_TIME_AHEAD_MS}`;

/** Places of one file stay below it. */
const MAX_PLACE = 2 ** 40;

/** The table of customers, and the columns that reading adds to all: where a row is from, and what of it could not be read. */
export async function addReadingColumns(db: DuckDBConnection): Promise<void> {
  await db.run(
    "create table customers (customer_id varchar, attributes struct(name varchar, value varchar)[])",
  );
  for (const table of TABLES) {
    await db.run(`alter table ${table} add column source integer`);
    await db.run(`alter table ${table} add column place bigint`);
    await db.run(`alter table ${table} add column faults struct(field varchar, raw varchar)[]`);
  }
  await db.run("alter table events add column event_id varchar");
}

/**
 * Appends the rows of a file to its table as the `index`th source. What cannot be read is null there, and a fault.
 * Throws `DataError` "ambiguous".
 */
export async function readTable(db: DuckDBConnection, source: Source, index: number): Promise<Reading> {
  const { relation, fields, conventions } = source;
  // Pushed down, a filter repeats the expressions of the columns that it names once for each mention.
  await db.run("set disabled_optimizers = 'filter_pushdown'");
  const bare = rowsOf(source);
  const facts = await columnFacts(db, relation, bare, fields, conventions);
  await db.run(insertion(source, bare, facts.found, index));
  if (source.table === "events" && fields.some(({ name }) => name === "eventId"))
    await refuseSharedIds(db, index);
  const { kept } = await oneRow<{ kept: number }>(
    db,
    `select count(*)::double as kept from ${source.table} where source = ${index}`,
  );
  const broken = facts.broken === 0 ? [] : [await brokenRows(db, relation, bare, facts.broken)];
  const dropped = await countFaults(db, source, index);
  await db.run("reset disabled_optimizers");
  return {
    table: source.table,
    file: relation.file,
    placeName: relation.placeName,
    ...(relation.encoding === undefined ? {} : { encoding: relation.encoding }),
    ...(relation.delimiter === undefined ? {} : { delimiter: relation.delimiter }),
    rows: facts.rows + relation.rejects.reduce((sum, reject) => sum + reject.rows, 0),
    ignored: facts.rows - facts.broken - kept,
    rejects: [...relation.rejects, ...broken].map((reject) =>
      source.hashed === true || source.isPrivate === true ? unseen(reject) : reject,
    ),
    fields: fields.map((field) => ({
      field: field.name,
      column: field.columns.map(({ name }) => name).join(", "),
      filled: facts.filled.get(field.name) ?? 0,
      dropped: dropped.get(field.name)?.rows ?? 0,
      examples: dropped.get(field.name)?.examples ?? [],
      accepted: `${ACCEPTED[field.kind]}${field.name === "eventId" ? ", another one for each event" : ""}`,
      found: facts.found.get(field.name) ?? {},
    })),
  };
}

/**
 * Takes from events the ids that another event had before: orders have lines, and all but the first would be taken for
 * known. They are known by what happened instead.
 */
async function refuseSharedIds(db: DuckDBConnection, index: number): Promise<void> {
  const what = "{ c: customer_id, i: item_id, t: type }";
  await db.run(`update events set event_id = null,
      faults = list_append(coalesce(faults, []), struct_pack(field := 'eventId', raw := shared.id))
    from (select rowid as row, event_id as id, ${what} as what,
        first_value(${what}) over (partition by event_id order by rowid) as first
      from events where source = ${index} and event_id in (select event_id from events
        where source = ${index} group by event_id having count(distinct ${what}) > 1)) as shared
    where shared.row = events.rowid and shared.what is distinct from shared.first`);
}

const unseen = ({ examples, ...reject }: Reject): Reject => ({
  ...reject,
  examples: examples.map(({ line }) => ({ line })),
});

/** A FROM item with the columns of `names` of each field, but for its value; `broken` and `is_kept` say which rows count. */
export const rowsOf = (source: Source): string => withParts(rawRows(source), source);

/** The texts of each field, and of what kind they are. */
function rawRows({ relation, fields, conventions }: Source): string {
  const columns = fields.flatMap((field) => {
    const as = names(field.name);
    const isScalar = ofColumn(field, conventions, (column) => column.isScalar ?? "true");
    return [
      `${rawText(field, conventions)} as ${as.raw}`,
      `${ofColumn(field, conventions, (column) => column.isNumber)} as ${as.isNumber}`,
      `${isScalar} as ${as.isScalar}`,
      ...(field.kind === "labels"
        ? [
            `${ofColumn(field, conventions, (column) => rawList(column, conventions.listSeparators ?? ["|"]))} as ${as.list}`,
          ]
        : []),
    ];
  });
  const type = fields.find((field) => field.kind === "type");
  const ignores = Object.values(conventions.types ?? {}).includes(IGNORE);
  const isIgnored =
    type === undefined || !ignores
      ? "false"
      : `coalesce(${valueOf(type, conventions, {})}, '') = '${IGNORE}'`;
  return `(select *, broken is null and not (${isIgnored}) as is_kept from
    (select place, ${relation.broken ?? "null::varchar"} as broken, ${columns.join(", ")} from ${relation.from}))`;
}

/** Takes apart what `columnFacts` and `valueOf` would otherwise take apart again for each question. */
function withParts(from: string, { fields, conventions }: Source): string {
  const dated = fields
    .filter((field) => isDated(field, conventions))
    .map((field) => names(field.name))
    .map((as) => `${slashedDate(as.raw)} as ${as.dated}`);
  const numeric = fields.filter((field) => isNumeric(field.kind)).map((field) => names(field.name));
  const parts = numeric.map((as) => `${numberParts(as.raw)} as ${as.parts}`);
  const bare = numeric.map((as) => `${bareNumber(as.raw, as.parts)} as ${as.bare}`);
  const kinds = numeric.map((as) => `${numberKind(as.bare)} as ${as.kind}`);
  return [[...dated, ...parts], bare, kinds]
    .filter((columns) => columns.length > 0)
    .reduce((inner, columns) => `(select *, ${columns.join(", ")} from ${inner})`, from);
}

function insertion(
  { table, fields, conventions, defaultType = "purchase", hashed = false }: Source,
  from: string,
  found: ReadonlyMap<string, Found>,
  index: number,
): string {
  const values = fields.map(
    (field) => `${valueOf(field, conventions, found.get(field.name) ?? {})} as ${names(field.name).value}`,
  );
  const has = new Map(fields.map((field) => [field.name, field]));
  const column = (name: string): string => {
    const field = has.get(name);
    const { value, raw } = names(name);
    if (name === "type")
      return field === undefined ? `'${defaultType}'` : `coalesce(${value}, lower(${raw}), '${defaultType}')`;
    if (name === "seq") return field === undefined ? `${index * MAX_PLACE} + place` : `coalesce(${value}, 0)`;
    if (name === "hidden") return field === undefined ? "false" : `coalesce(${value}, false)`;
    if (field === undefined) return "null";
    if (field.kind === "customer" && hashed) return customerDigest(value);
    return field.kind === "labels" ? `nullif(${value}, [])` : value;
  };
  const isFault = (field: Field): string => {
    const { raw, value } = names(field.name);
    // A time that cannot be stays, for `faults.ts` to say so; its text is kept for the message.
    const isPossible = field.kind === "time" ? ` or not (${POSSIBLE_NOW.replaceAll("?", value)})` : "";
    return `(${raw} is not null and (${value} is null${isPossible}))`;
  };
  const fault = (field: Field): string => {
    const raw = field.kind === "customer" && hashed ? "null::varchar" : `left(${names(field.name).raw}, 500)`;
    return `case when ${isFault(field)} then struct_pack(field := '${field.name}', raw := ${raw}) end`;
  };
  const faults = `case when ${fields.map(isFault).join(" or ")} then
    list_filter([${fields.map(fault).join(", ")}], lambda f: f is not null) end`;
  const columns = Object.entries(COLUMNS[table]).map(([name, field]) => `${column(field)} as ${name}`);
  if (table === "customers") columns.push(`${attributesOf(fields)} as attributes`);
  return `insert into ${table} by name select ${columns.join(", ")},
    ${index} as source, place, ${faults} as faults
    from (select *, ${values.join(", ")} from ${from} where is_kept)`;
}

/** SQL: the attributes that have a value. */
function attributesOf(fields: readonly Field[]): string {
  const given = fields
    .filter(({ kind }) => kind === "attribute")
    .map(
      ({ name }) => `struct_pack(name := '${name.slice(ATTRIBUTE.length)}', value := ${names(name).value})`,
    );
  return `list_filter([${given.join(", ")}], lambda a: a.value is not null)`;
}

async function brokenRows(
  db: DuckDBConnection,
  relation: Relation,
  from: string,
  count: number,
): Promise<Reject> {
  const examples = await rows<{ line: number; raw: string }>(
    db,
    `select place::double as line, left(broken, 500) as raw from ${from}
     where broken is not null order by place limit ${MAX_EXAMPLES}`,
  );
  return {
    reason: relation.brokenReason ?? "",
    rows: count,
    examples: examples.map(({ line, raw }) => ({ line, raw: shown(raw) })),
  };
}

interface Faults {
  readonly rows: number;
  readonly examples: readonly Example[];
}

async function countFaults(
  db: DuckDBConnection,
  { table }: Source,
  index: number,
): Promise<ReadonlyMap<string, Faults>> {
  const found = await rows<{ field: string; rows: number; examples: { line: number; raw: string | null }[] }>(
    db,
    `select f.field as field, count(*)::double as rows,
       arg_min(struct_pack(line := place::double, raw := f.raw), row, ${MAX_EXAMPLES}) as examples
     from (select rowid as row, place, unnest(faults) as f from ${table} where source = ${index} and faults is not null) group by f.field`,
  );
  return new Map(
    found.map(({ field, rows, examples }) => [
      field,
      {
        rows,
        examples: examples.map(({ line, raw }) => (raw === null ? { line } : { line, raw: shown(raw) })),
      },
    ]),
  );
}
