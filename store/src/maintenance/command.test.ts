import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { event } from "../../test/contract/events.ts";
import { temporaryFolder } from "../../test/targets.ts";
import { openStore, type Store } from "../index.ts";
import { maintenanceCommand } from "./command.ts";

const NOW = Date.UTC(2026, 4, 31, 12);

async function inHome(use: (home: Home) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  const store = join(folder.path, "store.db");
  await use({
    path: folder.path,
    store,
    run: async (argv, environment = {}) => {
      const lines: string[] = [];
      await maintenanceCommand(argv, {
        environment: { AISLE_HOME: folder.path, ...environment },
        write: (line) => lines.push(line),
        now: () => NOW,
      });
      return lines;
    },
    failure: async (argv, environment = {}) => {
      const surroundings = { environment: { AISLE_HOME: folder.path, ...environment }, now: () => NOW };
      const error = await maintenanceCommand(argv, { ...surroundings, write: () => undefined }).catch(String);
      return String(error);
    },
    withStore: async (use) => {
      const opened = await openStore(`sqlite://${store}`);
      try {
        return await use(opened);
      } finally {
        await opened.close();
      }
    },
  });
}

interface Home {
  readonly path: string;
  readonly store: string;
  /** What the command wrote. */
  readonly run: (argv: string[], environment?: Record<string, string>) => Promise<string[]>;
  /** What a command that must fail says. */
  readonly failure: (argv: string[], environment?: Record<string, string>) => Promise<string>;
  readonly withStore: <T>(use: (store: Store) => Promise<T>) => Promise<T>;
}

const idsOf = async (store: Store) => (await store.readEvents(0, 1e6)).map(({ eventId }) => eventId);

describe("a command line that is wrong says so", () => {
  test.each([
    [[], "say backup, restore or retention"],
    [["dump"], "say backup, restore or retention"],
    [["backup", "--fast"], "--fast"],
    [["backup", "a", "b"], '"b" is too much'],
    [["restore"], "say which FILE"],
    [["retention"], "--months takes a whole number"],
    [["retention", "--months", "0"], "--months takes a whole number"],
    [["retention", "--months", "1.5"], '"1.5"'],
  ])("%j", (argv, words) =>
    inHome(async ({ failure, path }) => {
      expect(await failure(argv)).toContain(words);
      expect(readdirSync(path)).toEqual([]);
    }),
  );
});

describe("a backup is refused", () => {
  test("of Postgres, with the commands that make one and without the password", () =>
    inHome(async ({ failure }) => {
      const words = await failure(["backup"], { STORE_URL: "postgres://me:s3cret@db/shop" });
      expect(words).toContain("pg_dump --format=custom");
      expect(words).not.toContain("s3cret");
      expect(await failure(["restore", "x"], { STORE_URL: "postgres://db/shop" })).toContain("pg_restore");
    }));
  test("of a store in memory", () =>
    inHome(async ({ failure }) => {
      expect(await failure(["backup"], { STORE_URL: "sqlite::memory:" })).toContain("names no file");
    }));
  test("of a store that is not there, and makes none", () =>
    inHome(async ({ failure, store }) => {
      expect(await failure(["backup"])).toContain("there is no file");
      expect(existsSync(store)).toBe(false);
    }));
  test("to a file that is there, which stays as it is", () =>
    inHome(async ({ failure, withStore, path }) => {
      await withStore((store) => store.appendEvents([event("e")]));
      const target = join(path, "notes.txt");
      writeFileSync(target, "buy milk");
      expect(await failure(["backup", target])).toContain("is there already");
      expect(readFileSync(target, "utf8")).toBe("buy milk");
    }));
  test("of a file that is no store, and leaves nothing behind", () =>
    inHome(async ({ failure, store, path }) => {
      writeFileSync(store, "not a database, but some text".repeat(100));
      expect(await failure(["backup"])).toContain("damaged or no SQLite database");
      new Database(join(path, "other.db")).run("CREATE TABLE t (a text)");
      expect(await failure(["backup"], { STORE_URL: `sqlite://${join(path, "other.db")}` })).toContain(
        "no store of Aisle",
      );
      expect(readdirSync(join(path, "backups"))).toEqual([]);
    }));
});

describe("a backup", () => {
  test("holds what was committed by then, while the store is written, and only its owner can read it", () =>
    inHome(async ({ run, withStore, path }) => {
      const child = await withStore(async (store) => {
        await store.appendEvents(Array.from({ length: 5000 }, (_, n) => event(`before${n}`)));
        const backedUp = new AbortController();
        const writing = (async () => {
          for (let n = 0; !backedUp.signal.aborted; n++) await store.appendEvents([event(`during${n}`)]);
        })();
        // In a process of its own, as `make backup` is.
        const child = Bun.spawn([process.execPath, join(import.meta.dir, "..", "main.ts"), "backup"], {
          env: { AISLE_HOME: path },
          stdout: "pipe",
          stderr: "inherit",
        });
        expect(await child.exited).toBe(0);
        backedUp.abort();
        await writing;
        return child;
      });
      const file = (await new Response(child.stdout).text()).trim();
      expect(file).toStartWith(join(path, "backups", "store-"));
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
      await run(["restore", file, "--replace"]);
      await withStore(async (store) => {
        const ids = await idsOf(store);
        expect(ids.slice(0, 5000)).toEqual(Array.from({ length: 5000 }, (_, n) => `before${n}`));
        expect(await store.counts()).toMatchObject({ events: ids.length });
        expect(await store.appendEvents([event("before1"), event("after")])).toEqual([
          "duplicate",
          "recorded",
        ]);
      });
    }));
  test("is named by its time, in the backups of AISLE_HOME, unless it is named", () =>
    inHome(async ({ run, withStore, path }) => {
      await withStore((store) => store.appendEvents([event("e")]));
      expect(await run(["backup"])).toEqual([join(path, "backups", "store-2026-05-31T12-00-00Z.db")]);
      expect(await run(["backup", join(path, "a", "b.db")])).toEqual([join(path, "a", "b.db")]);
    }));
});

describe("a restore is refused, and the store stays as it is,", () => {
  const withBackup = (use: (home: Home, backup: string) => Promise<void>) =>
    inHome(async (home) => {
      await home.withStore((store) => store.appendEvents([event("backed-up")]));
      const [backup = ""] = await home.run(["backup"]);
      await home.withStore((store) => store.appendEvents([event("newer")]));
      await use(home, backup);
      expect(await home.withStore(idsOf)).toEqual(["backed-up", "newer"]);
      expect(readdirSync(home.path).toSorted()).toEqual(["backups", "store.db"]);
    });

  test("without being told to replace it", () =>
    withBackup(async ({ failure }, backup) => {
      expect(await failure(["restore", backup])).toContain("REPLACE=1");
    }));
  test("while a program uses it", () =>
    withBackup(async ({ failure, withStore }, backup) => {
      await withStore(async () => {
        expect(await failure(["restore", backup, "--replace"])).toContain("is in use");
      });
    }));
  test("from a file that is not there", () =>
    withBackup(async ({ failure }) => {
      expect(await failure(["restore", "/no/such/backup.db", "--replace"])).toContain("there is no file");
    }));
  test("from a backup that is damaged", () =>
    withBackup(async ({ failure, withStore, run }, other) => {
      await withStore((store) =>
        store.putItems(Array.from({ length: 500 }, (_, n) => ({ itemId: `i${n}` }))),
      );
      const [backup = ""] = await run(["backup", `${other}-2`]);
      const bytes = readFileSync(backup);
      bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 8192);
      writeFileSync(backup, bytes);
      expect(await failure(["restore", backup, "--replace"])).toContain("is damaged");
    }));
  test("from a backup of a newer program", () =>
    withBackup(async ({ failure }, backup) => {
      const database = new Database(backup);
      database.run("INSERT INTO schema_migrations (version, name, applied_at) VALUES (1000, 'later', 0)");
      database.close();
      expect(await failure(["restore", backup, "--replace"])).toContain("schema 1000");
    }));
});

describe("a restore", () => {
  test("brings back a store that is gone, or damaged, and nothing of its log", () =>
    inHome(async ({ run, withStore, store, path }) => {
      await withStore((opened) => opened.appendEvents([event("e")]));
      const [backup = ""] = await run(["backup"]);
      await run(["restore", backup], { AISLE_HOME: "", STORE_URL: `sqlite://${join(path, "new.db")}` });
      const restored = await openStore(`sqlite://${join(path, "new.db")}`);
      expect(await idsOf(restored)).toEqual(["e"]);
      await restored.close();

      writeFileSync(store, "overwritten by mistake".repeat(500));
      writeFileSync(`${store}-wal`, "of another database");
      await run(["restore", backup, "--replace"]);
      expect(readdirSync(path).toSorted()).toEqual(["backups", "new.db", "store.db"]);
      expect(await withStore(idsOf)).toEqual(["e"]);
    }));
});

test("retention keeps as many whole months as asked, and the current one", () =>
  inHome(async ({ run, withStore, store }) => {
    const times = {
      older: "2026-01-31T23:59:59Z",
      kept: "2026-02-01T00:00:00Z",
      now: "2026-05-31T12:00:00Z",
    };
    await withStore((store) =>
      store.appendEvents(
        Object.entries(times).map(([id, time]) => event(id, { occurredAt: Date.parse(time) })),
      ),
    );
    await withStore(async (opened) => {
      await opened.putItems([{ itemId: "deleted" }]);
      await opened.deleteItem("deleted");
    });
    const deleted = new Database(store);
    deleted.run("UPDATE items SET deleted_at = ?", [NOW - 31 * 86_400_000]);
    deleted.close();
    expect(await run(["retention", "--months", "3"])).toEqual([
      "1 events from before 2026-02 are dropped",
      "1 items that were deleted more than 30 days ago are dropped",
    ]);
    expect(await withStore(idsOf)).toEqual(["kept", "now"]);
  }));
