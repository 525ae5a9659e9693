// Copies of a SQLite store: made whole and checked beside the place where they belong, and put there in one step.
import { Database } from "bun:sqlite";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { isBusy, translate } from "../sqlite/errors.ts";
import { SQLITE_MIGRATIONS } from "../sqlite/migrations.ts";
import { StoreError } from "../store.ts";

/** Readable by its owner alone: it holds what customers did. */
const PRIVATE = 0o600;
const PRIVATE_FOLDER = 0o700;
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Copies the store in `source` as it is at one moment, also while programs read and write it, to the new file `target`.
 * Throws `StoreError`; then there is no `target`.
 */
export function backUp(source: string, target: string): void {
  if (existsSync(target))
    throw new StoreError("invalid", `${target} is there already: name a file that is not, or remove it`);
  mkdirSync(dirname(target), { recursive: true, mode: PRIVATE_FOLDER });
  const copy = copyBeside(source, target);
  putInPlace(copy, target);
}

/**
 * Makes the store in `target` what was backed up in `source`. An existing store is replaced only when `replace` says
 * so, and when no program has it open. Throws `StoreError`; then `target` is as it was.
 */
export function restore(source: string, target: string, { replace }: { readonly replace: boolean }): void {
  const exists = existsSync(target);
  if (exists && !replace)
    throw new StoreError(
      "invalid",
      `${target} is there already: say REPLACE=1 (--replace) to lose what it holds`,
    );
  if (!existsSync(dirname(target)))
    throw new StoreError("unavailable", `the folder of ${target} does not exist: create it first`);
  if (existsSync(source)) withDatabase(source, (database) => checkContent(database, source));
  const copy = copyBeside(source, target);
  try {
    if (exists) closeLog(target);
    // A log that another database left would be taken for this one's.
    for (const rest of [`${target}-wal`, `${target}-shm`]) rmSync(rest, { force: true });
    putInPlace(copy, target);
  } catch (error) {
    rmSync(copy, { force: true });
    throw error;
  }
}

/** A copy of the store in `source`, checked and on disk, in a new file in the folder of `target`. */
function copyBeside(source: string, target: string): string {
  if (!existsSync(source)) throw new StoreError("unavailable", `there is no file ${source}`);
  const copy = `${target}.part-${process.pid}`;
  try {
    // SQLite fills a file that is there when it is empty.
    closeSync(openSync(copy, "wx", PRIVATE));
    withDatabase(source, (database) => {
      checkSchema(database, source);
      database.query("VACUUM INTO ?").run(copy);
    });
    withDatabase(copy, (database) => checkContent(database, source));
    flush(copy);
    return copy;
  } catch (error) {
    rmSync(copy, { force: true });
    throw error;
  }
}

function putInPlace(copy: string, target: string): void {
  renameSync(copy, target);
  flush(dirname(target));
}

function flush(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Throws `StoreError` when another program has the store open. */
function closeLog(target: string): void {
  try {
    // Whoever has it open keeps its log from being closed.
    withDatabase(target, (database) => database.run("PRAGMA journal_mode = DELETE"));
  } catch (error) {
    if (error instanceof StoreError && isBusy(error.cause))
      throw new StoreError("unavailable", `${target} is in use: stop the programs that use it first`, {
        cause: error,
      });
    // A damaged store is what a backup is for.
    if (!(error instanceof StoreError)) throw error;
  }
}

function checkSchema(database: Database, source: string): void {
  const table = "SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'";
  if (database.query(table).get() === null)
    throw new StoreError("invalid", `${source} is a SQLite database, but no store of Aisle`);
  const row = database
    .query<{ version: number | null }, []>("SELECT max(version) AS version FROM schema_migrations")
    .get();
  const version = row?.version ?? 0;
  if (version > SQLITE_MIGRATIONS.length)
    throw new StoreError(
      "schema-too-new",
      `${source} has schema ${version}, this program knows ${SQLITE_MIGRATIONS.length}: use a newer program`,
    );
}

function checkContent(database: Database, source: string): void {
  const faults = [
    ...database.query<{ integrity_check: string }, []>("PRAGMA integrity_check").all(),
    ...database.query("PRAGMA foreign_key_check").all(),
  ].filter((row) => !Bun.deepEquals(row, { integrity_check: "ok" }));
  if (faults.length > 0)
    throw new StoreError("unavailable", `${source} is damaged: ${JSON.stringify(faults[0])}`);
}

function withDatabase(path: string, use: (database: Database) => void): void {
  try {
    const database = new Database(path, { readwrite: true, create: false });
    try {
      database.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      use(database);
    } finally {
      database.close();
    }
  } catch (cause) {
    throw translate(cause, path);
  }
}
