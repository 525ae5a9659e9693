// The log of what customers did.
import type { EventTypeName, HistoryRow, NewEvent, StoredEvent } from "../store.ts";
import { countActivity } from "./customers.ts";
import type { Query } from "./database.ts";
import { chunks, placeholders, takeNumbers } from "./statements.ts";

const COLUMNS = "seq, event_id, customer_id, item_id, type, value, occurred_at, recommendation_id";
const COLUMN_COUNT = COLUMNS.split(",").length;

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

/** Inside a transaction. Of equal event ids, in the log or in the list, the first one is recorded. */
export async function appendEvents(
  query: Query,
  events: readonly NewEvent[],
): Promise<("recorded" | "duplicate")[]> {
  let seq = await takeNumbers(query, "event_seq", events.length);
  const recorded = new Set<string>();
  for (const chunk of chunks(events)) {
    const rows = await query<{ event_id: string }>(
      `INSERT INTO events (${COLUMNS}) VALUES ${placeholders(chunk.length, COLUMN_COUNT)} ON CONFLICT (event_id) DO NOTHING RETURNING event_id`,
      chunk.flatMap((event) => [
        seq++,
        event.eventId,
        event.customerId,
        event.itemId,
        event.type,
        event.value ?? null,
        event.occurredAt,
        event.recommendationId ?? null,
      ]),
    );
    for (const row of rows) recorded.add(row.event_id);
  }
  // An id leaves the set with its first event, so a second one with it counts as a duplicate.
  const results = events.map((event) => (recorded.delete(event.eventId) ? "recorded" : "duplicate"));
  await countActivity(
    query,
    events.filter((_, index) => results[index] === "recorded"),
  );
  return results;
}

export async function history(query: Query, customerId: string, limit: number): Promise<HistoryRow[]> {
  const rows = await query<EventRow>(
    "SELECT item_id, type, occurred_at FROM events WHERE customer_id = ? ORDER BY occurred_at DESC, seq DESC LIMIT ?",
    [customerId, limit],
  );
  return rows.map(toHistoryRow);
}

export async function hiddenItems(query: Query, customerId: string): Promise<string[]> {
  const rows = await query<{ item_id: string }>(
    "SELECT DISTINCT item_id FROM events WHERE customer_id = ? AND type = 'hide'",
    [customerId],
  );
  return rows.map((row) => row.item_id);
}

export async function takenItems(query: Query, customerId: string): Promise<HistoryRow[]> {
  const rows = await query<EventRow>(
    `SELECT item_id, type, max(occurred_at) AS occurred_at FROM events
     WHERE customer_id = ? AND type IN ('purchase', 'rating', 'cart') GROUP BY item_id, type`,
    [customerId],
  );
  return rows.map(toHistoryRow);
}

export async function readEvents(query: Query, afterSeq: number, limit: number): Promise<StoredEvent[]> {
  const rows = await query<EventRow>(`SELECT ${COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ?`, [
    afterSeq,
    limit,
  ]);
  return rows.map(toEvent);
}

export async function exportCustomer(query: Query, customerId: string): Promise<StoredEvent[]> {
  const rows = await query<EventRow>(`SELECT ${COLUMNS} FROM events WHERE customer_id = ? ORDER BY seq`, [
    customerId,
  ]);
  return rows.map(toEvent);
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
