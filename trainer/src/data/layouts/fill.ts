// Fills the tables `items` and `events` from any relation, given where in it each column is.
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, trimmed } from "../duckdb.ts";

/** SQL expressions over the relation `from`, each of text unless said otherwise. */
export interface EventSource {
  readonly from: string;
  readonly customerId: string;
  readonly itemId: string;
  /** Unix seconds, milliseconds or microseconds (told apart by size), or ISO 8601; UTC where no zone is given. */
  readonly time: string;
  /** Order of the customer's own events, for times too coarse to tell. Absent: the order of the file. */
  readonly seq?: string;
  /** Absent, or null in a row: a purchase. */
  readonly type?: string;
  /** The shop's own names of event types, mapped to ours. */
  readonly types?: Readonly<Record<string, string>>;
  readonly value?: string;
}

/** SQL expressions over the relation `from`, each of text unless said otherwise. */
export interface ItemSource {
  readonly from: string;
  readonly itemId: string;
  readonly title?: string;
  readonly brand?: string;
  /** Of type `varchar[]`. */
  readonly categories?: string;
  /** Of type `varchar[]`. */
  readonly attributes?: string;
  readonly price?: string;
  readonly stock?: string;
  /** `true`, `yes` or `1` hides. */
  readonly hidden?: string;
  readonly url?: string;
  readonly imageUrl?: string;
}

/** Appends to `events`. What cannot be understood becomes null; an unknown type stays as it is. */
export async function fillEvents(db: DuckDBConnection, source: EventSource): Promise<void> {
  const { from, customerId, itemId, time, seq, type, types = {}, value } = source;
  await db.run(`insert into events select ${text(customerId)}, ${text(itemId)}, ${eventType(type, types)},
    ${value === undefined ? "null" : number(value)}, ${unixMilliseconds(time)},
    ${seq === undefined ? "row_number() over ()" : `coalesce(try_cast(${seq} as bigint), 0)`} from ${from}`);
  if (seq === undefined) return;
  // Coarse clocks: one millisecond per position, so that the order survives wherever only times are kept.
  await db.run(
    `update events set occurred_at = occurred_at + seq
     where not exists (select 1 from events where occurred_at % 1000 <> 0)`,
  );
}

/** Appends to `items`. */
export async function fillItems(db: DuckDBConnection, source: ItemSource): Promise<void> {
  const or = (expression: string | undefined, convert: (expression: string) => string): string =>
    expression === undefined ? "null" : convert(expression);
  await db.run(`insert into items select ${text(source.itemId)}, ${or(source.title, text)}, ${or(source.brand, text)},
    ${or(source.categories, texts)}, ${or(source.attributes, texts)}, ${or(source.price, price)},
    ${or(source.stock, number)}, ${or(source.hidden, truth)}, ${or(source.url, text)}, ${or(source.imageUrl, text)}
    from ${source.from}`);
}

/** For data without a catalogue: the items are those that events name. */
export async function fillItemsFromEvents(db: DuckDBConnection): Promise<void> {
  await db.run(`insert into items (item_id, hidden)
    select distinct item_id, false from events where item_id is not null order by item_id`);
}

const text = (expression: string): string => `nullif(${trimmed(expression)}, '')`;

/** Without blanks and repetitions, in the order given: categories go from broad to narrow. */
const texts = (expression: string): string => {
  const given = `list_filter(list_transform(${expression}, lambda t: ${trimmed("t")}), lambda t: t <> '')`;
  const distinct = "list_filter(ts, lambda t, place: list_position(ts, t) = place)";
  return `nullif(list_transform([${given}], lambda ts: ${distinct})[1], [])`;
};

const number = (expression: string): string => {
  const parsed = `try_cast(${expression} as double)`;
  return `case when isfinite(${parsed}) then ${parsed} end`;
};

const price = (expression: string): string => number(`replace(ltrim(${trimmed(expression)}, '$'), ',', '')`);

const truth = (expression: string): string =>
  `coalesce(lower(${trimmed(expression)}) in ('true', 'yes', '1'), false)`;

function eventType(type: string | undefined, types: Readonly<Record<string, string>>): string {
  if (type === undefined) return "'purchase'";
  const given = text(type);
  const cases = Object.entries(types).map(([from, to]) => `when ${literal(from)} then ${literal(to)}`);
  const mapped =
    cases.length === 0 ? `lower(${given})` : `case ${given} ${cases.join(" ")} else lower(${given}) end`;
  return `coalesce(${mapped}, 'purchase')`;
}

/** Seconds reach 10^11 in the year 5138, milliseconds do so in 1973: sizes do not overlap in practice. */
function unixMilliseconds(time: string): string {
  return `case when try_cast(${time} as double) is null then epoch_ms(try_cast(${time} as timestamptz))
    when abs(try_cast(${time} as double)) < 1e11 then try_cast(try_cast(${time} as double) * 1000 as bigint)
    when abs(try_cast(${time} as double)) < 1e14 then try_cast(try_cast(${time} as double) as bigint)
    else try_cast(try_cast(${time} as double) / 1000 as bigint) end`;
}
