// The file `mapping.json`: says where in a shop's own files each field is, and how the files are written.
import { AttributeName, MAX_ATTRIBUTES } from "@aisle/contract";
import { readBounded } from "@aisle/platform";
import { EVENT_TYPES } from "@aisle/recommender";
import { join } from "node:path";
import * as v from "valibot";
import { MAX_HIDDEN_SHARE } from "../complete.ts";
import { DataError } from "../errors.ts";
import { ENCODINGS } from "../reading/decode.ts";
import { IGNORE } from "../reading/fields.ts";

export const MAPPING_FILE = "mapping.json";

const MAX_MAPPING_BYTES = 1 << 20;
/** Words of one kind, and columns to fall back on. */
const MAX_ENTRIES = 1000;

/** Names of files that a mapping can name, but for its own. */
export const FILE_PATTERN =
  /^(?!(?:.*\/)?mapping\.json$).*(?:\.(csv|tsv|ndjson|jsonl|json)(\.gz)?|\.parquet)$/i;

const name = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1000));
const words = v.pipe(v.array(v.pipe(v.string(), v.maxLength(1000))), v.maxLength(MAX_ENTRIES));
/** A column, or several: the first that has a value counts. */
const column = v.union([name, v.pipe(v.array(name), v.minLength(1), v.maxLength(20))]);
/** Of one character, or several: any of them separates. */
const separator = v.union([name, v.pipe(v.array(name), v.minLength(1), v.maxLength(10))]);
/** Letters and digits are what values consist of. */
const character = v.pipe(
  v.string(),
  v.regex(/^(?!\w)[\t\x20-\x7e]$/, "one ASCII character that is no letter and no digit"),
);

const file = v.pipe(
  name,
  v.regex(FILE_PATTERN, "a .csv, .tsv, .ndjson, .jsonl, .json (each also .gz) or .parquet"),
);

function isTimezone(text: string): boolean {
  // `+02:00` is none for DuckDB.
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).format().length > 0;
  } catch {
    return false;
  }
}

const format = {
  file,
  delimiter: v.optional(character),
  /** Empty where the file does not quote. */
  quote: v.optional(v.union([v.literal(""), character]), '"'),
  encoding: v.optional(v.picklist(ENCODINGS)),
  decimal: v.optional(v.picklist([".", ","])),
  nulls: v.optional(words),
};

const typeName = v.picklist([...EVENT_TYPES, IGNORE]);

const events = v.strictObject({
  ...format,
  customerId: column,
  itemId: column,
  timestamp: column,
  eventId: v.optional(column),
  seq: v.optional(column),
  type: v.optional(column),
  value: v.optional(column),
  types: v.optional(v.pipe(v.record(v.string(), typeName), v.maxEntries(MAX_ENTRIES))),
  /** Of events without a type. */
  defaultType: v.optional(v.picklist(EVENT_TYPES), "purchase"),
  timestampFormat: v.optional(v.union([name, v.pipe(v.array(name), v.minLength(1), v.maxLength(20))])),
  timezone: v.optional(v.pipe(v.string(), v.check(isTimezone, "an IANA zone such as Europe/Berlin"))),
  /** Customers are kept by a digest of their id. */
  hash: v.optional(v.literal("sha256")),
});

const items = v.strictObject({
  ...format,
  itemId: column,
  groupId: v.optional(column),
  title: v.optional(column),
  brand: v.optional(column),
  categories: v.optional(column),
  attributes: v.optional(column),
  price: v.optional(column),
  stock: v.optional(column),
  hidden: v.optional(column),
  url: v.optional(column),
  imageUrl: v.optional(column),
  listSeparator: v.optional(separator, "|"),
  booleans: v.optional(v.pipe(v.record(v.string(), v.boolean()), v.maxEntries(MAX_ENTRIES))),
  /** Whether items that no file has are to be hidden. */
  complete: v.optional(v.boolean(), false),
  /** The share of the shown items that this may hide, 0 to 1. */
  maxHidden: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), MAX_HIDDEN_SHARE),
});

const customers = v.strictObject({
  ...format,
  customerId: column,
  /** Columns by the name of the attribute that they are. */
  attributes: v.pipe(v.record(AttributeName, column), v.minEntries(1), v.maxEntries(MAX_ATTRIBUTES)),
  /** As of events. */
  hash: v.optional(v.literal("sha256")),
});

const oneOrMore = <T extends v.GenericSchema>(schema: T) =>
  v.pipe(
    v.union([schema, v.pipe(v.array(schema), v.maxLength(100))]),
    v.transform((given) => (Array.isArray(given) ? given : [given]) as v.InferOutput<T>[]),
  );

export const mappingSchema = v.pipe(
  v.strictObject({
    events: v.optional(oneOrMore(events), []),
    items: v.optional(oneOrMore(items), []),
    customers: v.optional(oneOrMore(customers), []),
  }),
  v.check(
    ({ events, items, customers }) => events.length + items.length + customers.length > 0,
    "it maps no events, no items and no customers",
  ),
  v.check(
    ({ events, customers }) =>
      customers.every(({ hash }) => events.every((mapping) => mapping.hash === hash)),
    'customers are known by their ids in one file and by a digest in another: say "hash": "sha256" in all or in none',
  ),
);

/** What `mapping.json` says, with its defaults. */
export type Mapping = v.InferOutput<typeof mappingSchema>;
export type EventsMapping = v.InferOutput<typeof events>;
export type ItemsMapping = v.InferOutput<typeof items>;
export type CustomersMapping = v.InferOutput<typeof customers>;

/** Throws `DataError` "bad-mapping" that names every wrong entry. */
export async function readMapping(dir: string): Promise<Mapping> {
  const path = join(dir, MAPPING_FILE);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await readBounded(path, MAX_MAPPING_BYTES));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DataError("bad-mapping", `${path} cannot be read: ${why}`, { cause });
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), mappingSchema), text);
  if (parsed.success) return parsed.output;
  throw new DataError(
    "bad-mapping",
    `${path}: ${parsed.issues.flatMap((issue) => faults(issue)).join("; ")}`,
  );
}

/** Each wrong entry with its place. Of a union it is the faults of the choice that comes closest. */
function faults(issue: v.BaseIssue<unknown>, within = ""): string[] {
  const place = v.getDotPath(issue);
  const at = [within, place].filter((part) => part !== null && part !== "").join(".");
  const isOfShape = (each: v.BaseIssue<unknown>): boolean => each.path === undefined && each.type !== "regex";
  const choices = issue.type === "union" ? (issue.issues ?? []).filter((each) => !isOfShape(each)) : [];
  if (choices.length > 0) return choices.flatMap((each) => faults(each, at));
  return [at === "" ? issue.message : `${at}: ${issue.message}`];
}
