import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../test/targets.ts";
import { StoreError } from "./store.ts";
import { migrate } from "./migrate.ts";
import { searchItems } from "./queries/search.ts";
import { takenItems } from "./queries/customer-items.ts";
import type { Database } from "./queries/query.ts";
import { openDatabase } from "./sqlite/database.ts";
import { SQLITE_MIGRATIONS } from "./sqlite/migrations.ts";
import firstScript from "./sqlite/migrations/0001-catalogue-and-events.sql" with { type: "text" };

const now = () => 1234;

async function withDatabase(use: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(":memory:");
  await use(database);
  await database.close();
}

describe("migrating", () => {
  test("is refused when a newer program has been here, and changes nothing", () =>
    withDatabase(async (database) => {
      await migrate(database, SQLITE_MIGRATIONS, now);
      await database.write((query) =>
        query("INSERT INTO schema_migrations (version, name, applied_at) VALUES (99, 'from-the-future', 0)"),
      );
      const error = await migrate(database, SQLITE_MIGRATIONS, now).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ code: "schema-too-new" });
      expect(String(error)).toContain("99");
    }));
  test("is all or nothing", () =>
    withDatabase(async (database) => {
      await database.write((query) => query("CREATE TABLE events (something_else text)"));
      expect(await migrate(database, SQLITE_MIGRATIONS, now).catch((error: unknown) => error)).toBeInstanceOf(
        StoreError,
      );
      expect(await database.read("SELECT name FROM sqlite_master WHERE type = 'table'")).toMatchObject([
        { name: "events" },
      ]);
    }));
  test("writes down what it did and does it once", () =>
    withDatabase(async (database) => {
      await migrate(database, SQLITE_MIGRATIONS, now);
      await migrate(database, SQLITE_MIGRATIONS, () => 9999);
      expect(await database.read("SELECT version, name, applied_at FROM schema_migrations")).toMatchObject([
        { version: 1, name: "catalogue-and-events", applied_at: 1234 },
        { version: 2, name: "hidden-items", applied_at: 1234 },
        { version: 3, name: "taken-items", applied_at: 1234 },
        { version: 4, name: "api-keys", applied_at: 1234 },
        { version: 5, name: "covering-history", applied_at: 1234 },
        { version: 6, name: "customer-items", applied_at: 1234 },
        { version: 7, name: "erasures", applied_at: 1234 },
        { version: 8, name: "folded-search", applied_at: 1234 },
        { version: 9, name: "deleted-at", applied_at: 1234 },
        { version: 10, name: "item-groups", applied_at: 1234 },
        { version: 11, name: "customer-attributes", applied_at: 1234 },
        { version: 12, name: "standing-rules", applied_at: 1234 },
        { version: 13, name: "event-removals", applied_at: 1234 },
        { version: 14, name: "items-by-group", applied_at: 1234 },
        { version: 15, name: "items-by-arrival", applied_at: 1234 },
      ]);
    }));
  test("finds by any accents what an older program put", () =>
    withDatabase(async (database) => {
      await migrate(database, SQLITE_MIGRATIONS.slice(0, 7), now);
      await database.write((query) =>
        query(
          "INSERT INTO items (item_id, revision, deleted, created_at, title, search_text) VALUES ('i1', 1, FALSE, 0, 'Caf\u00e9', 'caf\u00e9  i1')",
        ),
      );
      await migrate(database, SQLITE_MIGRATIONS, now);
      expect((await searchItems(database.read, { query: "CAFE", limit: 1 })).items).toHaveLength(1);
    }));
  test("knows what was taken and hidden before that was kept by itself", () =>
    withDatabase(async (database) => {
      await migrate(database, SQLITE_MIGRATIONS.slice(0, 5), now);
      const events = [
        [1, "a", "purchase", 10, 1],
        [2, "a", "purchase", 30, 3],
        [3, "a", "cart", 20, null],
        [4, "b", "hide", 5, null],
        [5, "b", "view", 50, null],
      ] as const;
      await database.write(async (query) => {
        for (const [seq, item, type, time, value] of events)
          await query(
            "INSERT INTO events (seq, event_id, customer_id, item_id, type, occurred_at, value) VALUES (?, ?, 'c', ?, ?, ?, ?)",
            [seq, `e${seq}`, item, type, time, value],
          );
      });
      await migrate(database, SQLITE_MIGRATIONS, now);
      expect(await takenItems(database.read, "c", 10)).toEqual([
        { itemId: "a", type: "purchase", occurredAt: 30, value: 3 },
        { itemId: "a", type: "cart", occurredAt: 20 },
        { itemId: "b", type: "hide", occurredAt: 5 },
      ]);
    }));
  test("is done by one of several that start at once", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "test.db");
    const databases = await Promise.all(Array.from({ length: 5 }, () => openDatabase(path)));
    await Promise.all(databases.map((database) => migrate(database, SQLITE_MIGRATIONS, now)));
    expect(await databases[0]?.read("SELECT version FROM schema_migrations")).toHaveLength(
      SQLITE_MIGRATIONS.length,
    );
    await Promise.all(databases.map((database) => database.close()));
  });
});

test("the schema has only column types that Postgres knows too", () => {
  const columns = firstScript.matchAll(
    /^ {2}(?!PRIMARY KEY)(?<name>[a-z_]+) (?<type>[a-z]+(?: precision)?)/gm,
  );
  const types = new Set(Array.from(columns, ({ groups }) => groups?.["type"]));
  expect(types).toEqual(new Set(["text", "bigint", "boolean", "double precision"]));
});
