// Turns SQLite's errors into the store's own, in words that say what to do.
import { SQLiteError } from "bun:sqlite";
import { StoreError } from "../store.ts";

/**
 * What to throw for `cause`: a `StoreError` for a fault of SQLite, anything else as it is. `database` is what the
 * message calls the file.
 */
export function translate(cause: unknown, database: string): unknown {
  if (!(cause instanceof SQLiteError)) return cause;
  const { code = "", message } = cause;
  const options = { cause };
  if (code === "SQLITE_FULL") {
    return new StoreError("full", `no space left for ${database}: free some and try again`, options);
  }
  if (code.startsWith("SQLITE_CONSTRAINT")) {
    return new StoreError("invalid", `a row breaks the schema: ${message}`, options);
  }
  if (code === "SQLITE_CANTOPEN") {
    return new StoreError(
      "unavailable",
      `${database} cannot be opened: does its folder exist, writable?`,
      options,
    );
  }
  if (code === "SQLITE_NOTADB" || code === "SQLITE_CORRUPT") {
    return new StoreError("unavailable", `${database} is damaged or no SQLite database`, options);
  }
  if (code.startsWith("SQLITE_BUSY")) {
    return new StoreError("unavailable", `${database} is locked by another process for too long`, options);
  }
  return new StoreError("unavailable", `${database} failed: ${message}`, options);
}

/** Whether another process holds a lock that it will give back soon. */
export function isBusy(cause: unknown): boolean {
  return cause instanceof SQLiteError && cause.code?.startsWith("SQLITE_BUSY") === true;
}
