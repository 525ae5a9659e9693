// The partitions of the events: one per calendar month, in UTC, and one for all that is older than a year.
import { startOfMonth } from "../queries/month.ts";
import type { Query, Work } from "../queries/query.ts";

interface Month {
  /** The partition's name. */
  readonly table: string;
  /** Unix milliseconds; the next month's start is the end. */
  readonly start: number;
  readonly end: number | "MAXVALUE";
}

/** Holds what happened more than this many months before the database was made. */
export const EARLY = "events_early";
/**
 * Every partition costs every history that is read some hundredths of a millisecond, and whoever may record events says of
 * which months they are. So months are only made for the last year, and for those that come.
 */
const MONTHS_APART = 12;

/** Held while partitions are made. */
const MONTHS_LOCK = 4_198_211;

const LAST_YEAR = 9999;

/** The month of a time in unix milliseconds. What is after the year 9999 has one for all. */
function monthOf(time: number): Month {
  const date = new Date(time);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  // So is what is no time, which no partition takes.
  if (!(year <= LAST_YEAR))
    return { table: "events_beyond", start: startOf(LAST_YEAR + 1, 0), end: "MAXVALUE" };
  const table = `events_${String(year).padStart(4, "0")}_${String(month + 1).padStart(2, "0")}`;
  return { table, start: startOf(year, month), end: startOf(year, month + 1) };
}

/** When the time of a month's partition is over, unix milliseconds; never for one of another name. */
export function endOf(table: string): number {
  const { year, month } = /^events_(?<year>\d{4})_(?<month>\d\d)$/u.exec(table)?.groups ?? {};
  return year === undefined ? Infinity : startOf(Number(year), Number(month));
}

/** `Date.UTC` takes the years 0 to 99 for those of the last century. */
const startOf = (year: number, month: number): number => new Date(0).setUTCFullYear(year, month, 1);

/** The partitions there are, by name. */
export async function listPartitions(query: Query): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `SELECT relname::text AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
     WHERE inhparent = 'events'::regclass ORDER BY relname`,
  );
  return rows.map(({ name }) => name);
}

/**
 * Makes the partition for all that is older than a year, unless there is one; older programs made one for each month, and
 * these become part of it. `now` is unix milliseconds.
 */
export async function makeEarly(query: Query, now: number): Promise<void> {
  const partitions = await listPartitions(query);
  if (partitions.includes(EARLY)) return;
  const date = new Date(startOfMonth(now));
  const bound = date.setUTCMonth(date.getUTCMonth() - MONTHS_APART);
  await query(`CREATE TABLE ${EARLY} (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  for (const table of partitions) {
    // Older programs called what is before the year 0 so.
    if (endOf(table) > bound && table !== "events_before") continue;
    await query(`INSERT INTO ${EARLY} SELECT * FROM "${table}"`);
    await query(`DROP TABLE "${table}"`);
  }
  await query(`ALTER TABLE events ATTACH PARTITION ${EARLY} FOR VALUES FROM (MINVALUE) TO (${bound})`);
}

/** Makes the partitions that events need, and remembers which there are. */
export class Months {
  readonly #write: <T>(work: Work<T>) => Promise<T>;
  readonly #known = new Set<string>();

  constructor(write: <T>(work: Work<T>) => Promise<T>) {
    this.#write = write;
  }

  /** Throws `StoreError`. */
  async makeFor(times: Iterable<number>): Promise<void> {
    const missing = new Map<string, Month>();
    for (const time of times) {
      const month = monthOf(time);
      if (!this.#known.has(month.table)) missing.set(month.table, month);
    }
    if (missing.size === 0) return;
    await this.#write(async (query) => {
      await query(`SELECT pg_advisory_xact_lock(${MONTHS_LOCK})`);
      const bound = await earlyBound(query);
      for (const month of missing.values()) if (month.start >= bound) await make(query, month);
    });
    for (const table of missing.keys()) this.#known.add(table);
  }

  /** Another process may have dropped some. */
  forget(): void {
    this.#known.clear();
  }
}

/** Where the partition for what is older ends, unix milliseconds. */
async function earlyBound(query: Query): Promise<number> {
  const [row] = await query<{ bound: string }>(
    `SELECT pg_get_expr(relpartbound, oid) AS bound FROM pg_class WHERE oid = '${EARLY}'::regclass`,
  );
  return Number(/TO \('(?<bound>-?\d+)'\)/u.exec(row?.bound ?? "")?.groups?.["bound"]);
}

/** A table made beside and then attached, unlike one made as a partition, lets readers go on. */
async function make(query: Query, { table, start, end }: Month): Promise<void> {
  const [found] = await query<{ name: string | null }>("SELECT to_regclass(?)::text AS name", [`"${table}"`]);
  if (found?.name !== null) return;
  await query(`CREATE TABLE "${table}" (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  await query(`ALTER TABLE events ATTACH PARTITION "${table}" FOR VALUES FROM (${start}) TO (${end})`);
}
