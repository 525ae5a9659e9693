// What makes one row unusable, as SQL, so that ingest and validation agree on it.
import { MAX_ID_LENGTH, MAX_TIME_AHEAD_MS, MIN_EVENT_TIME } from "@aisle/contract";
import { EVENT_TYPES } from "@aisle/recommender";
import { literals, trimmed } from "./duckdb.ts";

const blank = (column: string): string => `(${column} is null or ${trimmed(column)} = '')`;

/** SQL over the columns of `events`: whether a known time can be true. */
export function possibleTime(now: Date): string {
  return `occurred_at between ${MIN_EVENT_TIME} and ${now.getTime() + MAX_TIME_AHEAD_MS}`;
}

/** SQL over the columns of `events`: the first fault of a row as text, null for a sound one. */
export function eventFault(now: Date): string {
  return `case
    when ${blank("customer_id")} then 'missing-customer'
    when ${blank("item_id")} then 'missing-item'
    when length(customer_id) > ${MAX_ID_LENGTH} or length(item_id) > ${MAX_ID_LENGTH} then 'overlong-id'
    when occurred_at is null then 'missing-time'
    when type is null or type not in (${literals(EVENT_TYPES).slice(1, -1)}) then 'unknown-type'
    when not (${possibleTime(now)}) then 'impossible-time'
  end`;
}

/** SQL over the columns of `items`: the first fault of a row as text, null for a sound one. */
export const ITEM_FAULT = `case
    when ${blank("item_id")} then 'missing-id'
    when length(item_id) > ${MAX_ID_LENGTH} then 'overlong-id'
  end`;

/** SQL over the columns of `customers`: the first fault of a row as text, null for a sound one. */
export const CUSTOMER_FAULT = `case
    when ${blank("customer_id")} then 'missing-customer'
    when length(customer_id) > ${MAX_ID_LENGTH} then 'overlong-id'
  end`;

/** SQL over the columns of `items`: the price, null when it is negative. A wrong price does not make an item wrong. */
export const POSSIBLE_PRICE = "case when price >= 0 then price end";
