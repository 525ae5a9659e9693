import { describe, expect, test } from "bun:test";
import type { NewEvent, Store } from "@aisle/store";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ingest } from "./ingest.ts";
import { listSnapshots, openSnapshot, removeHalfWritten, snapshotFolder, snapshotStore } from "./snapshot.ts";
import { failure, folderEntries, inFolder, jsonLines, NOW, put, withStore } from "./testing.ts";

const T = Date.UTC(2025, 0, 1);

const event = (
  customerId: string,
  itemId: string,
  occurredAt: number,
  more: Partial<NewEvent> = {},
): NewEvent => ({
  eventId: `${customerId}-${itemId}-${occurredAt}`,
  customerId,
  itemId,
  type: "view",
  occurredAt,
  ...more,
});

const EVENTS = [event("u2", "i1", T), event("u1", "i2", T + 5), event("u1", "i1", T + 2)];

async function fill(store: Store, events: readonly NewEvent[] = EVENTS): Promise<void> {
  await store.putItems([
    { itemId: "i1", title: "Sock", categories: ["A", "B"], price: 1.5, stock: 3, hidden: false },
    { itemId: "i2" },
  ]);
  await store.appendEvents(events);
}

const digestOf = async (events: readonly NewEvent[]): Promise<string> =>
  await inFolder(
    async (root) =>
      await withStore(async (store) => {
        await fill(store, events);
        return (await snapshotStore(store, { root, now: NOW })).digest;
      }),
  );

describe("snapshotStore", () => {
  test("refuses a store without events and leaves nothing behind", async () => {
    await inFolder(async (root) => {
      await withStore(async (store) => {
        await store.putItems([{ itemId: "i1" }]);
        expect(await failure(snapshotStore(store, { root, now: NOW }))).toMatchObject({ code: "empty" });
      });
      expect(await folderEntries(root)).toEqual([]);
    });
  });

  test("a folder that cannot be written leaves nothing half-done", async () => {
    await inFolder(async (dir) => {
      const root = join(dir, "file");
      await writeFile(root, "");
      await withStore(async (store) => {
        await fill(store);
        expect(await failure(snapshotStore(store, { root, now: NOW }))).toBeInstanceOf(Error);
      });
      expect(await readFile(root, "utf8")).toBe("");
    });
  });

  test("says what it holds, in a folder named by the digest", async () => {
    await inFolder(async (root) => {
      await withStore(async (store) => {
        await fill(store);
        const snapshot = await snapshotStore(store, { root, now: NOW });
        expect(snapshot).toMatchObject({
          dir: join(root, snapshot.digest.slice(7, 19)),
          digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
          created: NOW.toISOString(),
          source: "store",
          counts: { events: 3, customers: 2, items: 2 },
          window: { from: "2025-01-01T00:00:00.000Z", to: "2025-01-01T00:00:00.005Z" },
        });
        expect(await folderEntries(snapshot.dir)).toEqual([
          "events.parquet",
          "items.parquet",
          "snapshot.json",
        ]);
        expect(await folderEntries(root)).toHaveLength(1);
      });
    });
  });

  test("equal data has an equal digest whatever the order of arrival, and is frozen once", async () => {
    expect(await digestOf(EVENTS.toReversed())).toBe(await digestOf(EVENTS));
    await inFolder(async (root) => {
      await withStore(async (store) => {
        await fill(store);
        const first = await snapshotStore(store, { root, now: NOW });
        const again = await snapshotStore(store, { root, now: new Date(NOW.getTime() + 1000) });
        expect(again).toEqual(first);
      });
    });
  });

  test("any change of a row changes the digest, and so does the order within a millisecond", async () => {
    const [first, ...rest] = EVENTS as [NewEvent, NewEvent, NewEvent];
    const same = (itemId: string): NewEvent => event("u9", itemId, T);
    const digests = [
      await digestOf(EVENTS),
      await digestOf([{ ...first, type: "cart" }, ...rest]),
      await digestOf([{ ...first, value: 2 }, ...rest]),
      await digestOf([{ ...first, occurredAt: T + 1 }, ...rest]),
      await digestOf([{ ...first, customerId: "u3" }, ...rest]),
      await digestOf([...EVENTS, same("i1"), same("i2")]),
      await digestOf([...EVENTS, same("i2"), same("i1")]),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  test("what was taken out of a cart again is not in it, and what was put there is", async () => {
    const cart = (value: number) => event("u1", "i1", T + 9, { type: "cart", value });
    const before = await digestOf(EVENTS);
    expect(await digestOf([...EVENTS, cart(0)])).toBe(before);
    expect(await digestOf([...EVENTS, cart(1)])).not.toBe(before);
  });

  test("a store filled from a folder and the folder itself have the same digest", async () => {
    await inFolder(async (dir) => {
      await put(dir, {
        "items.jsonl": jsonLines(
          { item_id: "i1", attributes: [1], price: 2.5 },
          { item_id: "i2", title: "Ä" },
        ),
        "interactions.csv": "user_id,item_id,timestamp,seq_pos\nu1,i2,1700000000,1\nu1,i1,1700000000,0\n",
      });
      await withStore(async (store) => {
        await ingest(store, dir, { now: NOW });
        const stored = await snapshotStore(store, { root: join(dir, "a"), now: NOW });
        const direct = await snapshotFolder(dir, { root: join(dir, "b"), now: NOW });
        expect(direct.digest).toBe(stored.digest);
        expect(direct.source).toBe("shop files");
      });
    });
  });

  test("pages through more rows than the store gives at once", async () => {
    await inFolder(async (root) => {
      await withStore(async (store) => {
        const items = Array.from({ length: 10_001 }, (_, i) => ({ itemId: `i${i}` }));
        await store.putItems(items);
        await store.appendEvents(items.map(({ itemId }) => event("u1", itemId, T)));
        const { counts } = await snapshotStore(store, { root, now: NOW });
        expect(counts).toEqual({ events: 10_001, customers: 1, items: 10_001 });
      });
    });
  });

  test("impossible times do not widen the window", async () => {
    await inFolder(async (root) => {
      await withStore(async (store) => {
        await fill(store, [...EVENTS, event("u1", "i1", 5), event("u1", "i1", 9e15)]);
        const { window } = await snapshotStore(store, { root, now: NOW });
        expect(window).toEqual({ from: "2025-01-01T00:00:00.000Z", to: "2025-01-01T00:00:00.005Z" });
      });
    });
  });
});

describe("openSnapshot", () => {
  test("refuses a snapshot with a missing or cut file, or another manifest, and says what to do", async () => {
    const damage: Record<string, (dir: string) => Promise<unknown>> = {
      "snapshot.json is missing": (dir) => rm(join(dir, "snapshot.json")),
      "snapshot.json: ": (dir) => writeFile(join(dir, "snapshot.json"), "{}"),
      "is not a regular file": async (dir) => {
        await rm(join(dir, "snapshot.json"));
        await symlink("/dev/zero", join(dir, "snapshot.json"));
      },
      "at most 65536 are read": (dir) => truncate(join(dir, "snapshot.json"), 2 ** 33),
      "events.parquet has 10 bytes": (dir) => truncate(join(dir, "events.parquet"), 10),
      "items.parquet has 0 bytes": (dir) => rm(join(dir, "items.parquet")),
    };
    for (const [message, breakIt] of Object.entries(damage)) {
      await inFolder(async (root) => {
        await withStore(async (store) => {
          await fill(store);
          const { dir } = await snapshotStore(store, { root, now: NOW });
          await breakIt(dir);
          expect((await failure(openSnapshot(dir))).message).toContain(message);
          expect((await failure(openSnapshot(dir))).message).toContain("remove the folder and run again");
          expect(await listSnapshots(root)).toEqual([]);
        });
      });
    }
  });
});

describe("what a crash left half-written", () => {
  /** A process that froze a store under `root` and is at it still: the folder, and how to end it. */
  async function writing(root: string): Promise<{ dir: string; kill: () => Promise<unknown> }> {
    const dir = join(root, ".writing-abcdef");
    const lock = JSON.stringify(join(dir, "writer.lock"));
    await mkdir(dir, { recursive: true });
    await Bun.write(join(dir, "events.parquet"), "PAR1");
    const platform = JSON.stringify(Bun.resolveSync("@aisle/platform", import.meta.dir));
    const script = `import { takeLock } from ${platform};
      const lock = takeLock(${lock}); console.log("held"); setInterval(() => lock, 1000);`;
    const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
    await child.stdout.getReader().read();
    return { dir, kill: () => (child.kill("SIGKILL"), child.exited) };
  }

  test("goes as soon as its writer has ended, and not before", async () => {
    await inFolder(async (root) => {
      const { dir, kill } = await writing(root);
      expect(await removeHalfWritten(root)).toEqual([]);
      expect(existsSync(dir)).toBe(true);
      await kill();
      expect(await removeHalfWritten(root)).toEqual([]);
      expect(existsSync(dir)).toBe(false);
    });
  });

  test("goes without a lock, too, unless it is of this minute", async () => {
    await inFolder(async (root) => {
      const dir = join(root, ".writing-abcdef");
      await mkdir(dir);
      await removeHalfWritten(root);
      expect(existsSync(dir)).toBe(true);
      for (const hours of [-1, 1]) {
        await mkdir(dir, { recursive: true });
        const time = new Date(Date.now() + hours * 3_600_000);
        await utimes(dir, time, time);
        await removeHalfWritten(root);
        expect(existsSync(dir)).toBe(false);
      }
    });
  });

  test("is left alone, and named, when it holds what is not a snapshot's", async () => {
    await inFolder(async (root) => {
      const { dir, kill } = await writing(root);
      await kill();
      await Bun.write(join(dir, "diary.txt"), "mine");
      expect(await removeHalfWritten(root)).toEqual([dir]);
      expect((await readdir(dir)).toSorted()).toEqual(["diary.txt", "events.parquet", "writer.lock"]);
    });
  });

  test("is nothing where there are no snapshots yet", async () => {
    await inFolder(async (root) => expect(await removeHalfWritten(join(root, "nowhere"))).toEqual([]));
  });

  test("never is a snapshot's own: a frozen one holds no lock", async () => {
    await inFolder(async (root) => {
      await withStore(async (store) => {
        await fill(store);
        const { dir } = await snapshotStore(store, { root, now: NOW });
        expect((await readdir(dir)).toSorted()).toEqual(["events.parquet", "items.parquet", "snapshot.json"]);
      });
    });
  });
});

describe("listSnapshots", () => {
  test("is empty where there are none, and passes over what is none", async () => {
    await inFolder(async (root) => {
      expect(await listSnapshots(join(root, "nowhere"))).toEqual([]);
      await mkdir(join(root, ".writing-abc"));
      await mkdir(join(root, "0123456789ab"));
      expect(await listSnapshots(root)).toEqual([]);
    });
  });

  test("gives the oldest first", async () => {
    await inFolder(async (root) => {
      await withStore(async (store) => {
        await fill(store);
        const first = await snapshotStore(store, { root, now: new Date("2025-06-01T00:00:00Z") });
        await store.appendEvents([event("u5", "i1", T)]);
        const second = await snapshotStore(store, { root, now: new Date("2025-06-02T00:00:00Z") });
        expect(await listSnapshots(root)).toEqual([first, second]);
      });
    });
  });
});
