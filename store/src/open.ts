// Opens a store from its address.
import { POSTGRES_FORM, readPostgresAddress } from "./postgres/address.ts";
import { openPostgresStore } from "./postgres/postgres-store.ts";
import { openSqliteStore } from "./sqlite/sqlite-store.ts";
import { type Store, StoreError } from "./store.ts";

const ACCEPTED = `sqlite:///absolute/path.db, sqlite://relative/path.db (without ?), sqlite::memory: or ${POSTGRES_FORM}`;

export interface OpenOptions {
  /** The clock that stamps new rows, unix milliseconds; absent means the system's. */
  readonly now?: () => number;
}

/**
 * Opens the store at `url` (`sqlite:///absolute/path.db`, `sqlite://relative/path.db`, `sqlite::memory:`,
 * `postgres://user:password@host:5432/database`) and brings its schema up to date. A file is created when it is not
 * there, a Postgres database is not. Throws `StoreError`.
 */
export async function openStore(url: string, { now = Date.now }: OpenOptions = {}): Promise<Store> {
  if (url === "sqlite::memory:") return openSqliteStore(":memory:", now);
  // A question mark would begin parameters that Bun takes for itself: the file would be another than the one named.
  const filename = /^sqlite:\/\/(?<filename>[^?]+)$/su.exec(url)?.groups?.["filename"];
  if (filename !== undefined) return openSqliteStore(filename, now);

  // Only the scheme is repeated: the rest of an address may hold a password.
  const scheme = /^[a-z][a-z0-9+.-]*:/iu.exec(url)?.[0] ?? "";
  if (scheme === "postgres:" || scheme === "postgresql:") {
    return openPostgresStore(readPostgresAddress(url), now);
  }
  const given = scheme === "" ? "it has no scheme" : `it begins with ${scheme}`;
  throw new StoreError("bad-url", `the store's address must be ${ACCEPTED}; ${given}`);
}
