// What recent customers did, kept in memory: their next list need not read it again. Whether any program wrote is asked at
// the beginning of each view of the file, and whose events are new, the log's tail says.
import type { HistoryRow, TakenRow } from "../store.ts";
import type { ReadNow } from "./database.ts";
import { PackedRows } from "./packed-rows.ts";

/** Bytes of all that is kept: forty thousand customers with twenty events each. */
const MAX_BYTES = 48 * 1024 * 1024;
const MAX_CUSTOMERS = 50_000;
/** Who has more than this share of it is read each time. */
const MAX_SHARE = 1 / 64;
/** What a customer takes beside their id and rows, as measured. */
const CUSTOMER_BYTES = 200;
const CHARACTER_BYTES = 2;
/** After more new events than this, all is forgotten instead. */
const MAX_TAIL = 2_000;

interface Known {
  readonly history?: PackedRows;
  readonly taken?: PackedRows;
}

interface RowOf {
  history: HistoryRow;
  taken: TakenRow;
}

export class RecentCustomers {
  /** The least recent one first. */
  readonly #known = new Map<string, Known>();
  #bytes = 0;
  /** SQLite's number of the state of the file that all of this is about; undefined when it is not known. */
  #version: number | undefined;
  #seq = 0;
  #removals = 0;

  /** Bytes that are kept, as estimated. */
  get bytes(): number {
    return this.#bytes;
  }

  get customers(): number {
    return this.#known.size;
  }

  /** Forgets what changed since the view before. */
  follow(read: ReadNow): void {
    try {
      const version = read<{ data_version: number }>("PRAGMA data_version")[0]?.data_version;
      if (version === this.#version) return;
      const counters = read<{ name: string; value: number }>("SELECT name, value FROM counters");
      const counter = (name: string): number => counters.find((row) => row.name === name)?.value ?? -1;
      const [seq, removals] = [counter("event_seq"), counter("event_removals")];
      const isKnown = this.#version !== undefined && removals === this.#removals;
      if (isKnown && seq >= this.#seq && seq - this.#seq <= MAX_TAIL) {
        const written = seq === this.#seq ? [] : read<{ customer_id: string }>(TAIL, this.#seq);
        for (const row of written) this.#forget(row.customer_id);
      } else {
        this.#clear();
      }
      [this.#version, this.#seq, this.#removals] = [version, seq, removals];
    } catch {
      // As before the first migration. Whoever reads for an answer says what is wrong.
      this.#clear();
      this.#version = undefined;
    }
  }

  /** The newest `limit` rows of a customer: kept ones, or those that `load` reads. The view must have begun. */
  async rows<K extends keyof RowOf>(
    kind: K,
    customerId: string,
    limit: number,
    load: () => Promise<RowOf[K][]>,
  ): Promise<RowOf[K][]> {
    const kept = this.#find(kind, customerId, limit);
    if (kept !== undefined) return kept;
    const version = this.#version;
    const rows = await load();
    // Not when somebody wrote since: it is not known whether these rows have it.
    if (version !== undefined && version === this.#version) this.#keep(kind, customerId, limit, rows);
    return rows;
  }

  #find(kind: keyof RowOf, customerId: string, limit: number): TakenRow[] | undefined {
    const known = this.#known.get(customerId);
    const kept = known?.[kind];
    if (known === undefined || kept === undefined || !kept.has(limit)) return undefined;
    this.#known.delete(customerId);
    this.#known.set(customerId, known);
    return kept.first(limit);
  }

  #keep(kind: keyof RowOf, customerId: string, limit: number, rows: readonly TakenRow[]): void {
    const known = { ...this.#known.get(customerId), [kind]: new PackedRows(rows, limit) };
    this.#forget(customerId);
    if (bytesOf(customerId, known) > MAX_SHARE * MAX_BYTES) return;
    this.#known.set(customerId, known);
    this.#bytes += bytesOf(customerId, known);
    for (const oldest of this.#known.keys()) {
      if (this.#bytes <= MAX_BYTES && this.#known.size <= MAX_CUSTOMERS) break;
      this.#forget(oldest);
    }
  }

  #forget(customerId: string): void {
    const known = this.#known.get(customerId);
    if (known === undefined) return;
    this.#known.delete(customerId);
    this.#bytes -= bytesOf(customerId, known);
  }

  #clear(): void {
    this.#known.clear();
    this.#bytes = 0;
  }
}

const TAIL = "SELECT customer_id FROM events WHERE seq > ?";

const bytesOf = (customerId: string, { history, taken }: Known): number =>
  CUSTOMER_BYTES + CHARACTER_BYTES * customerId.length + (history?.bytes ?? 0) + (taken?.bytes ?? 0);
