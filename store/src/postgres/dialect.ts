// How the shared queries are put to Postgres, and how its rows come back.
import type { Dialect, Scalar, Value } from "../queries/query.ts";
import { fromPostgres, toPostgres } from "./text.ts";

export const POSTGRES: Dialect = {
  // One array per column: one statement to prepare, whatever the number of rows.
  rows: (types, rows) => ({
    text: `SELECT * FROM unnest(${types.map((type) => `?::${type}[]`).join(", ")})`,
    values: types.map((_, column) => rows.map((row) => row[column] ?? null)),
  }),
  oneOf: (list) => ({ text: "= ANY (?::text[])", values: [list] }),
};

const numberedTexts = new Map<string, string>();

/** `$1`, `$2`, … instead of question marks; none of the queries has one in a literal. */
export function numbered(statement: string): string {
  let text = numberedTexts.get(statement);
  if (text === undefined) {
    let count = 0;
    text = statement.replaceAll("?", () => `$${++count}`);
    numberedTexts.set(statement, text);
  }
  return text;
}

/** A value for the driver. */
export function toParameter(value: Value): unknown {
  return isList(value) ? value.map(toScalar) : toScalar(value);
}

const isList = (value: Value): value is readonly Scalar[] => Array.isArray(value);

const toScalar = (value: Scalar): Scalar => (typeof value === "string" ? toPostgres(value) : value);

/** The row with texts as they were given, and numbers for the big integers that hold places and times. */
export function fromRow(row: Record<string, unknown>): Record<string, unknown> {
  for (const [column, value] of Object.entries(row)) {
    if (typeof value === "string") row[column] = fromPostgres(value);
    else if (typeof value === "bigint") row[column] = Number(value);
  }
  return row;
}
