// The log of what customers did.
import { setImmediate } from "node:timers/promises";
import {
  type EventTypeName,
  type HistoryRow,
  type NewEvent,
  type StoredEvent,
  StoreError,
} from "../store.ts";
import type { ColumnType, Query } from "./query.ts";
import { erasedEvents, NOT_ERASED } from "./erasure.ts";
import { chunks } from "./statements.ts";

const COLUMNS = "seq, event_id, customer_id, item_id, type, value, occurred_at, recommendation_id";
const TYPES: readonly ColumnType[] = [
  ...(["bigint", "text", "text", "text", "text"] as const),
  ...(["double precision", "bigint", "text"] as const),
];

// SQLite prepares a statement anew for each value that may change its plan, which takes longer than reading a history: an id
// might make a partial index fit, a limit the rows few. Not so where the value comes out of an expression.
const OF_CUSTOMER = "customer_id = CAST(? AS text)";
const LIMIT = "LIMIT CAST(? AS bigint)";

interface EventRow {
  readonly seq: number;
  readonly event_id: string;
  readonly customer_id: string;
  readonly item_id: string;
  readonly type: EventTypeName;
  readonly value: number | null;
  readonly occurred_at: number;
  readonly recommendation_id: string | null;
}

/** With the places in the log that begin with `firstSeq`, in order. */
export const placed = (events: readonly NewEvent[], firstSeq: number): StoredEvent[] =>
  events.map((event, at) => ({ ...event, seq: firstSeq + at }));

/** Inserts events; resolves to the ids of those that were. `onConflict` says what becomes of an id that is known. */
export async function insertEvents(
  query: Query,
  events: readonly StoredEvent[],
  onConflict: string,
): Promise<Set<string>> {
  const inserted = new Set<string>();
  for (const chunk of chunks(events)) {
    const rows = query.dialect.rows(
      TYPES,
      chunk.map((event) => [
        event.seq,
        event.eventId,
        event.customerId,
        event.itemId,
        event.type,
        event.value ?? null,
        event.occurredAt,
        event.recommendationId ?? null,
      ]),
    );
    const found = await query<{ event_id: string }>(
      `INSERT INTO events (${COLUMNS}) ${rows.text} ${onConflict} RETURNING event_id`,
      rows.values,
    );
    for (const row of found) inserted.add(row.event_id);
  }
  return inserted;
}

/**
 * One result per event, in order, when those with the ids of `inserted` were; and the events that this recorded. An id
 * leaves the set with its first event, so a second one with it counts as a duplicate, as those of `repeated` do.
 */
export function tellDuplicates(
  events: readonly NewEvent[],
  inserted: Set<string>,
  repeated: ReadonlySet<NewEvent>,
): { results: ("recorded" | "duplicate")[]; recorded: NewEvent[] } {
  const results = events.map((event) =>
    !repeated.has(event) && inserted.delete(event.eventId) ? "recorded" : "duplicate",
  );
  return { results, recorded: events.filter((_, index) => results[index] === "recorded") };
}

export async function history(query: Query, customerId: string, limit: number): Promise<HistoryRow[]> {
  const rows = await query<EventRow>(
    `SELECT item_id, type, occurred_at FROM events WHERE ${OF_CUSTOMER} AND ${NOT_ERASED}
     ORDER BY occurred_at DESC, seq DESC ${LIMIT}`,
    [customerId, customerId, limit],
  );
  return rows.map(toHistoryRow);
}

export async function firstWithRecommendation(
  query: Query,
  recommendationId: string,
  type: "click" | "purchase",
): Promise<string | undefined> {
  // The list of types is that of the partial index.
  const [row] = await query<{ event_id: string }>(
    `SELECT event_id FROM events WHERE recommendation_id = CAST(? AS text) AND type IN ('click', 'purchase')
     AND type = CAST(? AS text) ORDER BY seq LIMIT 1`,
    [recommendationId, type],
  );
  return row?.event_id;
}

export async function newestSeq(query: Query): Promise<number> {
  const [row] = await query<{ value: number }>("SELECT value FROM counters WHERE name = 'event_seq'", []);
  return row?.value ?? 0;
}

export async function readEvents(query: Query, afterSeq: number, limit: number): Promise<StoredEvent[]> {
  const isErased = await erasedEvents(query);
  for (let from = afterSeq; ;) {
    const rows = await query<EventRow>(`SELECT ${COLUMNS} FROM events WHERE seq > ? ORDER BY seq ${LIMIT}`, [
      from,
      limit,
    ]);
    const last = rows.at(-1);
    const events = rows.filter((row) => !isErased(row.customer_id, row.seq));
    // An empty page means the end to whoever reads on.
    if (last === undefined || events.length > 0) return events.map(toEvent);
    from = last.seq;
  }
}

/** Events of one page of an export. */
const EXPORT_PAGE = 1_000;

/**
 * Oldest first, page by page: a customer may have any number. Throws `StoreError` when they are erased meanwhile: what was
 * read by then would pass for all.
 */
export async function* exportCustomer(
  query: Query,
  customerId: string,
): AsyncGenerator<StoredEvent[], void, void> {
  let [time, seq] = [Number.MIN_SAFE_INTEGER, 0];
  let sent: EventRow | undefined;
  for (;;) {
    const rows = await query<EventRow>(
      `SELECT ${COLUMNS} FROM events WHERE ${OF_CUSTOMER} AND ${NOT_ERASED}
       AND occurred_at >= CAST(? AS bigint) AND (occurred_at, seq) > (CAST(? AS bigint), CAST(? AS bigint))
       ORDER BY occurred_at, seq LIMIT ${EXPORT_PAGE}`,
      [customerId, customerId, time, time, seq],
    );
    const last = rows.at(-1);
    if (last === undefined) {
      if (sent === undefined || (await isThere(query, sent))) return;
      throw new StoreError("unavailable", "the customer's events were deleted while they were read");
    }
    sent ??= last;
    yield rows.map(toEvent);
    // A database in this process would answer at once, page after page, and nobody else.
    await setImmediate();
    [time, seq] = [last.occurred_at, last.seq];
  }
}

async function isThere(
  query: Query,
  { customer_id: customerId, occurred_at: time, seq }: EventRow,
): Promise<boolean> {
  const rows = await query(
    `SELECT 1 AS found FROM events WHERE customer_id = ? AND occurred_at = ? AND seq = ? AND ${NOT_ERASED}`,
    [customerId, time, seq, customerId],
  );
  return rows.length > 0;
}

function toHistoryRow(row: Pick<EventRow, "item_id" | "type" | "occurred_at">): HistoryRow {
  return { itemId: row.item_id, type: row.type, occurredAt: row.occurred_at };
}

function toEvent(row: EventRow): StoredEvent {
  return {
    seq: row.seq,
    eventId: row.event_id,
    customerId: row.customer_id,
    itemId: row.item_id,
    type: row.type,
    ...(row.value !== null && { value: row.value }),
    occurredAt: row.occurred_at,
    ...(row.recommendation_id !== null && { recommendationId: row.recommendation_id }),
  };
}
