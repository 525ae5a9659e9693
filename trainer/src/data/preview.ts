// What an import will do, before anything is written: how the files were understood, and what of them will be stored.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Item } from "@aisle/recommender";
import { oneRow, rows } from "./duckdb.ts";
import { eventFault, ITEM_FAULT } from "./faults.ts";
import { readItems } from "./items.ts";
import type { LoadedFolder } from "./layouts/detect.ts";
import { describeLoss, type Loss } from "./losses.ts";
import { eventDigest } from "./reading/finish.ts";
import type { FieldReading, Reading } from "./reading/read-table.ts";
import { grouped } from "./report.ts";

const SAMPLE = 5;
const MAX_LISTED = 10;

interface Counted {
  readonly name: string;
  readonly rows: number;
}

export interface EventSample {
  readonly eventId: string;
  readonly customerId: string;
  readonly itemId: string;
  readonly type: string;
  readonly value: number | null;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
}

export interface Preview {
  readonly layout: string;
  readonly files: readonly Reading[];
  readonly lost: readonly Loss[];
  readonly events: {
    readonly rows: number;
    readonly customers: number;
    /** ISO 8601, UTC; absent without events. */
    readonly first?: string;
    readonly last?: string;
    /** Most frequent first. */
    readonly types: readonly Counted[];
    readonly sample: readonly EventSample[];
  };
  readonly items: {
    readonly rows: number;
    /** Rows of the catalogue whose id another row had before. */
    readonly repeated: number;
    /** The most frequent. */
    readonly categories: readonly Counted[];
    readonly sample: readonly Item[];
  };
  /** Items of the store that a complete catalogue lacks, and that will be hidden; absent where it is not said to be. */
  readonly hides?: number;
}

/** Looks at the tables `events` and `items` that `loadFolder` has filled. */
export async function makePreview(
  db: DuckDBConnection,
  folder: LoadedFolder,
  lost: readonly Loss[],
  now: Date,
): Promise<Preview> {
  const sound = `(select rowid as row, * from events where ${eventFault(now)} is null)`;
  const soundItems = `(select rowid as row, * from items where ${ITEM_FAULT} is null)`;
  const { first, last, ...counts } = await oneRow<{
    events: number;
    customers: number;
    items: number;
    first: number | null;
    last: number | null;
  }>(
    db,
    `select count(*)::double as events, approx_count_distinct(customer_id)::double as customers,
       (select count(*) from ${soundItems})::double as items,
       min(occurred_at)::double as first, max(occurred_at)::double as last from ${sound}`,
  );
  const top = async (from: string): Promise<Counted[]> =>
    await rows<Counted>(
      db,
      `select name, count(*)::double as rows from ${from} group by name order by rows desc, name limit ${MAX_LISTED}`,
    );
  const sample = await rows<Omit<EventSample, "occurredAt"> & { readonly occurredAt: number }>(
    db,
    `select coalesce(event_id, ${eventDigest()}) as "eventId", customer_id as "customerId", item_id as "itemId", type,
       value, occurred_at::double as "occurredAt" from ${sound} order by source, row limit ${SAMPLE}`,
  );
  return {
    layout: folder.layout,
    files: folder.readings,
    lost,
    events: {
      rows: counts.events,
      customers: counts.customers,
      ...(first === null || last === null ? {} : { first: iso(first), last: iso(last) }),
      types: await top(`(select type as name from ${sound})`),
      sample: sample.map((event) => ({ ...event, occurredAt: iso(event.occurredAt) })),
    },
    items: {
      rows: counts.items,
      repeated: folder.repeatedItems,
      categories: await top(`(select unnest(categories) as name from ${soundItems})`),
      sample: await readItems(db, `select * from ${soundItems} order by source, row limit ${SAMPLE}`),
    },
  };
}

const iso = (time: number): string => new Date(time).toISOString();

/** The preview as lines for people. */
export function renderPreview({ layout, files, lost, events, items, hides }: Preview): string[] {
  const list = (counted: readonly Counted[]): string =>
    counted.map(({ name, rows }) => `${name} (${grouped(rows)})`).join(", ");
  return [
    `Recognised: ${layout}. This is how it reads:`,
    ...files.flatMap(renderFile),
    ...(events.rows === 0
      ? []
      : [
          `${grouped(events.rows)} events of about ${grouped(events.customers)} customers, from ${events.first} to ${events.last}: ${list(events.types)}`,
          ...events.sample.map((event) => `    ${JSON.stringify(event)}`),
        ]),
    `${grouped(items.rows)} items${items.repeated === 0 ? "" : `, and ${grouped(items.repeated)} rows that repeat an id`}`,
    ...(items.categories.length === 0 ? [] : [`  most frequent categories: ${list(items.categories)}`]),
    ...items.sample.map((item) => `    ${JSON.stringify(item)}`),
    ...(hides === undefined
      ? []
      : [`${grouped(hides)} items of the store are not in the catalogue and will be hidden`]),
    ...(lost.length === 0 ? ["Nothing is left out."] : ["Left out:", ...lost.map(describeLoss)]),
  ];
}

function renderFile({ file, table, rows, ignored, encoding, delimiter, fields }: Reading): string[] {
  const format = [
    ...(encoding === undefined ? [] : [encoding]),
    ...(delimiter === undefined ? [] : [`separated by ${JSON.stringify(delimiter)}`]),
    ...(ignored === 0 ? [] : [`${grouped(ignored)} ignored`]),
  ];
  const width = Math.max(...fields.map(({ field }) => field.length));
  return [
    `  ${file}: ${grouped(rows)} rows of ${table}${format.map((part) => `, ${part}`).join("")}`,
    ...fields.map((field) => `    ${field.field.padEnd(width)} from ${renderField(field)}`),
  ];
}

function renderField({ column, filled, dropped, found }: FieldReading): string {
  const notes = [
    ...(dropped === 0 ? [] : [`${grouped(dropped)} unreadable`]),
    ...(found.decimal === undefined ? [] : [`decimals after ${JSON.stringify(found.decimal)}`]),
    ...(found.order === undefined ? [] : [found.order]),
    ...(found.isNumber === true ? ["numbers like 101.0 written whole"] : []),
  ];
  return `${column}: ${grouped(filled)} filled${notes.map((note) => `, ${note}`).join("")}`;
}
