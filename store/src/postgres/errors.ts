// Turns the faults of Postgres and of the way to it into the store's own, in words that say what to do.
import { redactUrls } from "@aisle/platform";
import { SQL } from "bun";
import { StoreError } from "../store.ts";

/** The driver's code for an error that the server reported; its SQLSTATE is then in `errno`. */
const FROM_SERVER = "ERR_POSTGRES_SERVER_ERROR";

/**
 * What to throw for `cause`: a `StoreError` for a fault of Postgres, anything else as it is. `database` is what the
 * message calls the store. SQLSTATEs: https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
export function translate(cause: unknown, database: string): unknown {
  if (!(cause instanceof SQL.PostgresError)) return cause;
  const options = { cause };
  const state = sqlState(cause);
  const unavailable = (what: string) => new StoreError("unavailable", `${database} ${what}`, options);
  if (isGone(cause)) return unavailable(`cannot be reached: ${redactUrls(cause.message)}`);
  if (state === "53100") {
    return new StoreError("full", `no space left for ${database}: free some and try again`, options);
  }
  if (/^2[23]/u.test(state)) {
    return new StoreError("invalid", `a row breaks the schema: ${cause.message}`, options);
  }
  if (state.startsWith("28")) return unavailable(`refuses the user or the password: ${cause.message}`);
  if (state === "3D000") return unavailable(`is not there: create it with createdb`);
  if (state === "57014") return unavailable("took too long for a statement: see statement_timeout");
  return unavailable(`failed: ${redactUrls(cause.message)}`);
}

/** Whether the server, or the connection to it, is gone: another statement will fare no better for now. */
export function isGone(cause: unknown): boolean {
  if (!(cause instanceof SQL.PostgresError)) return false;
  if (cause.code !== FROM_SERVER) return true;
  // Connection exceptions, too many connections, and a server that stops, has stopped or starts.
  return /^(?:08|53300|57P0)/u.test(sqlState(cause));
}

/** Whether a connection came to its end, which says nothing of the next one. */
export function isCutOff(cause: unknown): boolean {
  if (!(cause instanceof SQL.PostgresError)) return false;
  return cause.code === "ERR_POSTGRES_CONNECTION_CLOSED" || sqlState(cause) === "57P01";
}

/** Whether there is no partition for the month of an event. The message is in the server's language, this is not. */
export function isMonthMissing(cause: unknown): boolean {
  const { cause: origin } = cause instanceof StoreError ? cause : { cause };
  return origin instanceof SQL.PostgresError && origin.routine === "ExecFindPartition";
}

const sqlState = (error: SQL.PostgresError): string =>
  error.code === FROM_SERVER ? (error.errno ?? "") : "";
