// A first `mapping.json` from the names of a folder's columns, to be corrected by hand.
import type { DuckDBConnection } from "@duckdb/node-api";
import { EVENT_TYPES } from "@aisle/recommender";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { rows, withDuckDb, scratchFolder } from "./duckdb.ts";
import { DataError } from "./errors.ts";
import { FILE_PATTERN, MAPPING_FILE } from "./layouts/mapping.ts";
import { openFile } from "./layouts/mapped-files.ts";
import { IGNORE } from "./reading/fields.ts";
import { NESTED, type Relation } from "./reading/relation.ts";

/** What columns of each field are called, the likeliest first. Compared without case, and with `_` for blanks, dashes and dots. */
const EVENT_NAMES = {
  customerId:
    /^(customer|user|client|buyer|visitor|member|account|kunde|kunden)(_?(id|no|nr|number|nummer|key|email|e_mail))?_?$|^(user_pseudo_id|visitorid|e_?mail|email_address)$/,
  itemId:
    /^(.*_)?(item|product|produkt|article|artikel|variant)_?(id|no|nr|number|nummer|key|sku|code)$|^(.*_)?(sku|asin|parent_asin|product|item|itemid)$/,
  timestamp:
    /^(.*_)?(timestamp|datetime|time|date|datum|zeit|zeitpunkt|created_at|ordered_at|occurred_at)$|_at$/,
  eventId: /^(event_?id|line_item_id|interaction_id)$/,
  seq: /^(seq|seq_?pos|sequence|position|event_bundle_sequence_id)$/,
  type: /^(event|event_?name|event_?type|action|interaction|type|activity)$/,
  value: /^(.*_)?(quantity|qty|rating|stars|menge|anzahl|value)$/,
} as const;
const ITEM_NAMES = {
  itemId:
    /^(item|product|produkt|article|artikel|variant)_?(id|no|nr|number|nummer|key|code)$|^(id|sku|asin|parent_asin|handle)$/,
  groupId:
    /^(item_?|product_?|variant_?)?group_?(id|no|nr|number|key|code)$|^(parent|parent_?(id|sku|product|product_id|item|item_id)|product_?parent|style_?(id|no|number|code))$/,
  title: /^(product_?)?(title|name|titel|bezeichnung)$|^(product_?title|product_?name|item_?name)$/,
  brand: /^(brand|brands|manufacturer|vendor|marke|hersteller|store)$/,
  categories:
    /^(categories|category|product_?type|product_?category|breadcrumbs?|kategorien?|google_product_category|item_category)$/,
  attributes: /^(attributes|tags|features|keywords|schlagworte)$/,
  price: /^(price|preis|prix|regular_price|variant_price|unit_price)$/,
  stock: /^(stock|inventory|bestand|lagerbestand|quantity|qty|variant_inventory_qty)$/,
  hidden: /^(hidden|disabled|inactive|archived|versteckt)$/,
  url: /^(url|link|product_?url|permalink)$/,
  imageUrl: /^(image_?url|image_?link|image|image_?src|images|bild|picture)$/,
} as const;

const TYPE_NAMES: readonly (readonly [RegExp, (typeof EVENT_TYPES)[number]])[] = [
  [/purchase|order|buy|bought|sale|sold|transaction|checkout_?complete|kauf/, "purchase"],
  [/cart|basket|warenkorb/, "cart"],
  [/rating|review|stars/, "rating"],
  [/click/, "click"],
  [/view|visit|look|detail|impression/, "view"],
];

/** Rows that are looked at for the values of a type. */
const MAX_ROWS = 100_000;
const MAX_TYPES = 50;

type Suggestion = Record<string, unknown>;

/** What `suggestMapping` found. */
export interface Suggested {
  readonly mapping: { readonly events?: readonly Suggestion[]; readonly items?: readonly Suggestion[] };
  /** Files that are neither, with their columns. */
  readonly unknown: readonly { readonly file: string; readonly columns: readonly string[] }[];
}

/** Looks at the files of `dir`. Throws `DataError` "unknown-layout" when none of them looks like events or items. */
export async function suggestMapping(dir: string): Promise<Suggested> {
  const all = await readdir(dir).catch((cause: unknown) => {
    throw new DataError("unreadable", `${dir} is not a folder that can be read`, { cause });
  });
  const names = all.filter((name) => FILE_PATTERN.test(name)).toSorted();
  const scratch = await scratchFolder();
  try {
    return await withDuckDb(async (db) => {
      const events: Suggestion[] = [];
      const items: Suggestion[] = [];
      const unknown: { file: string; columns: string[] }[] = [];
      for (const file of names) {
        const { columns, relation } = await columnsOf(db, join(dir, file), scratch);
        const asEvents = columnsFor(EVENT_NAMES, columns);
        const asItems = columnsFor(ITEM_NAMES, columns);
        if (["customerId", "itemId", "timestamp"].every((field) => field in asEvents))
          events.push({ file, ...asEvents, ...(await typesOf(db, relation, asEvents["type"])) });
        else if ("itemId" in asItems && ("title" in asItems || "price" in asItems))
          items.push({ file, ...asItems });
        else unknown.push({ file, columns });
      }
      if (events.length + items.length === 0) throw nothingKnown(dir, unknown);
      return {
        mapping: { ...(events.length === 0 ? {} : { events }), ...(items.length === 0 ? {} : { items }) },
        unknown,
      };
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_/, "");

/** The last part of `items[].sku`, and the whole of `user.id`. */
const lastPart = (name: string): string => (name.includes(NESTED) ? (name.split(".").at(-1) ?? name) : name);

function columnsFor(
  patterns: Readonly<Record<string, RegExp>>,
  columns: readonly string[],
): Record<string, string> {
  const taken = new Set<string>();
  const found: Record<string, string> = {};
  for (const [field, pattern] of Object.entries(patterns)) {
    const free = columns.filter((column) => !taken.has(column));
    const name =
      free.find((column) => pattern.test(plain(column))) ??
      free.find((column) => pattern.test(plain(lastPart(column))));
    if (name === undefined) continue;
    found[field] = name;
    taken.add(name);
  }
  return found;
}

/** What the values of the column `type` mean, where they are not our own names already. */
async function typesOf(
  db: DuckDBConnection,
  relation: Relation,
  type: string | undefined,
): Promise<Suggestion> {
  if (type === undefined) return {};
  const column = relation.column(type).text;
  const found = await rows<{ name: string }>(
    db,
    `select name from (select trim(${column}) as name from ${relation.from} limit ${MAX_ROWS})
     where name <> '' group by name order by count(*) desc limit ${MAX_TYPES}`,
  );
  const own = found
    .map(({ name }) => name)
    .filter((name) => !EVENT_TYPES.some((ours) => ours === name.toLowerCase()));
  if (own.length === 0) return {};
  const meaning = (name: string): string =>
    TYPE_NAMES.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1] ?? IGNORE;
  return { types: Object.fromEntries(own.map((name) => [name, meaning(name)])) };
}

async function columnsOf(
  db: DuckDBConnection,
  path: string,
  scratch: string,
): Promise<{ readonly columns: string[]; readonly relation: Relation }> {
  const format = { delimiter: undefined, quote: '"', encoding: undefined };
  const relation = await openFile(db, path, format, [], scratch);
  if (relation.columns !== undefined) return { columns: [...relation.columns], relation };
  const [found] = await rows<{ structure: string | null }>(
    db,
    `select json_group_structure(doc)::varchar as structure from (select doc from ${relation.from} limit 1000)`,
  );
  const columns = found?.structure == null ? [] : leaves(JSON.parse(found.structure));
  return { columns, relation: await openFile(db, path, format, firstList(columns), scratch) };
}

/** Names of all values: dots for objects, `[]` for the elements of a list of objects. */
function leaves(structure: unknown, within = ""): string[] {
  if (typeof structure !== "object" || structure === null) return [within];
  if (Array.isArray(structure)) {
    const isOfObjects = typeof structure[0] === "object" && !Array.isArray(structure[0]);
    return isOfObjects && !within.includes(NESTED) ? leaves(structure[0], `${within}${NESTED}`) : [within];
  }
  return Object.entries(structure).flatMap(([key, value]) =>
    leaves(value, within === "" ? key : `${within}.${key}`),
  );
}

/** Of several lists only one can be read by its elements. */
function firstList(columns: readonly string[]): string[] {
  const list = columns.find((column) => column.includes(NESTED))?.split(NESTED, 1)[0];
  return columns.filter((column) => !column.includes(NESTED) || column.startsWith(`${list}${NESTED}`));
}

function nothingKnown(
  dir: string,
  unknown: readonly { readonly file: string; readonly columns: readonly string[] }[],
): DataError {
  const files = unknown.map(({ file, columns }) => `  - ${file}: ${columns.slice(0, 40).join(", ")}`);
  return new DataError(
    "unknown-layout",
    `${dir} has no file whose columns look like events (customer, item and time) or like items (id and title):\n` +
      `${files.length === 0 ? "  no CSV, JSON or Parquet at all" : files.join("\n")}\n` +
      `Write ${MAPPING_FILE} by hand: docs/data-formats.md has an example.`,
  );
}
