import { describe, expect, test } from "bun:test";
import { chmodSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../test/targets.ts";
import { StoreError } from "../store.ts";
import type { Database } from "../queries/query.ts";
import { openDatabase } from "./database.ts";

async function withDatabase(use: (database: Database, path: string) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  const path = join(folder.path, "test.db");
  const database = await openDatabase(path);
  try {
    await database.write((query) => query("CREATE TABLE words (word text NOT NULL)"));
    await use(database, path);
  } finally {
    await database.close();
  }
}

const insert = (database: Database, word: string | null) =>
  database.write((query) => query("INSERT INTO words VALUES (?)", [word]));
const count = async (database: Database) =>
  (await database.read<{ n: number }>("SELECT count(*) AS n FROM words"))[0]?.n;
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

test("the file, its log and the log's index are their owner's alone, also when they were not before", () =>
  withDatabase(async (database, path) => {
    await insert(database, "a");
    const files = [path, `${path}-wal`, `${path}-shm`];
    const modes = () => files.map((file) => statSync(file).mode % 0o1000);
    expect(modes()).toEqual([0o600, 0o600, 0o600]);
    for (const file of files) chmodSync(file, 0o644);
    await (await openDatabase(path)).close();
    expect(modes()).toEqual([0o600, 0o600, 0o600]);
  }));

describe("a write that fails", () => {
  test("is rolled back and does not stop the next", () =>
    withDatabase(async (database) => {
      const error = await failureOf(
        database.write(async (query) => {
          await query("INSERT INTO words VALUES ('a')");
          await query("INSERT INTO words VALUES (?)", [null]);
        }),
      );
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ code: "invalid" });
      await insert(database, "b");
      expect(await count(database)).toBe(1);
    }));
  test("outside SQL rejects with its own error", () =>
    withDatabase(async (database) => {
      const error = await failureOf(database.write(() => Promise.reject(new TypeError("a bug"))));
      expect(error).toBeInstanceOf(TypeError);
    }));
  test("because there is no space left says so, and works again once there is", () =>
    withDatabase(async (database) => {
      await database.write((query) => query("PRAGMA max_page_count = 3"));
      const error = await failureOf(insert(database, "x".repeat(100_000)));
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ code: "full" });
      expect(await count(database)).toBe(0);
      await database.write((query) => query("PRAGMA max_page_count = 1000000"));
      await insert(database, "x".repeat(100_000));
      expect(await count(database)).toBe(1);
    }));
  for (const [what, act] of [
    ["deleted", (path: string) => rmSync(path)],
    ["moved away", (path: string) => renameSync(path, `${path}.old`)],
  ] as const) {
    test(`because the file was ${what} says so`, () =>
      withDatabase(async (database, path) => {
        act(path);
        const error = await failureOf(insert(database, "lost"));
        expect(error).toBeInstanceOf(StoreError);
        expect(error).toMatchObject({ code: "unavailable" });
        expect(String(error)).toContain("was deleted or replaced");
      }));
  }
  test("because the database is closed says so", () =>
    withDatabase(async (database) => {
      await database.close();
      expect(await failureOf(insert(database, "a"))).toMatchObject({ code: "unavailable" });
      expect(await failureOf(database.read("SELECT 1"))).toMatchObject({ code: "unavailable" });
    }));
});

describe("writes", () => {
  test("at the same time take turns", () =>
    withDatabase(async (database) => {
      let open = 0;
      await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          database.write(async (query) => {
            expect(++open).toBe(1);
            await Bun.sleep(1);
            await query("INSERT INTO words VALUES (?)", [`w${n}`]);
            open--;
          }),
        ),
      );
      expect(await count(database)).toBe(10);
    }));
  test("wait for the lock of another program without stopping this one", () =>
    withDatabase(async (database, path) => {
      const other = await openDatabase(path);
      const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
      const theirs = other.write(async (query) => {
        await query("INSERT INTO words VALUES ('theirs')");
        await mayEnd;
      });
      const ours = insert(database, "ours");
      expect(await count(database)).toBe(0);
      await Bun.sleep(20);
      end();
      await Promise.all([theirs, ours]);
      expect(await count(database)).toBe(2);
      await other.close();
    }));
  test("are waited for before the database closes", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "test.db");
    const database = await openDatabase(path);
    const written = database.write(async (query) => {
      await Bun.sleep(5);
      await query("CREATE TABLE late (n bigint)");
    });
    await database.close();
    await written;
    const again = await openDatabase(path);
    expect(await again.read("SELECT * FROM late")).toEqual([]);
    await again.close();
  });
  test("that are committed are flushed to disk", () =>
    withDatabase(async (database) => {
      const FULL = 2;
      expect(await database.write((query) => query("PRAGMA synchronous"))).toMatchObject([
        { synchronous: FULL },
      ]);
      expect(await database.read("PRAGMA journal_mode")).toMatchObject([{ journal_mode: "wal" }]);
    }));
});

test("the log of writes goes back into the file time and again, however much was written at once", () =>
  withDatabase(async (database, path) => {
    const log = () => statSync(`${path}-wal`).size;
    await database.write(async (query) => {
      for (let n = 0; n < 30; n++) await query("INSERT INTO words VALUES (?)", ["x".repeat(1_000_000)]);
    });
    for (let n = 0; n < 3; n++) await insert(database, "y".repeat(100_000));
    expect(log()).toBeLessThanOrEqual(16 * 1024 * 1024);
    for (let n = 0; n < 100; n++) await insert(database, "y".repeat(100_000));
    expect(log()).toBeLessThanOrEqual(16 * 1024 * 1024);
    expect(await count(database)).toBe(133);
  }));

describe("reads", () => {
  test("never see a transaction that is still open", () =>
    withDatabase(async (database) => {
      const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
      const { promise: inserted, resolve: tellInserted } = Promise.withResolvers<void>();
      const write = database.write(async (query) => {
        await query("INSERT INTO words VALUES ('open')");
        tellInserted();
        await mayEnd;
      });
      await inserted;
      expect(await count(database)).toBe(0);
      end();
      await write;
      expect(await count(database)).toBe(1);
    }));
  test("in memory wait for the open transaction", async () => {
    const database = await openDatabase(":memory:");
    await database.write((query) => query("CREATE TABLE words (word text NOT NULL)"));
    const write = database.write(async (query) => {
      await query("INSERT INTO words VALUES ('a')");
      await Bun.sleep(2);
      await query("INSERT INTO words VALUES ('b')");
    });
    expect(await count(database)).toBe(2);
    await write;
    await database.close();
  });
});
