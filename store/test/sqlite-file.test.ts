// What is special about a store that is a file.
import { SQL } from "bun";
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openStore, type Store } from "../src/index.ts";
import { event } from "./contract/events.ts";
import { temporaryFolder } from "./targets.ts";

async function withUrl(use: (url: string, folder: string) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  await use(`sqlite://${join(folder.path, "store.db")}`, folder.path);
}

async function withStore<T>(url: string, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(url);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

test("a store that a newer program has migrated is refused and left closed", () =>
  withUrl(async (url, folder) => {
    await withStore(url, () => Promise.resolve());
    const file = new SQL({ adapter: "sqlite", filename: join(folder, "store.db") });
    await file`INSERT INTO schema_migrations (version, name, applied_at) VALUES (1000, 'later', 0)`;
    await file.close();
    const error = await openStore(url).catch((error: unknown) => error);
    expect(error).toMatchObject({ name: "StoreError", code: "schema-too-new" });
    // SQLite keeps the log of writes beside the file for as long as anyone has it open.
    expect(readdirSync(folder)).toEqual(["store.db"]);
  }));

test("the events of an erased customer are overwritten in the file and its log, not only unlinked", () =>
  withUrl(async (url, folder) => {
    const secret = "customer-with-a-name-to-forget";
    const left = () => readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(secret));
    await withStore(url, (store) =>
      store.appendEvents([event("1"), event("2", { customerId: secret }), event("3")]),
    );
    expect(left()).toBe(true);
    await withStore(url, async (store) => {
      await store.history("another", 10);
      await store.eraseCustomer(secret);
      // Not only when the last program closes it: a shop's is open for months.
      expect(left()).toBe(false);
    });
    expect(left()).toBe(false);
  }));
