// Who is active.
import type { CustomerSummary, NewEvent } from "../store.ts";
import type { Query } from "./query.ts";
import { chunks } from "./statements.ts";

interface Activity {
  events: number;
  lastEventAt: number;
}

type CountedEvent = Pick<NewEvent, "customerId" | "occurredAt">;

/**
 * Inside the transaction that recorded these events: adds them to their customers' counts. `lastSeq` is the last place in
 * the log that the transaction took.
 */
export async function countActivity(
  query: Query,
  recorded: readonly CountedEvent[],
  lastSeq: number,
): Promise<void> {
  await count(query, recorded, 1, lastSeq);
}

/**
 * Inside the transaction that dropped these events, the oldest that there were: takes them from their customers' counts.
 * Nothing stays of a customer who has no others.
 */
export async function uncountActivity(query: Query, dropped: readonly CountedEvent[]): Promise<void> {
  await count(query, dropped, -1, 0);
  for (const chunk of chunks([...new Set(dropped.map(({ customerId }) => customerId))])) {
    const ids = query.dialect.oneOf(chunk);
    await query(`DELETE FROM customers WHERE customer_id ${ids.text} AND events <= 0`, ids.values);
  }
}

async function count(
  query: Query,
  events: readonly CountedEvent[],
  sign: 1 | -1,
  lastSeq: number,
): Promise<void> {
  const byCustomer = new Map<string, Activity>();
  for (const { customerId, occurredAt } of events) {
    const activity = byCustomer.get(customerId) ?? { events: 0, lastEventAt: occurredAt };
    activity.events += sign;
    activity.lastEventAt = Math.max(activity.lastEventAt, occurredAt);
    byCustomer.set(customerId, activity);
  }
  for (const chunk of chunks([...byCustomer])) {
    const rows = query.dialect.rows(
      ["text", "bigint", "bigint", "bigint"],
      chunk.map(([customerId, { events, lastEventAt }]) => [customerId, events, lastEventAt, lastSeq]),
    );
    await query(
      `INSERT INTO customers (customer_id, events, last_event_at, last_seq) ${rows.text}
       ON CONFLICT (customer_id) DO UPDATE SET
         events = customers.events + excluded.events,
         last_event_at = CASE WHEN excluded.last_event_at > customers.last_event_at
           THEN excluded.last_event_at ELSE customers.last_event_at END,
         last_seq = CASE WHEN excluded.last_seq > customers.last_seq
           THEN excluded.last_seq ELSE customers.last_seq END`,
      rows.values,
    );
  }
}

export async function activity(query: Query, customerId: string): Promise<string | undefined> {
  const [row] = await query<{ events: number; last_seq: number }>(
    "SELECT events, last_seq FROM customers WHERE customer_id = ?",
    [customerId],
  );
  // Events come with a new place each and go one by one, so no pair of the two comes twice.
  return row && `${row.last_seq} ${row.events}`;
}

export async function listCustomers(query: Query, limit: number): Promise<CustomerSummary[]> {
  const rows = await query<{ customer_id: string; events: number; last_event_at: number }>(
    "SELECT customer_id, events, last_event_at FROM customers ORDER BY last_event_at DESC, customer_id LIMIT ?",
    [limit],
  );
  return rows.map((row) => ({
    customerId: row.customer_id,
    events: row.events,
    lastEventAt: row.last_event_at,
  }));
}

export async function counts(
  query: Query,
): Promise<{ items: number; events: number; lastEventAt: number | null }> {
  const [items] = await query<{ items: number }>("SELECT count(*) AS items FROM items WHERE NOT deleted");
  const [events] = await query<{ events: number; last_event_at: number | null }>(
    "SELECT CAST(coalesce(sum(events), 0) AS bigint) AS events, max(last_event_at) AS last_event_at FROM customers",
  );
  return {
    items: items?.items ?? 0,
    events: events?.events ?? 0,
    lastEventAt: events?.last_event_at ?? null,
  };
}
