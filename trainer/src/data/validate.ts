// Decides whether a snapshot may be learned from, sets bad rows aside and says what it found.
import type { DuckDBConnection } from "@duckdb/node-api";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  groupChecks,
  lossChecks,
  MAX_EVENTS_PER_CUSTOMER,
  oversizedChecks,
  rowChecks,
  sizeChecks,
  type Thresholds,
} from "./checks.ts";
import { type DriftLimits, measureDrift } from "./drift.ts";
import { type DuckDbLimits, literal, oneRow, rows, withDuckDb } from "./duckdb.ts";
import { eventFault, ITEM_FAULT } from "./faults.ts";
import { createRowViews, createValidViews, QUARANTINE_FILE } from "./quarantine.ts";
import { type Quarantined, ValidationError, type ValidationReport } from "./report.ts";
import { requireSchema } from "./schema.ts";
import { listSnapshots, type Snapshot } from "./snapshot.ts";
import { readVerdict, VALIDATION_FILE } from "./verdict.ts";

export interface ValidateOptions {
  readonly now: Date;
  /** The snapshot before, for volumes and drift. */
  readonly previous?: Snapshot;
  readonly thresholds?: Thresholds;
  readonly drift?: DriftLimits;
  readonly limits?: DuckDbLimits;
}

/**
 * Writes `quarantine.ndjson` and `validation.json` into the snapshot's folder and returns the report. Throws
 * `ValidationError` (after writing both) when a threshold stops the run, `DataError` when the files have another schema.
 */
export async function validateSnapshot(
  snapshot: Snapshot,
  options: ValidateOptions,
): Promise<ValidationReport> {
  const report = await withDuckDb(async (db) => {
    await createRowViews(db, snapshot.dir);
    await requireSchema(db, snapshot.dir);
    await findFaults(db, options);
    await writeQuarantine(db, snapshot.dir);
    await createValidViews(db, snapshot.dir);
    return await compileReport(db, snapshot, options);
  }, options.limits);
  await replaceFile(join(snapshot.dir, VALIDATION_FILE), `${JSON.stringify(report, null, 2)}\n`);
  if (report.verdict === "stopped") throw new ValidationError(report, snapshot);
  return report;
}

/**
 * What a new snapshot is compared with: the newest other one under `root` that passed. One that was stopped does not
 * count, or the run after it would find its faults normal.
 */
export async function previousSnapshot(root: string, digest: string): Promise<Snapshot | undefined> {
  const others = (await listSnapshots(root)).filter((snapshot) => snapshot.digest !== digest);
  for (const snapshot of others.toReversed())
    if ((await readVerdict(snapshot.dir)) === "passed") return snapshot;
  return undefined;
}

/**
 * Creates the table `faults`: table, row, reason, what is dropped, and the row itself as JSON. Rows are in canonical order, so those of a
 * customer lie together, the newest last.
 */
async function findFaults(db: DuckDBConnection, options: ValidateOptions): Promise<void> {
  const maxEvents = options.thresholds?.maxEventsPerCustomer ?? MAX_EVENTS_PER_CUSTOMER;
  await db.run(
    `create temp table faults as
     select 'items' as "table", row, reason, case reason when 'negative-price' then 'price' else 'row' end as dropped,
       to_json(faulty) as data
     from (select * exclude (copy), case
         when ${ITEM_FAULT} is not null then ${ITEM_FAULT}
         when copy > 1 then 'duplicate'
         when price < 0 then 'negative-price' end as reason
       from (select *, row_number() over (partition by item_id order by row) as copy from items_rows)) as faulty
     where reason is not null`,
  );
  await db.run(
    `insert into faults
     select 'events', row, reason, 'row', to_json(faulty)
     from (select * exclude (copy, newest), case
         when ${eventFault(options.now)} is not null then ${eventFault(options.now)}
         when item_id not in (select item_id from items_rows where ${ITEM_FAULT} is null) then 'unknown-item'
         when copy > 1 then 'duplicate'
         when newest - row >= ${maxEvents} then 'oversized-customer' end as reason
       from (select *, max(row) over (partition by customer_id) as newest,
           row_number() over (partition by customer_id, item_id, type, occurred_at order by row) as copy
         from events_rows)) as faulty
     where reason is not null`,
  );
}

async function writeQuarantine(db: DuckDBConnection, dir: string): Promise<void> {
  const file = join(dir, QUARANTINE_FILE);
  await db.run(
    `copy (select "table", row, reason, dropped, data from faults order by "table", row)
     to ${literal(`${file}.part`)} (format json)`,
  );
  await rename(`${file}.part`, file);
}

async function compileReport(
  db: DuckDBConnection,
  snapshot: Snapshot,
  options: ValidateOptions,
): Promise<ValidationReport> {
  const { previous } = options;
  const { first, last, ...counts } = await oneRow<{
    events: number;
    customers: number;
    items: number;
    first: number | null;
    last: number | null;
  }>(
    db,
    `select count(*)::double as events, count(distinct customer_id)::double as customers,
       (select count(*) from valid_items)::double as items,
       min(occurred_at)::double as first, max(occurred_at)::double as last from valid_events`,
  );
  const quarantined = await quarantinedGroups(db, snapshot.counts);
  const checks = [
    ...rowChecks(quarantined, snapshot, options.thresholds),
    ...oversizedChecks(quarantined, options.thresholds),
    ...sizeChecks(counts, options.thresholds),
    ...groupChecks(await largestGroup(db)),
    ...(previous === undefined ? [] : lossChecks(counts, previous, options.thresholds)),
    ...(previous === undefined ? [] : await measureDrift(db, previous, options.drift ?? {})),
  ];
  return {
    formatVersion: 1,
    verdict: checks.some((check) => check.outcome === "stop") ? "stopped" : "passed",
    snapshot: snapshot.digest,
    ...(previous === undefined ? {} : { previous: previous.digest }),
    checkedAt: options.now.toISOString(),
    valid: { ...counts, from: new Date(first ?? 0).toISOString(), to: new Date(last ?? 0).toISOString() },
    quarantined,
    checks,
  };
}

async function largestGroup(
  db: DuckDBConnection,
): Promise<{ readonly group: string; readonly items: number } | undefined> {
  const [largest] = await rows<{ group: string; items: number }>(
    db,
    `select group_id as "group", count(*)::double as items from valid_items where group_id is not null
     group by group_id order by items desc, group_id limit 1`,
  );
  return largest;
}

/** The report is printed and logged: whose row it is stays in the quarantine file. */
const EXAMPLE = `(case "table" when 'events' then json_merge_patch(data, '{"customer_id": null}') else data end)::varchar`;

async function quarantinedGroups(db: DuckDBConnection, totals: Snapshot["counts"]): Promise<Quarantined[]> {
  const groups = await rows<Omit<Quarantined, "share">>(
    db,
    `select "table", reason, dropped, count(*)::double as rows, first(${EXAMPLE} order by row) as example
     from faults group by "table", reason, dropped order by rows desc, reason`,
  );
  return groups.map((group) => Object.assign(group, { share: group.rows / totals[group.table] }));
}

async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
