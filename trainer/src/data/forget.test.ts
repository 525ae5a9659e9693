import { describe, expect, test } from "bun:test";
import type { NewEvent, Store } from "@aisle/store";
import { readdir, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { literal, rows, withDuckDb } from "./duckdb.ts";
import { describeForgotten, forgetLost } from "./forget.ts";
import { listSnapshots, type Snapshot, snapshotFolder, snapshotStore } from "./snapshot.ts";
import { folderEntries, inFolder, NOW, put, withStore } from "./testing.ts";
import { validateSnapshot } from "./validate.ts";
import { readVerdict } from "./verdict.ts";

const T = Date.UTC(2025, 0, 1);
const DAY = 86_400_000;

const event = (eventId: string, customerId: string, more: Partial<NewEvent> = {}): NewEvent => ({
  eventId,
  customerId,
  itemId: "i1",
  type: "view",
  occurredAt: T,
  ...more,
});

/** Runs with a store of three customers, and snapshots of it on two days; the second one has more events. */
async function withSnapshots(
  use: (shop: { store: Store; root: string; freeze: (day: number) => Promise<Snapshot> }) => Promise<void>,
): Promise<void> {
  await inFolder((root) =>
    withStore(async (store) => {
      const freeze = (day: number) =>
        snapshotStore(store, { root, now: new Date(NOW.getTime() + day * DAY) });
      await store.putItems([{ itemId: "i1" }, { itemId: "i2" }]);
      await store.appendEvents([
        event("1", "anna", { value: 3, type: "rating" }),
        event("2", "anna", { itemId: "unknown" }),
        event("3", "bert"),
        event("4", "carl", { itemId: "i2" }),
      ]);
      await freeze(0);
      await store.appendEvents([
        event("5", "anna", { occurredAt: T + 1 }),
        event("6", "bert", { occurredAt: T + 1 }),
      ]);
      await freeze(1);
      await use({ store, root, freeze });
    }),
  );
}

async function customersIn({ dir }: Snapshot): Promise<string[]> {
  const file = literal(join(dir, "events.parquet"));
  return await withDuckDb(async (db) =>
    (await rows<{ customer_id: string }>(db, `from read_parquet(${file})`)).map((row) => row.customer_id),
  );
}

/** Everything under a folder, as text. */
async function allText(root: string): Promise<string> {
  const names = await readdir(root, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "latin1")))).join(
    "",
  );
}

const NOTHING = { removed: [], unread: [] };

describe("older snapshots", () => {
  test("that cannot be read are named, because they may hold anything", async () => {
    await withSnapshots(async ({ root, freeze }) => {
      const [first] = await listSnapshots(root);
      await truncate(join(first!.dir, "events.parquet"), 10);
      const forgotten = await forgetLost(root, await freeze(2));
      expect(forgotten).toEqual({ removed: [], unread: [first!.dir] });
      expect(describeForgotten(forgotten)).toBe(
        `${first!.dir} is damaged and may hold erased customers: remove the folder`,
      );
    });
  });

  test("stay as they are when nobody was erased", async () => {
    await withSnapshots(async ({ store, root, freeze }) => {
      await store.appendEvents([event("7", "dora")]);
      const newest = await freeze(2);
      const before = await folderEntries(root);
      const forgotten = await forgetLost(root, newest);
      expect(forgotten).toEqual(NOTHING);
      expect(await folderEntries(root)).toEqual(before);
      expect(describeForgotten(forgotten)).toBe("older snapshots hold nothing that the store has given up");
    });
  });

  test("lose the erased customer's events, keep all others and their age, and say so", async () => {
    await withSnapshots(async ({ store, root, freeze }) => {
      const before = await listSnapshots(root);
      await store.eraseCustomer("anna");
      const newest = await freeze(2);
      const forgotten = await forgetLost(root, newest);

      const after = await listSnapshots(root);
      expect(forgotten.removed).toEqual([
        { snapshot: before[0]!.digest, becomes: after[0]!.digest, events: 2, customers: 1, described: 0 },
        { snapshot: before[1]!.digest, becomes: newest.digest, events: 3, customers: 1, described: 0 },
      ]);
      expect(describeForgotten(forgotten)).toContain(
        "3 events (customers: 1) that the store no longer has taken out of ",
      );
      expect(await Promise.all(after.map(customersIn))).toEqual([
        ["bert", "carl"],
        ["bert", "bert", "carl"],
      ]);
      expect(after[0]!.created).toBe(before[0]!.created);
      expect(await allText(root)).not.toContain("anna");
      expect(await forgetLost(root, newest)).toEqual(NOTHING);
    });
  });

  test("lose the attributes of an erased customer, and of one who has none any more, but not older values", async () => {
    await withSnapshots(async ({ store, root, freeze }) => {
      const put = (customerId: string, attributes: Readonly<Record<string, string>>) =>
        store.putAttributes([{ customerId, attributes }], "replace");
      for (const customerId of ["anna", "bert", "carl", "quiet"])
        await put(customerId, { town: `of ${customerId}` });
      const before = await freeze(2);
      expect(before.hasAttributes).toBeTrue();
      expect(await allText(root)).not.toContain("quiet");
      await put("bert", { town: "another" });
      expect(await forgetLost(root, await freeze(3))).toEqual(NOTHING);
      await put("carl", {});
      const forgotten = await forgetLost(root, await freeze(4));
      expect(forgotten.removed).toMatchObject([
        { snapshot: before.digest, events: 0, described: 1 },
        { events: 0, described: 1 },
      ]);
      expect(describeForgotten(forgotten)).toContain(
        "0 events (customers: 0) and attributes of 1 customers that",
      );
      await store.eraseCustomer("anna");
      const newest = await freeze(5);
      await forgetLost(root, newest);
      for (const { dir, hasAttributes } of await listSnapshots(root)) {
        if (!hasAttributes) continue;
        const file = literal(join(dir, "attributes.parquet"));
        const names = await withDuckDb((db) =>
          rows<{ customer_id: string }>(db, `from read_parquet(${file})`),
        );
        expect(names).toMatchObject([{ customer_id: "bert" }]);
      }
      expect(await forgetLost(root, newest)).toEqual(NOTHING);
    });
  });

  test("lose the erased customer's rows from what their validation set aside", async () => {
    await withSnapshots(async ({ store, root, freeze }) => {
      const [first] = await listSnapshots(root);
      const lenient = { thresholds: { maxQuarantined: 1 }, now: NOW };
      await validateSnapshot(first!, lenient).catch(() => undefined);
      expect(await allText(first!.dir)).toContain("anna");
      await store.eraseCustomer("anna");
      await store.appendEvents([event("7", "dora")]);
      await forgetLost(root, await freeze(2));
      const [rest] = await listSnapshots(root);
      expect(await readVerdict(rest!.dir)).toBeDefined();
      expect(await allText(root)).not.toContain("anna");
    });
  });

  test("keep what the customer did after the erasure", async () => {
    await withSnapshots(async ({ store, root, freeze }) => {
      await store.eraseCustomer("anna");
      await store.appendEvents([event("7", "anna", { itemId: "i2", occurredAt: T + 9 })]);
      const newest = await freeze(2);
      await forgetLost(root, newest);
      expect(await customersIn(newest)).toEqual(["anna", "bert", "bert", "carl"]);
      expect(await customersIn((await listSnapshots(root))[0]!)).toEqual(["bert", "carl"]);
    });
  });

  test("lose an event that was deleted by itself", async () => {
    await withSnapshots(async ({ store, root, freeze }) => {
      const before = await listSnapshots(root);
      const [first] = await store.readEvents(0, 1);
      expect(await store.deleteEvent(first!.eventId)).toBe(true);
      const { removed } = await forgetLost(root, await freeze(2));
      expect(removed.map(({ snapshot, events }) => [snapshot, events])).toEqual(
        before.map(({ digest }) => [digest, 1]),
      );
    });
  });

  test("lose what the store's retention dropped", async () => {
    await withSnapshots(async ({ store, root, freeze }) => {
      await store.appendEvents([event("7", "dora", { occurredAt: T + 60 * DAY })]);
      expect(await store.dropMonthsBefore(T + 60 * DAY)).toBe(6);
      const newest = await freeze(2);
      const { removed } = await forgetLost(root, newest);
      expect(removed.map(({ becomes, events }) => [becomes, events])).toEqual([
        [null, 4],
        [null, 6],
      ]);
      expect(await customersIn(newest)).toEqual(["dora"]);
    });
  });

  test("of erased customers alone are removed", async () => {
    await withSnapshots(async ({ store, root, freeze }) => {
      for (const customer of ["anna", "bert", "carl"]) await store.eraseCustomer(customer);
      await store.appendEvents([event("7", "dora")]);
      const newest = await freeze(2);
      const forgotten = await forgetLost(root, newest);
      expect(forgotten.removed.map(({ becomes, customers }) => [becomes, customers])).toEqual([
        [null, 3],
        [null, 3],
      ]);
      expect((await listSnapshots(root)).map(({ digest }) => digest)).toEqual([newest.digest]);
    });
  });

  test("of files are left alone: the store says nothing of them", async () => {
    await withSnapshots(async ({ store, root, freeze }) => {
      await inFolder(async (folder) => {
        await put(folder, {
          "items.jsonl": '{"item_id":"i1"}\n',
          "interactions.csv":
            "user_id,item_id,timestamp,seq_pos,event_type,value\nzoe,i1,1735689600,0,view,\n",
        });
        const ofFiles = await snapshotFolder(folder, { root, now: NOW });
        await store.eraseCustomer("anna");
        await forgetLost(root, await freeze(2));
        expect(await customersIn(ofFiles)).toEqual(["zoe"]);
      });
    });
  });
});
