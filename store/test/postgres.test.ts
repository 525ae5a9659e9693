// What is special about a store on a server: it goes away and comes back, and others may change what is there.
import { SQL } from "bun";
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openStore, type Store, StoreError } from "../src/index.ts";
import { readPostgresAddress } from "../src/postgres/address.ts";
import { MIGRATION_LOCK, openDatabase } from "../src/postgres/database.ts";
import { POSTGRES_MIGRATIONS } from "../src/postgres/migrations.ts";
import type { Query } from "../src/queries/query.ts";
import { event } from "./contract/events.ts";
import { startPostgres, findPostgres } from "./postgres-server.ts";
import { describeEach, POSTGRES, temporaryFolder } from "./targets.ts";

async function failureOf(promise: Promise<unknown>): Promise<StoreError> {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof StoreError))
    throw new Error(`it should have failed with a StoreError, not ${String(error)}`);
  return error;
}

/** When the stores are made: months have partitions of their own from February 2024. */
const NOW = Date.UTC(2025, 1, 10);

describeEach([POSTGRES], ({ make }) => {
  async function withStore(
    use: (store: Store, sql: SQL, url: string) => Promise<void>,
    settings = "",
  ): Promise<void> {
    await using place = await make();
    await using sql = new SQL(place.url, { max: 1 });
    const store = await openStore(`${place.url}${settings}`, { now: () => NOW });
    try {
      await use(store, sql, place.url);
    } finally {
      await store.close();
    }
  }

  test("a store that a newer program has migrated is refused", () =>
    withStore(async (_, sql, url) => {
      await sql`INSERT INTO schema_migrations (version, name, applied_at) VALUES (1000, 'later', 0)`;
      expect(await failureOf(openStore(url))).toMatchObject({ code: "schema-too-new" });
    }));

  test("a database that is not there, or whose texts are not UTF-8, is refused in words that say what to do", () =>
    withStore(async (_, sql, url) => {
      const missing = await failureOf(openStore(`${url}_missing`));
      expect(missing.code).toBe("unavailable");
      expect(missing.message).toContain("createdb");
      await sql.unsafe("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
      const latin = await failureOf(openStore(url.replace(/[^/]*$/u, "latin")));
      await sql.unsafe("DROP DATABASE latin WITH (FORCE)");
      expect(latin.message).toContain("LATIN1");
    }));

  test("a server that is not there is one that cannot be reached", async () => {
    const error = await failureOf(openStore("postgres://shop@127.0.0.1:1/shop"));
    expect(error.code).toBe("unavailable");
    expect(error.message).toContain("127.0.0.1:1/shop cannot be reached");
  });

  test("several programs that open a new store at once migrate it once", async () => {
    await using place = await make();
    const stores = await Promise.all(Array.from({ length: 5 }, () => openStore(place.url)));
    await using sql = new SQL(place.url, { max: 1 });
    expect(await sql`SELECT version FROM schema_migrations`.values()).toHaveLength(
      POSTGRES_MIGRATIONS.length,
    );
    await Promise.all(stores.map((store) => store.close()));
  });

  test("a program waits for another's migration for as long as that takes", () =>
    withStore(async (_, sql, url) => {
      await sql.unsafe(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
      const opening = openStore(`${url}?statement_timeout=20`);
      // Longer than a statement may take, and than an answer is waited for.
      await Bun.sleep(1_200);
      await sql.unsafe(`SELECT pg_advisory_unlock(${MIGRATION_LOCK})`);
      await (await opening).close();
    }));

  test("an event goes to the partition of its month, and its id is known over all months", () =>
    withStore(async (store, sql) => {
      const months = [
        Date.UTC(2024, 1, 29, 23, 59, 59, 999),
        Date.UTC(2024, 2, 1),
        Date.UTC(1969, 11, 31),
        new Date("0042-01-01T00:00:00Z").getTime(),
        -1e15,
        9e15,
      ];
      await store.appendEvents(months.map((occurredAt, n) => event(`e${n}`, { occurredAt })));
      const rows =
        await sql`SELECT tableoid::regclass::text AS month, event_id FROM events ORDER BY seq`.values();
      expect(rows).toEqual([
        ["events_2024_02", "e0"],
        ["events_2024_03", "e1"],
        ["events_early", "e2"],
        ["events_early", "e3"],
        ["events_early", "e4"],
        ["events_beyond", "e5"],
      ]);
      expect(await store.appendEvents([event("e0", { occurredAt: Date.UTC(2025, 5) })])).toEqual([
        "duplicate",
      ]);
    }));

  test("an event is recorded although another program has dropped its month", () =>
    withStore(async (store, sql) => {
      const occurredAt = Date.UTC(2024, 1);
      await store.appendEvents([event("e1", { occurredAt })]);
      await sql`DROP TABLE events_2024_02`;
      expect(await store.appendEvents([event("e2", { occurredAt })])).toEqual(["recorded"]);
    }));

  const partitionsOf = async (sql: SQL): Promise<string[]> => {
    const rows = await sql`SELECT inhrelid::regclass::text AS name FROM pg_inherits
      WHERE inhparent = 'events'::regclass ORDER BY name`.values();
    return rows.flat() as string[];
  };

  test("events of any months make no more partitions than one for all that is older than a year", () =>
    withStore(async (store, sql) => {
      const months = Array.from({ length: (2025 - 1970) * 12 + 2 }, (_, n) => Date.UTC(1970, n));
      await store.appendEvents(months.map((occurredAt, n) => event(`e${n}`, { occurredAt })));
      const partitions = await partitionsOf(sql);
      expect(partitions).toHaveLength(14);
      expect([partitions[0], partitions.at(-1)]).toEqual(["events_2024_02", "events_early"]);
      expect(await store.history("c1", 1_000)).toHaveLength(months.length);
      expect(await store.dropMonthsBefore(Date.UTC(1971, 0))).toBe(12);
    }));

  test("partitions of older months that an older program made become one", () =>
    withStore(async (store, sql, url) => {
      await sql.unsafe(`DROP TABLE events_early;
        CREATE TABLE events_before PARTITION OF events FOR VALUES FROM (MINVALUE) TO (-62167219200000);
        CREATE TABLE events_1998_03 PARTITION OF events FOR VALUES FROM (888710400000) TO (891388800000);
        CREATE TABLE events_2024_02 PARTITION OF events FOR VALUES FROM (1706745600000) TO (1709251200000)`);
      const events = [-1e15, Date.UTC(1998, 2, 5), Date.UTC(2024, 1)].map((occurredAt, n) =>
        event(`e${n}`, { occurredAt }),
      );
      for (const [at, { eventId, customerId, itemId, type, occurredAt }] of events.entries())
        await sql`INSERT INTO events (seq, event_id, customer_id, item_id, type, occurred_at)
          VALUES (${at + 1}, ${eventId}, ${customerId}, ${itemId}, ${type}, ${occurredAt})`;
      const other = await openStore(url, { now: () => NOW });
      expect(await partitionsOf(sql)).toEqual(["events_2024_02", "events_early"]);
      expect(await other.readEvents(0, 9)).toMatchObject(events);
      await other.close();
      expect(await store.history("c1", 9)).toHaveLength(3);
    }));

  test("old events are dropped together with their partitions", () =>
    withStore(async (store, sql) => {
      await store.appendEvents([
        event("older", { occurredAt: 0 }),
        event("old", { occurredAt: Date.UTC(2025, 3) }),
        event("new", { occurredAt: Date.UTC(2025, 4) }),
      ]);
      expect(await store.dropMonthsBefore(Date.UTC(2025, 4))).toBe(2);
      expect(await partitionsOf(sql)).toEqual(["events_2025_05", "events_early"]);
    }));

  const tool = (name: string) => join(findPostgres() ?? "", name);
  test.skipIf(!existsSync(tool("pg_dump")))("what pg_dump saves, pg_restore brings back", () =>
    withStore(async (store, _, url) => {
      await store.putItems([{ itemId: "i1", categories: ["a"] }]);
      await store.appendEvents([event("old", { occurredAt: 0 }), event("new")]);
      using folder = temporaryFolder();
      const file = join(folder.path, "shop.dump");
      await using empty = await make();
      const run = (name: string, ...args: string[]) => Bun.spawnSync([tool(name), ...args]).stderr.toString();
      expect(run("pg_dump", "--format=custom", `--file=${file}`, `--dbname=${url}`)).toBe("");
      const target = `--dbname=${empty.url}`;
      expect(run("pg_restore", "--exit-on-error", "--single-transaction", target, file)).toBe("");
      await withOther(empty.url, async (restored) => {
        expect(await restored.readEvents(0, 9)).toEqual(await store.readEvents(0, 9));
        expect(await restored.getItem("i1")).toEqual(await store.getItem("i1"));
        expect(await restored.appendEvents([event("old"), event("next")])).toEqual(["duplicate", "recorded"]);
      });
    }),
  );

  test("a time that is between two milliseconds, or none at all, is refused", () =>
    withStore(async (store) => {
      for (const occurredAt of [1.5, Infinity])
        expect(await failureOf(store.appendEvents([event("e", { occurredAt })]))).toMatchObject({
          code: "invalid",
        });
    }));

  test("a reader that follows the log misses nothing that several programs write at once", () =>
    withStore((one, _, url) =>
      withOther(url, async (other) => {
        const seen: string[] = [];
        let after = 0;
        let writing = true;
        const follow = async () => {
          for (let last = false; !last;) {
            last = !writing;
            const page = await one.readEvents(after, 7);
            seen.push(...page.map(({ eventId }) => eventId));
            after = page.at(-1)?.seq ?? after;
            last &&= page.length === 0;
          }
        };
        const followed = follow();
        const write = async (store: Store, prefix: string) => {
          for (let n = 0; n < 30; n++)
            await store.appendEvents([event(`${prefix}${n}`), event(`${prefix}${n}-b`)]);
        };
        await Promise.all([write(one, "a"), write(other, "b"), write(one, "c"), write(other, "d")]);
        writing = false;
        await followed;
        expect(seen).toHaveLength(240);
        expect(new Set(seen).size).toBe(240);
      }),
    ));

  test("a statement that waits too long for another program fails, and the store goes on", () =>
    withStore(async (store, sql) => {
      await sql.unsafe("BEGIN; LOCK TABLE items");
      const error = await failureOf(store.getItem("a"));
      expect(error.code).toBe("unavailable");
      expect(error.message).toContain("statement_timeout");
      await sql.unsafe("ROLLBACK");
      expect(await store.getItem("a")).toBeUndefined();
    }, "?statement_timeout=50"));

  test("a process has no more connections than its pool", () =>
    withStore(async (store, sql) => {
      await Promise.all(Array.from({ length: 50 }, () => store.counts()));
      // Those of the test before may take a moment to end.
      await until(async () => {
        const [row] = await sql`SELECT count(*)::int AS n FROM pg_stat_activity
          WHERE application_name = 'aisle' AND datname = current_database()`;
        expect(row.n).toBe(3);
      });
    }, "?pool=3"));

  test("connections that the server has cut off are replaced without a reader's notice", () =>
    withStore(async (store, sql) => {
      await Promise.all(Array.from({ length: 9 }, () => store.counts()));
      await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'aisle'`;
      expect(await store.counts()).toMatchObject({ events: 0 });
      expect(await store.appendEvents([event("e")])).toEqual(["recorded"]);
    }));

  test("while the server is gone everything fails at once, and works again when it is back", async () => {
    const server = await startPostgres(findPostgres()!);
    const store = await openStore(await server.takeDatabase());
    try {
      await store.appendEvents([event("before")]);
      await server.stop();
      expect(await failureOf(store.history("c1", 1))).toMatchObject({ code: "unavailable" });
      expect(await failureOf(store.appendEvents([event("during")]))).toMatchObject({ code: "unavailable" });
      await server.start();
      await until(() => store.appendEvents([event("after")]));
      expect((await store.readEvents(0, 9)).map(({ eventId }) => eventId)).toEqual(["before", "after"]);
    } finally {
      await store.close();
      server.remove();
    }
  });

  test("a server that does not answer is given up, and is used again when it does", async () => {
    const server = await startPostgres(findPostgres()!);
    const store = await openStore(`${await server.takeDatabase()}?statement_timeout=100&connect_timeout=1`);
    try {
      server.freeze();
      const error = await failureOf(store.counts());
      expect(error.message).toContain("does not answer");
      expect(await failureOf(store.appendEvents([event("during")]))).toBe(error);
      server.thaw();
      await until(() => store.appendEvents([event("after")]));
      expect((await store.readEvents(0, 9)).map(({ eventId }) => eventId)).toEqual(["after"]);
    } finally {
      await store.close();
      server.remove();
    }
  });

  test("a transaction that its server leaves half-way fails as a whole, and the next one works", async () => {
    const server = await startPostgres(findPostgres()!);
    const url = `${await server.takeDatabase()}?statement_timeout=100&connect_timeout=1`;
    await (await openStore(url)).close();
    const database = openDatabase(readPostgresAddress(url));
    const add = async (query: Query) => void (await query("UPDATE counters SET value = value + 1"));
    try {
      for (const [leave, back] of [
        [server.stop, server.start],
        [server.freeze, server.thaw],
      ] as const) {
        const written = database.write(async (query) => {
          await add(query);
          await leave();
          await add(query);
        });
        expect(await failureOf(written)).toMatchObject({ code: "unavailable" });
        await back();
        await until(() => database.write(add));
      }
      expect(await database.read("SELECT DISTINCT value FROM counters")).toMatchObject([{ value: 2 }]);
    } finally {
      await database.close();
      server.remove();
    }
  });
});

async function withOther(url: string, use: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore(url);
  try {
    await use(store);
  } finally {
    await store.close();
  }
}

/** Tries until it works; fails after ten seconds. */
async function until(attempt: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await Bun.sleep(20);
    }
  }
}
