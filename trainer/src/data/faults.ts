// What makes one row unusable, as SQL, so that ingest and validation agree on it.
import { EVENT_TYPES } from "@aisle/recommender";
import { literals, trimmed } from "./duckdb.ts";

/** Long enough for any shop's ids; what is longer is a mistake in the export. */
const LONGEST_ID = 256;
/** The first web shops opened then. */
const EARLIEST = Date.UTC(1995, 0, 1);
const DAY = 86_400_000;

const blank = (column: string): string => `(${column} is null or ${trimmed(column)} = '')`;

/** SQL over the columns of `events`: whether a known time can be true. */
export function possibleTime(now: Date): string {
  return `occurred_at between ${EARLIEST} and ${now.getTime() + DAY}`;
}

/** SQL over the columns of `events`: the first fault of a row as text, null for a sound one. */
export function eventFault(now: Date): string {
  return `case
    when ${blank("customer_id")} then 'missing-customer'
    when ${blank("item_id")} then 'missing-item'
    when length(customer_id) > ${LONGEST_ID} or length(item_id) > ${LONGEST_ID} then 'overlong-id'
    when occurred_at is null then 'missing-time'
    when type is null or type not in (${literals(EVENT_TYPES).slice(1, -1)}) then 'unknown-type'
    when not (${possibleTime(now)}) then 'impossible-time'
  end`;
}

/** SQL over the columns of `items`: the first fault of a row as text, null for a sound one. */
export const ITEM_FAULT = `case
    when ${blank("item_id")} then 'missing-id'
    when length(item_id) > ${LONGEST_ID} then 'overlong-id'
  end`;

/** SQL over the columns of `items`: the price, null when it is negative. A wrong price does not make an item wrong. */
export const POSSIBLE_PRICE = "case when price >= 0 then price end";
