// The kinds of data file as SQL relations whose rows know their place in the file.
import type { DuckDBConnection } from "@duckdb/node-api";
import { open, stat, symlink } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { literal, oneRow, rows } from "../duckdb.ts";
import { DataError } from "../errors.ts";
import { CsvCopier, type CsvFormat } from "./csv.ts";
import { decode, type Encoding } from "./decode.ts";
import { JsonCopier, type JsonShape, NOT_JSON } from "./json.ts";
import { type Reject, Rejects } from "./rejects.ts";
import { XmlCopier } from "./xml.ts";

/** What a field is read from, as SQL over a relation. */
export interface Column {
  /** As the mapping calls it. */
  readonly name: string;
  /** Of type text, as it is in the file. */
  readonly text: string;
  /** Whether the file has a number there, and not a text of digits. */
  readonly isNumber: string;
  /** Numbers below it have no neighbour that the file's type could not tell from them. */
  readonly exactBelow?: number;
  /** False for what is no single value; absent where it always is one. */
  readonly isScalar?: string;
  /** Whether a row has the key at all; absent where the file says it of all rows. */
  readonly isThere?: string;
  /** Of type `varchar[]`: null where the value is no list of its own. */
  readonly list?: string;
}

export interface Relation {
  readonly file: string;
  readonly path: string;
  /** A FROM item with a column `place`: the line or, of Parquet, the row. */
  readonly from: string;
  readonly placeName: "line" | "row";
  /** SQL: the text of a row that is none, else null; absent where the file's reader found them all. */
  readonly broken?: string;
  /** What `broken` ones are. */
  readonly brokenReason?: string;
  /** Rows that the file's reader rejected. */
  readonly rejects: readonly Reject[];
  readonly encoding?: string;
  readonly delimiter?: string;
  /** The column of each name asked for; of several the first that has a value is taken. */
  readonly column: (name: string) => Column;
  /** Names of the columns; absent where each row has its own. */
  readonly columns?: readonly string[];
  readonly has: (name: string) => boolean;
}

/** Throws `DataError` "missing-columns" unless the file has one of each group of names. `isPrivate`: rows are not shown. */
export function requireColumns(
  { file, has, columns = [] }: Relation,
  groups: readonly (readonly string[])[],
  isPrivate = false,
): void {
  const missing = groups.filter((names) => !names.some(has)).map((names) => names.join(" or "));
  if (missing.length === 0) return;
  // Without a header, the first customer stands there.
  if (isPrivate && missing.length === groups.length)
    throw new DataError(
      "missing-columns",
      `${file} has no column ${missing.join(", ")}: has it a header? Its first row may hold a customer, and is not shown`,
    );
  const more = columns.length > MAX_LISTED ? `, and ${columns.length - MAX_LISTED} more` : "";
  const listed = `${columns.slice(0, MAX_LISTED).join(", ")}${more}`;
  throw new DataError("missing-columns", `${file} has no column ${missing.join(", ")}; it has ${listed}`);
}

/**
 * Throws `DataError` "missing-columns" where no row has any of the keys of a field. A slip in a name would otherwise
 * take the field from everything that is stored.
 */
export async function requireKeys(
  db: DuckDBConnection,
  { file, from }: Relation,
  fields: readonly { readonly columns: readonly Column[] }[],
): Promise<void> {
  const missing: string[] = [];
  for (const { columns } of fields) {
    const keys = columns.flatMap(({ isThere }) => isThere ?? []);
    if (keys.length < columns.length || keys.length === 0) continue;
    const { found } = await oneRow<{ found: boolean | null }>(
      db,
      `select bool_or(${keys.join(" or ")}) as found from ${from}`,
    );
    if (found === false) missing.push(columns.map(({ name }) => name).join(" or "));
  }
  if (missing.length === 0) return;
  const keys = await rows<{ key: string }>(
    db,
    `select distinct unnest(json_keys(doc)) as key from (select doc from ${from} where json_type(doc) = 'OBJECT' limit 1000) order by key limit ${MAX_LISTED}`,
  );
  const listed = keys.map(({ key }) => key).join(", ");
  throw new DataError(
    "missing-columns",
    `${file}: no row has the key ${missing.join(", ")}; they have ${listed}`,
  );
}

const MAX_LISTED = 40;

export interface OpenOptions {
  /** A folder of our own for a copy of the file. */
  readonly scratch: string;
  readonly encoding?: Encoding | undefined;
  /** Whether what is in the file must not be shown. */
  readonly isPrivate?: boolean | undefined;
}

/** Opens a CSV file. Throws `DataError`: "empty", "unreadable", "missing-columns". */
export async function openCsv(path: string, format: CsvFormat, options: OpenOptions): Promise<Relation> {
  const rejects = new Rejects();
  const copier = new CsvCopier(path, format, rejects);
  const { copy, encoding } = await copyFile(path, copier, options);
  const { columns, delimiter } = copier;
  const types = columns.map((_, at) => `'c${at}': 'varchar'`).join(", ");
  // The copy leaves nothing to guess, so that a fault here would be one of ours.
  const from = `read_csv(${literal(copy)}, columns = {'place': 'bigint', ${types}}, header = false, auto_detect = false,
    delim = ${literal(delimiter)}, quote = ${literal(format.quote)}, escape = ${literal(format.quote)}, new_line = '\\n',
    strict_mode = true, nullstr = '\u0007', max_line_size = ${maxLineSize(copier)})`;
  const file = basename(path);
  const has = (name: string): boolean => columns.includes(name);
  return {
    file,
    path,
    from,
    placeName: "line",
    rejects: rejects.all,
    encoding,
    delimiter,
    columns,
    has,
    column: (name) => {
      const at = columns.indexOf(name);
      if (columns.includes(name, at + 1))
        throw new DataError("missing-columns", `${file} has several columns ${name}: give each its own name`);
      return { name, text: `c${at}`, isNumber: "false" };
    },
  };
}

/** Opens NDJSON or, by its ending `.json`, a JSON array. Throws `DataError`: "empty", "unreadable". */
export async function openJson(
  path: string,
  names: readonly string[],
  options: OpenOptions & { readonly shape?: JsonShape },
): Promise<Relation> {
  const rejects = new Rejects();
  const shape = options.shape ?? (/\.json(\.gz)?$/i.test(path) ? undefined : "lines");
  return await openObjects(
    path,
    new JsonCopier(path, rejects, shape, options.isPrivate),
    names,
    rejects,
    options,
  );
}

/** Opens a product feed in XML; names are those of its entries' attributes. Throws `DataError`: "empty", "unreadable". */
export async function openXml(
  path: string,
  names: readonly string[],
  options: OpenOptions,
): Promise<Relation> {
  return await openObjects(path, new XmlCopier(path), names, new Rejects(), options);
}

/** What the copier makes of a file has one object on each line. */
async function openObjects(
  path: string,
  copier: JsonCopier | XmlCopier,
  names: readonly string[],
  rejects: Rejects,
  options: OpenOptions,
): Promise<Relation> {
  const { copy, encoding } = await copyFile(path, copier, options);
  const lines = `read_csv(${literal(copy)}, columns = {'place': 'bigint', 'line': 'varchar'}, header = false,
    auto_detect = false, delim = '\u0007', quote = '', escape = '', new_line = '\\n', strict_mode = true,
    max_line_size = ${maxLineSize(copier)})`;
  return {
    file: basename(path),
    path,
    placeName: "line",
    rejects: rejects.all,
    encoding,
    ...jsonColumns(
      `select place, line, case when json_valid(line) then line::json end as doc from ${lines}`,
      names,
    ),
    broken: "case when coalesce(json_type(doc), '') <> 'OBJECT' then line end",
    brokenReason: NOT_JSON,
    has: () => true,
  };
}

/** After the name of a list: its elements. */
export const NESTED = "[]";

/** The values at `names` of the JSON column `doc`: one row per element where they name a list as `items[].id`. */
export function jsonColumns(from: string, names: readonly string[]): Pick<Relation, "from" | "column"> {
  const lists = [...new Set(names.filter(isNested).map((name) => name.slice(0, name.indexOf(NESTED))))];
  const [list, other] = lists;
  if (other !== undefined)
    throw new DataError(
      "bad-mapping",
      `one file is read by the elements of one list, not of ${lists.join(" and of ")}`,
    );
  const own = names.filter((name) => !isNested(name));
  const nested = names.filter(isNested);
  const values = (doc: string, paths: readonly string[]): string =>
    paths.length === 0
      ? "[]::json[]"
      : `json_extract(${doc}, [${paths.flatMap(pointers).map(literal).join(", ")}])`;
  const inner = nested.map((name) => name.slice(name.indexOf(NESTED) + NESTED.length).replace(/^\./, ""));
  const elements = `json_extract(doc, ${literal(pointer((list ?? "").split(".")))})`;
  const source =
    list === undefined
      ? `(select *, ${values("doc", own)} as v from (${from}))`
      : `(select *, list_concat(${values("doc", own)}, ${values("element", inner)}) as v from
          (select *, unnest(case when json_array_length(${elements}) > 0 then try_cast(${elements} as json[]) else [null] end) as element from (${from})))`;
  const places = new Map<string, number>();
  let width = 0;
  for (const [at, path] of [...own, ...inner].entries()) {
    places.set([...own, ...nested][at]!, width + 1);
    width += pointers(path).length;
  }
  return {
    from: source,
    column: (name) => {
      const at = places.get(name)!;
      const value = name.replace(/^.*\[\]\.?/, "").includes(".")
        ? `coalesce(v[${at}], v[${at + 1}])`
        : `v[${at}]`;
      return {
        name,
        text: `(${value} ->> '$')`,
        isNumber: `(json_type(${value}) in ('DOUBLE', 'BIGINT', 'UBIGINT', 'HUGEINT'))`,
        isScalar: `(coalesce(json_type(${value}), 'NULL') not in ('ARRAY', 'OBJECT'))`,
        isThere: `(${value} is not null)`,
        list: `case when json_type(${value}) = 'ARRAY' then try_cast(${value} as varchar[]) end`,
      };
    },
  };
}

const isNested = (name: string): boolean => name.includes(NESTED);

/** A key may have dots of its own: then there are two places to look, the key's and the path's. */
const pointers = (path: string): string[] =>
  path.includes(".") ? [pointer([path]), pointer(path.split("."))] : [pointer(path === "" ? [] : [path])];

/** RFC 6901. */
const pointer = (keys: readonly string[]): string =>
  keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const ROW_NUMBER = "file_row_number";

/** Opens a Parquet file. Throws `DataError`: "unreadable". */
export async function openParquet(
  db: DuckDBConnection,
  path: string,
  names: readonly string[],
  { scratch }: Pick<OpenOptions, "scratch">,
): Promise<Relation> {
  const file = basename(path);
  await requireThere(path);
  // By a name of our own: DuckDB takes `[1]` and `*` for patterns, and folders like `a=b` for columns.
  const link = join(scratch, `copy-${++copies}.parquet`);
  await symlink(resolve(path), link);
  const parquet = (option = ""): string =>
    `read_parquet(${literal(link)}, hive_partitioning = false${option})`;
  const found = await rows<{ column_name: string; column_type: string }>(
    db,
    `describe select * from ${parquet()}`,
  );
  const types = new Map(found.map((column) => [column.column_name, column.column_type]));
  const places = new Map([...types.keys()].map((name, at) => [name, `c${at}`]));
  const columns = [...places].map(([name, as]) => `, ${identifier(name)} as ${as}`).join("");
  // A column of that name leaves no room for the option.
  const read = types.has(ROW_NUMBER)
    ? `select row_number() over () as place${columns} from ${parquet()}`
    : `select ${ROW_NUMBER} + 1 as place${columns} from ${parquet(`, ${ROW_NUMBER} = true`)}`;
  const deep = names.filter((name) => !types.has(name) && types.has(name.split(/\.|\[\]/, 1)[0]!));
  const tops = [...new Set(deep.map((name) => name.split(/\.|\[\]/, 1)[0]!))];
  const doc =
    tops.length === 0
      ? "null::json"
      : `to_json(struct_pack(${tops.map((top) => `${identifier(top)} := ${places.get(top)}`).join(", ")}))`;
  const json = jsonColumns(`select *, ${doc} as doc from (${read})`, deep);
  const has = (name: string): boolean => types.has(name) || deep.includes(name);
  return {
    file,
    path,
    from: json.from,
    placeName: "row",
    rejects: [],
    columns: [...types.keys()],
    has,
    column: (name) =>
      types.has(name) ? parquetColumn(name, places.get(name)!, types.get(name)!) : json.column(name),
  };
}

/** The column `column` of a relation, which the file calls `name`. */
function parquetColumn(name: string, column: string, type: string): Column {
  if (/\[\d*\]$|^(STRUCT|MAP|UNION)/.test(type))
    return {
      name,
      text: `to_json(${column})::varchar`,
      isNumber: "false",
      isScalar: "false",
      ...(type.endsWith("]") ? { list: `try_cast(${column} as varchar[])` } : {}),
    };
  if (type === "BLOB")
    return {
      name,
      text: `coalesce(try(decode(${column})), ${column}::varchar)`,
      isNumber: "false",
      isScalar: `(${column} is null or try(decode(${column})) is not null)`,
    };
  const isNumber = /INT|DOUBLE|FLOAT|DECIMAL/.test(type) && type !== "INTERVAL";
  return {
    name,
    text: `${column}::varchar`,
    isNumber: String(isNumber),
    // Whole numbers of 24 bits.
    ...(type === "FLOAT" ? { exactBelow: 2 ** 24 } : {}),
  };
}

const identifier = (column: string): string => `"${column.replaceAll('"', '""')}"`;

async function requireThere(path: string): Promise<void> {
  const status = await stat(path).catch(() => undefined);
  if (status === undefined) throw new DataError("unreadable", `${path} cannot be read: is it there?`);
  if (!status.isFile()) throw new DataError("unreadable", `${path} is not a regular file`);
  if (status.size === 0) throw new DataError("empty", `${path} is empty`);
}

/** DuckDB's buffers are many times as long as the longest line, which is mostly shorter than its default. */
const maxLineSize = ({ longest }: { readonly longest: number }): number => Math.max(longest + 1, 2_000_000);

let copies = 0;

/** Copies the file into the scratch folder, checked and with the place of each row. */
async function copyFile(
  path: string,
  copier: CsvCopier | JsonCopier | XmlCopier,
  { scratch, encoding }: OpenOptions,
): Promise<{ readonly copy: string; readonly encoding: string }> {
  await requireThere(path);
  const copy = join(scratch, `copy-${++copies}`);
  const file = await open(copy, "wx", 0o600);
  try {
    const decoded = await decode(path, encoding);
    const write = async (block: Buffer, isLast: boolean): Promise<void> => {
      const checked = copier.copy(block, isLast);
      if (checked.length > 0) await file.writeFile(checked);
    };
    for await (const block of decoded.blocks) await write(block, false);
    await write(Buffer.alloc(0), true);
    return { copy, encoding: decoded.encoding };
  } finally {
    await file.close();
  }
}
