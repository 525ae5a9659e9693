// Folders, stores and rows for the tests of this folder.
import { openStore, type Store } from "@aisle/store";
import type { Target } from "@aisle/store/testing";
import type { Interactions } from "@aisle/recommender";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rows, withDuckDb } from "./duckdb.ts";
import { loadFolder } from "./layouts/detect.ts";

export const NOW = new Date("2026-01-01T00:00:00Z");

/** Runs `work` with a fresh folder and removes it. */
export async function inFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), "aisle-data-"));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

let target: Target | undefined;

/** The stores of `withStore` are of this kind from now on; without one, in memory. */
export function useStores(kind: Target | undefined): void {
  target = kind;
}

/** Runs `work` with a fresh store. */
export async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  await using place = await target?.make();
  const store = await openStore(place?.url ?? "sqlite::memory:");
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The error that the promise is rejected with; throws when it is not. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof Error) return error;
  throw new TypeError("it should have failed with an Error");
}

/** Writes the files, those that end in `.gz` compressed. */
export async function put(dir: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const packed = name.endsWith(".gz") && typeof content === "string" ? gzipSync(content) : content;
    await writeFile(join(dir, name), packed);
  }
}

/** One JSON line per value. */
export const jsonLines = (...values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");

export interface LoadedEvent {
  readonly customer_id: string | null;
  readonly item_id: string | null;
  readonly type: string | null;
  readonly value: number | null;
  readonly occurred_at: number | null;
}

/** What `loadFolder` reads from the files: the layout's name, and both tables, events in order of `seq`. */
export async function load(files: Readonly<Record<string, string | Uint8Array>>) {
  return await inFolder(async (dir) => {
    await put(dir, files);
    return await withDuckDb(async (db) => ({
      ...(await loadFolder(db, dir)),
      items: await rows<Record<string, unknown>>(
        db,
        "select * exclude (source, place, faults) from items order by item_id",
      ),
      events: await rows<LoadedEvent>(
        db,
        "select customer_id, item_id, type, value, occurred_at::double as occurred_at from events order by seq, source, rowid",
      ),
    }));
  });
}

export const folderEntries = async (dir: string): Promise<string[]> => (await readdir(dir)).toSorted();

/** The entries of one customer as `[item, type code, seconds]`. */
export function entriesOf(log: Interactions, customer: number): [number, number, number][] {
  const entries: [number, number, number][] = [];
  for (let at = log.offsets[customer]!; at < log.offsets[customer + 1]!; at++)
    entries.push([log.item[at]!, log.type[at]!, log.time[at]!]);
  return entries;
}
