// The erasure of a customer: begun in one transaction, from which on nothing of them is read any more, and done in steps
// that others get in between of. One that a crash cut short is completed by the next program that opens the store.
import { setImmediate } from "node:timers/promises";
import { type Erasure, type NewEvent, StoreError } from "../store.ts";
import { keepItems } from "./customer-items.ts";
import type { Database, Query } from "./query.ts";
import { takeNumbers } from "./statements.ts";

/** Rows of one step: nothing is recorded during it. */
const STEP = 1_000;

/** SQL over the columns of `events`, of one customer, who is its one value: whether an event came after their erasure. */
export const NOT_ERASED =
  "seq > coalesce((SELECT last_seq FROM erasures WHERE erasures.customer_id = CAST(? AS text)), 0)";

/** What differs between the databases: forgets the ids of events that were deleted. Inside the same transaction. */
export type ForgetIds = (query: Query, eventIds: readonly string[]) => Promise<void>;

/** Erases all that is known of a customer. Throws `StoreError`; what was begun is then completed later. */
export async function eraseCustomer(
  database: Database,
  customerId: string,
  forgetIds: ForgetIds,
): Promise<Erasure> {
  const erasure = await database.write((query) => beginErasure(query, customerId));
  await complete(database, customerId, forgetIds);
  return erasure;
}

/**
 * Finds the erasures that were begun, and returns what completes them. Should that fail, the next program that opens the
 * store tries again. Throws `StoreError`.
 */
export async function findErasures(database: Database, forgetIds: ForgetIds): Promise<() => Promise<void>> {
  // Not by `read`, whose view would last until the turn ends in which the store is opened.
  const begun = await database.write((query) =>
    query<{ customer_id: string }>("SELECT customer_id FROM erasures"),
  );
  return async () => {
    try {
      for (const row of begun) await complete(database, row.customer_id, forgetIds);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  };
}

/** Inside a transaction: from its commit on, nothing is read of what the customer did up to now. */
export async function beginErasure(query: Query, customerId: string): Promise<Erasure> {
  // Nothing is recorded meanwhile.
  const lastSeq = (await takeNumbers(query, "event_seq", 0)) - 1;
  await query("DELETE FROM customer_attributes WHERE customer_id = ?", [customerId]);
  const [row] = await query<{ events: number; last_event_at: number }>(
    "DELETE FROM customers WHERE customer_id = ? RETURNING events, last_event_at",
    [customerId],
  );
  if (row === undefined) return { events: 0 };
  const [oldest] = await query<{ occurred_at: number }>(
    `SELECT occurred_at FROM events WHERE customer_id = ? AND ${NOT_ERASED} ORDER BY occurred_at, seq LIMIT 1`,
    [customerId, customerId],
  );
  await query(
    `INSERT INTO erasures (customer_id, last_seq) VALUES (?, ?)
     ON CONFLICT (customer_id) DO UPDATE SET last_seq = excluded.last_seq`,
    [customerId, lastSeq],
  );
  return {
    events: row.events,
    oldestEventAt: oldest?.occurred_at ?? row.last_event_at,
    newestEventAt: row.last_event_at,
  };
}

async function complete(database: Database, customerId: string, forgetIds: ForgetIds): Promise<void> {
  for (let isOver = false; !isOver; await setImmediate())
    isOver = await database.write((query) => eraseStep(query, customerId, forgetIds));
  await database.emptyLog();
}

/** Inside a transaction: erases some rows; true when there were no more. */
export async function eraseStep(query: Query, customerId: string, forgetIds: ForgetIds): Promise<boolean> {
  await takeNumbers(query, "event_seq", 0);
  const [erasure] = await query<{ last_seq: number }>("SELECT last_seq FROM erasures WHERE customer_id = ?", [
    customerId,
  ]);
  // Another program completed it.
  if (erasure === undefined) return true;
  const isLastOfEvents = await eraseEvents(query, customerId, erasure.last_seq, forgetIds);
  const isLastOfItems = await eraseItems(query, customerId);
  if (!isLastOfEvents || !isLastOfItems) return false;
  await query("DELETE FROM erasures WHERE customer_id = ?", [customerId]);
  await keepItems(query, await eventsOf(query, customerId));
  return true;
}

/** The oldest ones, in the order of the index by customer. Returns whether that were all. */
async function eraseEvents(
  query: Query,
  customerId: string,
  lastSeq: number,
  forgetIds: ForgetIds,
): Promise<boolean> {
  const [last] = await query<{ occurred_at: number; seq: number }>(
    `SELECT occurred_at, seq FROM events WHERE customer_id = ? AND seq <= ?
     ORDER BY occurred_at, seq LIMIT 1 OFFSET ${STEP - 1}`,
    [customerId, lastSeq],
  );
  const rows = await query<{ event_id: string }>(
    `DELETE FROM events WHERE customer_id = ? AND seq <= ?
     ${last === undefined ? "" : "AND occurred_at <= ? AND (occurred_at, seq) <= (?, ?)"} RETURNING event_id`,
    [customerId, lastSeq, ...(last === undefined ? [] : [last.occurred_at, last.occurred_at, last.seq])],
  );
  await forgetIds(
    query,
    rows.map((row) => row.event_id),
  );
  return last === undefined;
}

/** Those of events that came meanwhile, too: these are kept anew at the end. Returns whether that were all. */
async function eraseItems(query: Query, customerId: string): Promise<boolean> {
  const [last] = await query<{ item_id: string; type: string }>(
    `SELECT item_id, type FROM customer_items WHERE customer_id = ?
     ORDER BY item_id, type LIMIT 1 OFFSET ${STEP - 1}`,
    [customerId],
  );
  await query(
    `DELETE FROM customer_items WHERE customer_id = ?
     ${last === undefined ? "" : "AND item_id <= ? AND (item_id, type) <= (?, ?)"}`,
    [customerId, ...(last === undefined ? [] : [last.item_id, last.item_id, last.type])],
  );
  return last === undefined;
}

/** What the customer did since the erasure was begun, oldest first. */
async function eventsOf(query: Query, customerId: string): Promise<NewEvent[]> {
  const rows = await query<{
    event_id: string;
    item_id: string;
    type: NewEvent["type"];
    occurred_at: number;
    value: number | null;
  }>(
    `SELECT event_id, item_id, type, occurred_at, value FROM events WHERE customer_id = ?
     ORDER BY occurred_at, seq`,
    [customerId],
  );
  return rows.map((row) => ({
    eventId: row.event_id,
    customerId,
    itemId: row.item_id,
    type: row.type,
    occurredAt: row.occurred_at,
    ...(row.value !== null && { value: row.value }),
  }));
}

/** Whether an event is one of a customer who is being erased: inside a transaction, by customer and place. */
export async function erasedEvents(query: Query): Promise<(customerId: string, seq: number) => boolean> {
  const rows = await query<{ customer_id: string; last_seq: number }>(
    "SELECT customer_id, last_seq FROM erasures",
  );
  const lastSeqs = new Map(rows.map((row) => [row.customer_id, row.last_seq]));
  return (customerId, seq) => seq <= (lastSeqs.get(customerId) ?? 0);
}
