import { describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { rows, withDuckDb } from "./duckdb.ts";
import { openValid } from "./quarantine.ts";
import { renderReport, ValidationError, type ValidationReport } from "./report.ts";
import { freezeTables, type Snapshot } from "./snapshot.ts";
import { createTables } from "./tables.ts";
import { failure, folderEntries, inFolder, NOW } from "./testing.ts";
import { previousSnapshot, validateSnapshot } from "./validate.ts";

const T = Date.UTC(2025, 5, 1);
const DAY = 86_400_000;

/** 1,000 sound events of 50 customers on ten items, over the ten days that begin at `start`. */
const soundEvents = (start: number, type = "'view'"): string =>
  `insert into events select 'u' || i % 50, 'i' || i % 10, ${type}, null, ${start} + i * ${DAY / 100}, i from range(1000) t(i)`;

const TEN_ITEMS =
  "insert into items (item_id, price, categories) select 'i' || i, 10, ['c' || i % 2] from range(10) t(i)";

/** Freezes what the SQL puts into the tables; bad rows can be written that no store would take. */
async function freeze(root: string, created: Date, ...inserts: readonly string[]): Promise<Snapshot> {
  return await withDuckDb(async (db) => {
    await createTables(db);
    for (const sql of inserts) await db.run(sql);
    return await freezeTables(db, { root, now: created, source: "test" });
  });
}

const event = (customer: string, item: string, type: string, time: string): string =>
  `insert into events values (${customer}, ${item}, ${type}, null, ${time}, 0)`;

const validating = async (snapshot: Snapshot, more: Partial<Parameters<typeof validateSnapshot>[1]> = {}) =>
  await validateSnapshot(snapshot, { now: NOW, ...more });

const stopped = async (validation: Promise<ValidationReport>): Promise<ValidationReport> => {
  const error: unknown = await validation.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ValidationError);
  return (error as ValidationError).report;
};

const outcomes = (report: ValidationReport): Record<string, string> =>
  Object.fromEntries(report.checks.map((check) => [check.name, check.outcome]));

const readQuarantine = async (snapshot: Snapshot): Promise<Record<string, unknown>[]> =>
  (await readFile(join(snapshot.dir, "quarantine.ndjson"), "utf8"))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("bad rows", () => {
  const bad: Record<string, string> = {
    "missing-customer": event("null", "'i1'", "'view'", `${T}`),
    "missing-item": event("'u1'", "' '", "'view'", `${T}`),
    "overlong-id": event("repeat('u', 257)", "'i1'", "'view'", `${T}`),
    "missing-time": event("'u1'", "'i1'", "'view'", "null"),
    "unknown-type": event("'u1'", "'i1'", "'wish'", `${T}`),
    "impossible-time": event("'u1'", "'i1'", "'view'", `${NOW.getTime() + DAY + 1}`),
    "unknown-item": event("'u1'", "'i11'", "'view'", `${T}`),
    duplicate: event("'u0'", "'i0'", "'view'", `${T}`),
  };

  for (const [reason, insert] of Object.entries(bad)) {
    test(`a row with the fault "${reason}" is set aside with its reason, the others go on`, async () => {
      await inFolder(async (root) => {
        const snapshot = await freeze(root, NOW, TEN_ITEMS, soundEvents(T), insert);
        const report = await validating(snapshot);
        expect(report.verdict).toBe("passed");
        expect(report.valid).toMatchObject({ events: 1000, customers: 50, items: 10 });
        expect(report.quarantined).toEqual([
          expect.objectContaining({ table: "events", reason, dropped: "row", rows: 1, share: 1 / 1001 }),
        ]);
        expect(await readQuarantine(snapshot)).toEqual([
          expect.objectContaining({
            table: "events",
            reason,
            data: expect.objectContaining({ row: expect.any(Number) }),
          }),
        ]);
      });
    });
  }

  test("an id of 256 characters is long enough to be true", async () => {
    await inFolder(async (root) => {
      const long = event("repeat('u', 256)", "'i1'", "'view'", `${T}`);
      const report = await validating(await freeze(root, NOW, TEN_ITEMS, soundEvents(T), long));
      expect(report.quarantined).toEqual([]);
    });
  });

  test("the day before 1995 is impossible, and so is two days from now; tomorrow is a clock that goes fast", async () => {
    await inFolder(async (root) => {
      const at = (time: number) => event("'u1'", "'i1'", "'cart'", `${time}`);
      const snapshot = await freeze(
        root,
        NOW,
        TEN_ITEMS,
        soundEvents(T),
        at(Date.UTC(1994, 11, 31)),
        at(Date.UTC(1995, 0, 1)),
        at(NOW.getTime() + DAY),
        at(NOW.getTime() + 2 * DAY),
      );
      const report = await validating(snapshot);
      expect(report.quarantined.map(({ reason, rows }) => [reason, rows])).toEqual([["impossible-time", 2]]);
      expect(report.valid.from).toBe("1995-01-01T00:00:00.000Z");
    });
  });

  test("of a customer with too many events the newest count, which stops nothing and is named", async () => {
    await inFolder(async (root) => {
      const robot = `insert into events select 'robot', 'i1', 'view', null, ${T} + i, i from range(30) t(i)`;
      const snapshot = await freeze(root, NOW, TEN_ITEMS, soundEvents(T), robot);
      const report = await validating(snapshot, { thresholds: { maxEventsPerCustomer: 29 } });
      expect(report.quarantined.map(({ reason, rows }) => [reason, rows])).toEqual([
        ["oversized-customer", 1],
      ]);
      expect((await readQuarantine(snapshot))[0]).toMatchObject({ data: { occurred_at: T } });
      expect(outcomes(report)["customers with too many events"]).toBe("warning");
      expect((await validating(snapshot, { thresholds: { maxEventsPerCustomer: 30 } })).quarantined).toEqual(
        [],
      );
    });
  });

  test("an item without an id or with one that was there already is set aside, a negative price only by itself", async () => {
    await inFolder(async (root) => {
      const snapshot = await freeze(
        root,
        NOW,
        TEN_ITEMS,
        soundEvents(T),
        "insert into items (item_id, title) values (null, 'x'), ('i1', 'zzz')",
        "update items set price = -1 where item_id = 'i2'",
      );
      const report = await validating(snapshot, { thresholds: { maxQuarantined: 0.5 } });
      expect(report.valid).toMatchObject({ events: 1000, items: 10 });
      expect(
        report.quarantined.map(
          ({ table, rows, reason, dropped }) => `${table}: ${rows} ${reason}, ${dropped}`,
        ),
      ).toEqual(["items: 1 duplicate, row", "items: 1 missing-id, row", "items: 1 negative-price, price"]);
    });
  });
});

describe("thresholds", () => {
  test("an id that many share, repetitions and unknown items of the store's events stop nothing", async () => {
    await inFolder(async (root) => {
      const guest = `insert into events select 'guest', 'i' || i % 10, 'view', null, ${T} + i, i from range(3000) t(i)`;
      const twice = "insert into events select * from events where customer_id < 'u2'";
      const unknown = `insert into events select 'u1', 'later', 'view', null, ${T} + i, i from range(500) t(i)`;
      const snapshot = await freeze(root, NOW, TEN_ITEMS, soundEvents(T), twice, guest, unknown);
      const thresholds = { maxEventsPerCustomer: 1_000 };
      expect((await stopped(validating(snapshot, { thresholds }))).checks[0]?.finding).toContain(
        "500 unknown-item",
      );
      const report = await validating({ ...snapshot, source: "store" }, { thresholds });
      expect(report.verdict).toBe("passed");
      expect(report.checks[0]?.finding).toStartWith("0 of ");
      expect(Object.fromEntries(report.quarantined.map(({ reason, rows }) => [reason, rows]))).toMatchObject({
        "oversized-customer": 2_000,
        "unknown-item": 500,
      });
    });
  });

  test("a customer who comes to have too many events is no loss of data", async () => {
    await inFolder(async (root) => {
      const guest = (events: number) =>
        `insert into events select 'guest', 'i1', 'view', null, ${T} + i, i from range(${events}) t(i)`;
      const thresholds = { maxEventsPerCustomer: 5_000 };
      const before = await freeze(root, NOW, TEN_ITEMS, soundEvents(T), guest(5_000));
      const after = await freeze(root, NOW, TEN_ITEMS, soundEvents(T), guest(6_000));
      await validating(before, { thresholds });
      const report = await validating(after, { thresholds, previous: before });
      expect(outcomes(report)["events since the last snapshot"]).toBe("ok");
      expect(report.valid.events).toBe(6_000);
    });
  });

  test("too many unusable rows stop the run, after the report and the quarantine are written", async () => {
    await inFolder(async (root) => {
      const unknown = `insert into events select 'u1', 'gone', 'view', null, ${T} + i, i from range(53) t(i)`;
      const snapshot = await freeze(root, NOW, TEN_ITEMS, soundEvents(T), unknown);
      const report = await stopped(validating(snapshot));
      expect(outcomes(report)["unusable events"]).toBe("stop");
      expect(report.checks[0]?.finding).toBe(
        "53 of 1,053 events are unusable: 53 unknown-item (5.0 %; 5.0 % are accepted)",
      );
      expect(JSON.parse(await readFile(join(snapshot.dir, "validation.json"), "utf8"))).toEqual(report);
      expect(await readQuarantine(snapshot)).toHaveLength(53);
      expect(await folderEntries(snapshot.dir)).toHaveLength(5);
    });
  });

  test("unusable items, too few events and too few customers stop the run", async () => {
    await inFolder(async (root) => {
      const few = `insert into events select 'u1', 'i1', 'view', null, ${T} + i, i from range(99) t(i)`;
      const snapshot = await freeze(root, NOW, TEN_ITEMS, few, "insert into items (item_id) values (null)");
      const report = await stopped(validating(snapshot));
      expect(outcomes(report)).toEqual({
        "unusable events": "ok",
        "unusable items": "stop",
        "number of events": "stop",
        "number of customers": "stop",
      });
    });
  });

  test("files with another schema are an error that names the columns", async () => {
    await inFolder(async (root) => {
      const snapshot = await freeze(root, NOW, TEN_ITEMS, soundEvents(T));
      await withDuckDb(async (db) => {
        await db.run(
          `copy (select 1 as customer_id, 'i' as item_id, 'view' as type, 1.0::double as value)
           to '${snapshot.dir}/events.parquet' (format parquet)`,
        );
      });
      expect((await failure(validating(snapshot))).message).toContain(
        "customer_id should be VARCHAR and is INTEGER, occurred_at should be BIGINT and is missing",
      );
    });
  });
});

test.each([
  [1000, undefined],
  [
    1001,
    '1,001 items are of the group "shoes": of one product\'s variants a list shows one. Is it a category?',
  ],
])("a group of %p items is said to be %p", async (size, finding) => {
  await inFolder(async (root) => {
    const items = `insert into items (item_id, group_id) select 'v' || i, 'shoes' from range(${size}) t(i)`;
    const report = await validating(await freeze(root, NOW, TEN_ITEMS, items, soundEvents(T)));
    expect(report.verdict).toBe("passed");
    const check = report.checks.find(({ name }) => name === "variants of one product");
    expect([check?.outcome, check?.finding]).toEqual(
      finding === undefined ? [undefined, undefined] : ["warning", finding],
    );
  });
});

test("a snapshot of before there were groups is read as one without any", async () => {
  await inFolder(async (root) => {
    const snapshot = await freeze(root, NOW, TEN_ITEMS, soundEvents(T));
    const file = join(snapshot.dir, "items.parquet");
    await withDuckDb(async (db) => {
      await db.run(`create table old as select * exclude (group_id) from read_parquet('${file}')`);
      await db.run(`copy old to '${file}' (format parquet)`);
    });
    expect((await validating(snapshot)).verdict).toBe("passed");
    await withDuckDb(async (db) => {
      await openValid(db, snapshot);
      expect(await rows(db, "select distinct group_id from valid_items")).toEqual([{ group_id: null }]);
    });
  });
});

describe("against the snapshot before", () => {
  const LATER = T + 10 * DAY;

  test("data that vanished stops the run and says how to go on", async () => {
    await inFolder(async (root) => {
      const previous = await freeze(
        root,
        NOW,
        TEN_ITEMS,
        soundEvents(T),
        soundEvents(LATER),
        soundEvents(LATER + 20 * DAY),
      );
      const report = await stopped(
        validating(await freeze(root, NOW, TEN_ITEMS, soundEvents(T)), { previous }),
      );
      const check = report.checks.find((check) => check.name === "events since the last snapshot");
      expect(check?.finding).toBe(`3,000 → 1,000 events; if that is meant, remove ${previous.dir}`);
      expect(report.previous).toBe(previous.digest);
    });
  });

  test("more of the same is no drift", async () => {
    await inFolder(async (root) => {
      const previous = await freeze(root, NOW, TEN_ITEMS, soundEvents(T));
      const report = await validating(
        await freeze(root, NOW, TEN_ITEMS, soundEvents(T), soundEvents(LATER)),
        { previous },
      );
      expect(new Set(Object.values(outcomes(report)))).toEqual(new Set(["ok"]));
      const finding = (name: string) => report.checks.find((check) => check.name === name)?.finding;
      expect(finding("volume per day")).toBe("100 → 100 events per day");
      expect(finding("median price")).toBe("10.00 → 10.00 over what customers acted on");
    });
  });

  test("without newer events only the catalogue is compared", async () => {
    await inFolder(async (root) => {
      const previous = await freeze(root, NOW, TEN_ITEMS, soundEvents(T));
      const late = event("'u1'", "'i1'", "'cart'", `${T}`);
      const snapshot = await freeze(root, NOW, TEN_ITEMS, soundEvents(T), late);
      expect(Object.keys(outcomes(await validating(snapshot, { previous })))).toEqual([
        "unusable events",
        "unusable items",
        "number of events",
        "number of customers",
        "events since the last snapshot",
        "items since the last snapshot",
        "new items",
      ]);
    });
  });

  test("drift is described in words and numbers and does not stop the run", async () => {
    await inFolder(async (root) => {
      const previous = await freeze(root, NOW, TEN_ITEMS, soundEvents(T));
      const snapshot = await freeze(
        root,
        NOW,
        TEN_ITEMS,
        soundEvents(T),
        "insert into items (item_id, price, categories) select 'n' || i, 40, ['new'] from range(5) t(i)",
        `insert into events select 'u' || i % 50, 'n' || i % 5, case when i % 2 = 0 then 'cart' else 'view' end, null,
           ${LATER} + i * ${DAY / 400}, i from range(4000) t(i)`,
      );
      const report = await validating(snapshot, { previous });
      expect(report.verdict).toBe("passed");
      const drift = report.checks.filter((check) => check.outcome === "warning");
      expect(Object.fromEntries(drift.map(({ name, finding }) => [name, finding]))).toEqual({
        "volume per day": "100 → 400 events per day",
        "event mix": "50.0 % moved, most of all cart: 0.0 % → 50.0 %",
        categories: "100.0 % moved, most of all new: 0.0 % → 100.0 %",
        "new items": "5 of 15 items are new (33.3 %)",
        "median price": "10.00 → 40.00 over what customers acted on",
      });
    });
  });

  test("a snapshot that was stopped is not what the next one is compared with", async () => {
    await inFolder(async (root) => {
      const good = await freeze(root, new Date("2025-07-01"), TEN_ITEMS, soundEvents(T), soundEvents(LATER));
      await validating(good);
      const broken = await freeze(root, new Date("2025-07-02"), TEN_ITEMS, soundEvents(T));
      await stopped(validating(broken, { thresholds: { minEvents: 5000 } }));
      const unchecked = await freeze(root, new Date("2025-07-03"), TEN_ITEMS, soundEvents(LATER));
      expect(await previousSnapshot(root, unchecked.digest)).toEqual(good);
      expect(await previousSnapshot(root, good.digest)).toBeUndefined();
    });
  });
});

describe("renderReport", () => {
  test("names no customer: it is printed and logged", async () => {
    await inFolder(async (root) => {
      const unknown = event("'secret-customer'", "'gone'", "'view'", `${T}`);
      const snapshot = await freeze(root, NOW, TEN_ITEMS, soundEvents(T), unknown);
      const report = await validating(snapshot);
      expect(report.quarantined).toHaveLength(1);
      expect(JSON.stringify(report) + renderReport(report)).not.toContain("secret-customer");
      expect(JSON.stringify(await readQuarantine(snapshot))).toContain("secret-customer");
    });
  });

  test("shows every check and every reason, and data cannot break the table", async () => {
    await inFolder(async (root) => {
      const nasty = event("'u1'", "'gone|1' || chr(10) || '# x'", "'view'", `${T}`);
      const snapshot = await freeze(root, NOW, TEN_ITEMS, soundEvents(T), nasty);
      const text = renderReport(await validating(snapshot));
      expect(text).toContain("# Validation: passed\n");
      expect(text).toContain(
        "1,000 events of 50 customers on 10 items go on, from 2025-06-01 to 2025-06-10.",
      );
      expect(text).toContain("| unusable events     | ok");
      expect(text).toMatch(/\| events +\| unknown-item \| 1 +\| 0\.1 % \| .*gone\\\|1/);
      expect(text.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(1);
    });
  });

  test("counts the warnings and marks what stopped the run", () => {
    const check = { name: "a", finding: "b", value: 1, limit: 0 };
    const text = renderReport({
      formatVersion: 1,
      verdict: "stopped",
      snapshot: "sha256:0123456789abcdef",
      previous: "sha256:fedcba9876543210",
      checkedAt: NOW.toISOString(),
      valid: { events: 1, customers: 1, items: 0, from: "2025-01-01", to: "2025-01-02" },
      quarantined: [],
      checks: [
        { ...check, outcome: "warning" },
        { ...check, outcome: "stop" },
      ],
    });
    expect(text).toContain("# Validation: stopped with 1 warning\n");
    expect(text).toContain("Snapshot 0123456789ab, compared with fedcba987654.");
    expect(text).toContain("1 event of 1 customer on 0 items go on");
    expect(text).toContain("| a     | WARNING | b       |\n| a     | STOP    | b       |");
    expect(text).toContain("Nothing was quarantined.");
  });
});
