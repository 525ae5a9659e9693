// What customers have, had in the cart, judged and hid: one row for each item and kind, the newest.
import type { EventTypeName, NewEvent, TakenRow } from "../store.ts";
import type { Query } from "./query.ts";
import { chunks } from "./statements.ts";

const KEPT: ReadonlySet<EventTypeName> = new Set<EventTypeName>(["purchase", "rating", "cart", "hide"]);

/** Inside the transaction that recorded these events. Of two at the same time the later one in the list counts. */
export async function keepItems(query: Query, recorded: readonly NewEvent[]): Promise<void> {
  const newest = new Map<string, NewEvent>();
  for (const event of recorded) {
    if (!KEPT.has(event.type)) continue;
    const key = JSON.stringify([event.customerId, event.itemId, event.type]);
    if (event.occurredAt >= (newest.get(key)?.occurredAt ?? -Infinity)) newest.set(key, event);
  }
  for (const chunk of chunks([...newest.values()])) {
    const rows = query.dialect.rows(
      ["text", "text", "text", "bigint", "double precision"],
      chunk.map((event) => [
        event.customerId,
        event.itemId,
        event.type,
        event.occurredAt,
        event.value ?? null,
      ]),
    );
    await query(
      `INSERT INTO customer_items (customer_id, item_id, type, occurred_at, value) ${rows.text}
       ON CONFLICT (customer_id, item_id, type) DO UPDATE SET
         occurred_at = excluded.occurred_at, value = excluded.value
         WHERE excluded.occurred_at >= customer_items.occurred_at`,
      rows.values,
    );
  }
}

/** Inside the transaction that dropped events of these customers, of before `time`, unix milliseconds. */
export async function dropItemsBefore(
  query: Query,
  customerIds: Iterable<string>,
  time: number,
): Promise<void> {
  for (const chunk of chunks([...new Set(customerIds)])) {
    const ids = query.dialect.oneOf(chunk);
    await query(`DELETE FROM customer_items WHERE customer_id ${ids.text} AND occurred_at < ?`, [
      ...ids.values,
      time,
    ]);
  }
}

export async function takenItems(query: Query, customerId: string, limit: number): Promise<TakenRow[]> {
  const rows = await query<{
    item_id: string;
    type: EventTypeName;
    occurred_at: number;
    value: number | null;
  }>(
    `SELECT item_id, type, occurred_at, value FROM customer_items WHERE customer_id = CAST(? AS text)
     AND NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.customer_id = CAST(? AS text))
     ORDER BY occurred_at DESC LIMIT CAST(? AS bigint)`,
    [customerId, customerId, limit],
  );
  return rows.map((row) => ({
    itemId: row.item_id,
    type: row.type,
    occurredAt: row.occurred_at,
    ...(row.value !== null && { value: row.value }),
  }));
}
