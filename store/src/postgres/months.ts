// The partitions of the events: one per calendar month, in UTC.
import type { Query, Work } from "../queries/query.ts";
import { StoreError } from "../store.ts";

interface Month {
  /** The partition's name. */
  readonly table: string;
  /** Unix milliseconds; `end` is the next month's start. */
  readonly start: number;
  readonly end: number;
}

/** Held while partitions are made. */
const MONTHS_LOCK = 4_198_211;

/** The month of a time in unix milliseconds. Throws `StoreError` "invalid" when it is no time. */
export function monthOf(time: number): Month {
  const date = new Date(time);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const end = Date.UTC(year, month + 1);
  if (!Number.isInteger(time) || Number.isNaN(end))
    throw new StoreError("invalid", `${time} is no time of an event`);
  return { table: `events_${year}_${String(month + 1).padStart(2, "0")}`, start: Date.UTC(year, month), end };
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
