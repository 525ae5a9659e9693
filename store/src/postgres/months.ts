// The partitions of the events: one per calendar month, in UTC.
import type { Query, Work } from "../queries/query.ts";

interface Month {
  /** The partition's name. */
  readonly table: string;
  /** Unix milliseconds; the next month's start is the end. */
  readonly start: number | "MINVALUE";
  readonly end: number | "MAXVALUE";
}

/** Held while partitions are made. */
const MONTHS_LOCK = 4_198_211;

const LAST_YEAR = 9999;

/**
 * The month of a time in unix milliseconds. A shop's data may have impossible times, which the trainer then reports:
 * those before the year 0 and after 9999 have one partition each.
 */
function monthOf(time: number): Month {
  const date = new Date(time);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  if (time < startOf(0, 0)) return { table: "events_before", start: "MINVALUE", end: startOf(0, 0) };
  // So is what is no time, which no partition takes.
  if (!(year <= LAST_YEAR))
    return { table: "events_beyond", start: startOf(LAST_YEAR + 1, 0), end: "MAXVALUE" };
  const table = `events_${String(year).padStart(4, "0")}_${String(month + 1).padStart(2, "0")}`;
  return { table, start: startOf(year, month), end: startOf(year, month + 1) };
}

/** When the time of a partition is over, unix milliseconds; never for one of another name. */
export function endOf(table: string): number {
  if (table === "events_before") return startOf(0, 0);
  const { year, month } = /^events_(?<year>\d{4})_(?<month>\d\d)$/u.exec(table)?.groups ?? {};
  return year === undefined ? Infinity : startOf(Number(year), Number(month));
}

/** `Date.UTC` takes the years 0 to 99 for those of the last century. */
const startOf = (year: number, month: number): number => new Date(0).setUTCFullYear(year, month, 1);

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
      for (const month of missing.values()) await make(query, month);
    });
    for (const table of missing.keys()) this.#known.add(table);
  }

  /** Another process may have dropped some. */
  forget(): void {
    this.#known.clear();
  }
}

/** A table made beside and then attached, unlike one made as a partition, lets readers go on. */
async function make(query: Query, { table, start, end }: Month): Promise<void> {
  const [found] = await query<{ name: string | null }>("SELECT to_regclass(?)::text AS name", [`"${table}"`]);
  if (found?.name !== null) return;
  await query(`CREATE TABLE "${table}" (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  await query(`ALTER TABLE events ATTACH PARTITION "${table}" FOR VALUES FROM (${start}) TO (${end})`);
}
