// The pieces of SQL that several features write.
import type { Query } from "./query.ts";

/** Rows written by one statement: far below SQLite's limit of 32,766 values, and past it there is little to gain. */
const ROWS_PER_STATEMENT = 500;

export function* chunks<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < list.length; from += ROWS_PER_STATEMENT) {
    yield list.slice(from, from + ROWS_PER_STATEMENT);
  }
}

/**
 * Takes `count` consecutive numbers of a counter inside a transaction; returns the first. Until the transaction ends
 * no other one takes any, so numbers grow in the order of commits.
 */
export async function takeNumbers(
  query: Query,
  counter: "event_seq" | "item_revision",
  count: number,
): Promise<number> {
  const [row] = await query<{ value: number }>(
    "UPDATE counters SET value = value + ? WHERE name = ? RETURNING value",
    [count, counter],
  );
  if (row === undefined) throw new Error(`the counter ${counter} is missing`);
  return row.value - count + 1;
}
