// What is special about a store that is a file: other programs have it open too, and it outlives them all.
import { SQL } from "bun";
import { describe, expect, test } from "bun:test";
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

describe("a store that is opened again", () => {
  test("has what was put into it", () =>
    withUrl(async (url) => {
      await withStore(url, async (store) => {
        await store.putItems([{ itemId: "a" }]);
        await store.appendEvents([event("e")]);
      });
      await withStore(url, async (store) => {
        expect(await store.counts()).toMatchObject({ items: 1, events: 1 });
        expect(await store.appendEvents([event("e")])).toEqual(["duplicate"]);
      });
    }));
  test("has what was still on its way when it was closed", () =>
    withUrl(async (url) => {
      const store = await openStore(url);
      const appended = store.appendEvents([event("e")]);
      await store.close();
      expect(await appended).toEqual(["recorded"]);
      expect(await withStore(url, (again) => again.counts())).toMatchObject({ events: 1 });
    }));
});

test("a closed store says that it is closed", () =>
  withUrl(async (url) => {
    const store = await openStore(url);
    await store.close();
    for (const use of [
      () => store.appendEvents([event("e")]),
      () => store.counts(),
      () => store.putItems([]),
    ]) {
      expect(await use().catch((error: unknown) => error)).toMatchObject({
        name: "StoreError",
        code: "unavailable",
      });
    }
  }));

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

test("two programs see each other's writes at once", () =>
  withUrl((url) =>
    withStore(url, (one) =>
      withStore(url, async (other) => {
        await one.putItems([{ itemId: "a", title: "1" }]);
        expect(await other.itemChanges(0, 10)).toMatchObject([{ item: { title: "1" } }]);
        await other.appendEvents([event("e")]);
        expect(await one.history("c1", 1)).toHaveLength(1);
        expect(await one.appendEvents([event("e")])).toEqual(["duplicate"]);
      }),
    ),
  ));

test("the events of an erased customer are overwritten in the file, not only unlinked", () =>
  withUrl(async (url, folder) => {
    const secret = "customer-with-a-name-to-forget";
    const left = () => readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(secret));
    await withStore(url, (store) =>
      store.appendEvents([event("1"), event("2", { customerId: secret }), event("3")]),
    );
    expect(left()).toBe(true);
    await withStore(url, (store) => store.eraseCustomer(secret));
    expect(left()).toBe(false);
  }));

test("two stores of one process that write at the same time both succeed", () =>
  withUrl((url) =>
    withStore(url, (one) =>
      withStore(url, async (other) => {
        const writes = Array.from({ length: 40 }, (_, n) => {
          const store = n % 2 === 0 ? one : other;
          return n % 4 < 2 ? store.appendEvents([event(`e${n}`)]) : store.putItems([{ itemId: `i${n}` }]);
        });
        await Promise.all(writes);
        expect(await one.counts()).toMatchObject({ events: 20, items: 20 });
      }),
    ),
  ));

test("several processes that open a new store and write to it at once lose nothing and count nothing twice", () =>
  withUrl(async (url) => {
    const own = Array.from({ length: 4 }, (_, n) =>
      Bun.spawn([process.execPath, join(import.meta.dir, "writer.ts"), url, `p${n}`, "20", "25"], {
        stdout: "pipe",
        stderr: "inherit",
      }),
    );
    expect(await Promise.all(own.map((child) => child.exited))).toEqual([0, 0, 0, 0]);
    await withStore(url, async (store) => {
      const events = await store.readEvents(0, 10_000);
      expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2000);
      expect(events).toHaveLength(2000);
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 2000 }, (_, n) => n + 1));
      expect(await store.counts()).toMatchObject({ events: 2000 });
    });
  }));
