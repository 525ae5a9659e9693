// What stores must do that several programs use, one after the other or at once.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { openStore, type Store } from "../src/index.ts";
import { event } from "./contract/events.ts";
import { describeEach, POSTGRES, SQLITE_FILE, type Target } from "./targets.ts";

async function withUrl({ make }: Target, use: (url: string) => Promise<void>): Promise<void> {
  await using place = await make();
  await use(place.url);
}

async function withStore<T>(url: string, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(url);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

describeEach([SQLITE_FILE, POSTGRES], (target) => {
  describe("a store that is opened again", () => {
    test("has what was put into it", () =>
      withUrl(target, async (url) => {
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
      withUrl(target, async (url) => {
        const store = await openStore(url);
        const appended = store.appendEvents([event("e")]);
        await store.close();
        expect(await appended).toEqual(["recorded"]);
        expect(await withStore(url, (again) => again.counts())).toMatchObject({ events: 1 });
      }));
  });

  test("a closed store says that it is closed", () =>
    withUrl(target, async (url) => {
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

  test("two programs see each other's writes at once", () =>
    withUrl(target, (url) =>
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

  test("two stores of one process that write at the same time both succeed", () =>
    withUrl(target, (url) =>
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
    withUrl(target, async (url) => {
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
});
