// The stores that the contract is tested on, each new and empty. A second database is one more entry here.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenOptions, openStore, type Store } from "../src/index.ts";

export interface Target {
  readonly name: string;
  /** The address of a new, empty store; its place is gone when the disposable goes. */
  readonly make: () => Disposable & { readonly url: string };
}

export const TARGETS: readonly Target[] = [
  {
    name: "a file of SQLite",
    make: () => {
      const folder = temporaryFolder();
      return { url: `sqlite://${join(folder.path, "store.db")}`, [Symbol.dispose]: folder[Symbol.dispose] };
    },
  },
  {
    name: "SQLite in memory",
    make: () => ({ url: "sqlite::memory:", [Symbol.dispose]: () => undefined }),
  },
];

export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "aisle-store-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs `use` with a new store and closes it. */
export async function withStore(
  target: Target,
  use: (store: Store) => Promise<void>,
  options?: OpenOptions,
): Promise<void> {
  using place = target.make();
  const store = await openStore(place.url, options);
  try {
    await use(store);
  } finally {
    await store.close();
  }
}
