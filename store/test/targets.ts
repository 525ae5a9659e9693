// The stores that the contract is tested on, each new and empty. Another database is one more entry here.
import { describe } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenOptions, openStore, type Store, type StoredEvent } from "../src/index.ts";
import { findPostgres, type PostgresServer, startPostgres } from "./postgres-server.ts";

export { findPostgres, type PostgresServer, startPostgres } from "./postgres-server.ts";

export interface Place extends AsyncDisposable {
  readonly url: string;
}

export interface Target {
  readonly name: string;
  /** Why it cannot be tested on this machine; absent when it can. */
  readonly missing?: string;
  /** Whether every store of the address is another. */
  readonly isPrivate?: boolean;
  /** Whether making a store takes so long that random tests had better make few. */
  readonly slow?: boolean;
  /** The address of a new, empty store; its place is gone when the disposable goes. */
  readonly make: () => Promise<Place>;
}

export const SQLITE_FILE: Target = {
  name: "a file of SQLite",
  make: () => {
    const folder = temporaryFolder();
    return Promise.resolve({
      url: `sqlite://${join(folder.path, "store.db")}`,
      [Symbol.asyncDispose]: () => Promise.resolve(folder[Symbol.dispose]()),
    });
  },
};

const SQLITE_MEMORY: Target = {
  name: "SQLite in memory",
  isPrivate: true,
  make: () => Promise.resolve({ url: "sqlite::memory:", [Symbol.asyncDispose]: () => Promise.resolve() }),
};

const bin = findPostgres();
let server: Promise<PostgresServer> | undefined;

export const POSTGRES: Target = {
  name: "Postgres",
  slow: true,
  ...(bin === undefined && { missing: "no initdb: install the package postgresql, or set POSTGRES_BIN" }),
  make: async () => {
    // One for all tests of this process, each with a database of its own.
    const postgres = await (server ??= startPostgres(bin ?? ""));
    const url = await postgres.takeDatabase();
    return { url, [Symbol.asyncDispose]: () => Promise.resolve(postgres.giveBack(url)) };
  },
};

export const TARGETS: readonly Target[] = [SQLITE_FILE, SQLITE_MEMORY, POSTGRES];

/** Describes each of the stores; one that this machine lacks is skipped, with the reason in its title. */
export function describeEach(targets: readonly Target[], body: (target: Target) => void): void {
  for (const target of targets) {
    const { name, missing } = target;
    describe.skipIf(missing !== undefined)(missing === undefined ? name : `${name} (${missing})`, () =>
      body(target),
    );
  }
}

export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "aisle-store-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** All that is stored of a customer. */
export const exportOf = async (store: Store, customerId: string): Promise<StoredEvent[]> =>
  (await Array.fromAsync(store.exportCustomer(customerId))).flat();

/** Runs `use` with a new store and closes it. */
export async function withStore(
  target: Target,
  use: (store: Store) => Promise<void>,
  options?: OpenOptions,
): Promise<void> {
  await using place = await target.make();
  const store = await openStore(place.url, options);
  try {
    await use(store);
  } finally {
    await store.close();
  }
}
