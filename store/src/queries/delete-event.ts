// The deletion of one event, for what was recorded by mistake.
import type { EventTypeName } from "../store.ts";
import { keepItems } from "./customer-items.ts";
import { uncountActivity } from "./customers.ts";
import { erasedEvents, type ForgetIds, NOT_ERASED } from "./erasure.ts";
import type { Query } from "./query.ts";
import { takeNumbers } from "./statements.ts";

interface EventRow {
  readonly seq: number;
  readonly customer_id: string;
  readonly item_id: string;
  readonly type: EventTypeName;
  readonly occurred_at: number;
  readonly value: number | null;
}

/** Inside a transaction. `place` is SQL for the place in the log of the event whose id is its one value. */
export async function deleteEvent(
  query: Query,
  eventId: string,
  place: string,
  forgetIds: ForgetIds,
): Promise<boolean> {
  // Nothing is recorded or erased meanwhile.
  await takeNumbers(query, "event_seq", 0);
  const isErased = await erasedEvents(query);
  const [event] = await query<EventRow>(
    `SELECT seq, customer_id, item_id, type, occurred_at, value FROM events WHERE seq = (${place})`,
    [eventId],
  );
  if (event === undefined || isErased(event.customer_id, event.seq)) return false;
  const { customer_id: customerId, item_id: itemId, type, occurred_at: occurredAt } = event;
  await query("DELETE FROM events WHERE seq = ? AND occurred_at = ?", [event.seq, occurredAt]);
  await forgetIds(query, [eventId]);
  await uncountActivity(query, [{ customerId, occurredAt }]);
  await query(
    `UPDATE customers SET last_event_at = (SELECT occurred_at FROM events WHERE customer_id = ? AND ${NOT_ERASED}
       ORDER BY occurred_at DESC, seq DESC LIMIT 1) WHERE customer_id = ?`,
    [customerId, customerId, customerId],
  );
  await query("DELETE FROM customer_items WHERE customer_id = ? AND item_id = ? AND type = ?", [
    customerId,
    itemId,
    type,
  ]);
  const [before] = await query<EventRow>(
    `SELECT occurred_at, value FROM events WHERE customer_id = ? AND item_id = ? AND type = ? AND ${NOT_ERASED}
     ORDER BY occurred_at DESC, seq DESC LIMIT 1`,
    [customerId, itemId, type, customerId],
  );
  if (before !== undefined)
    await keepItems(query, [
      {
        eventId,
        customerId,
        itemId,
        type,
        occurredAt: before.occurred_at,
        ...(before.value !== null && { value: before.value }),
      },
    ]);
  return true;
}
