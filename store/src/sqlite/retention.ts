// Drops old events from SQLite.
import { dropAttributesOfGone } from "../queries/attributes.ts";
import { dropItemsBefore } from "../queries/customer-items.ts";
import { uncountActivity } from "../queries/customers.ts";
import { erasedEvents } from "../queries/erasure.ts";
import { startOfMonth } from "../queries/month.ts";
import type { Database } from "../queries/query.ts";

/** Places in the log that one step looks through, so that nobody waits long for the writer's lock. */
const STEP = 5_000;
const EXPIRED = "seq > ? AND seq <= ? AND occurred_at < ?";

/** See `Store`. */
export async function dropMonthsBefore({ read, write }: Database, time: number): Promise<number> {
  const cut = startOfMonth(time);
  const [log] = await read<{ end: number }>("SELECT value AS \"end\" FROM counters WHERE name = 'event_seq'");
  let dropped = 0;
  for (let from = 0; from < (log?.end ?? 0); from += STEP) {
    const step = [from, from + STEP, cut];
    const found = await read(`SELECT 1 FROM events WHERE ${EXPIRED} LIMIT 1`, step);
    if (found.length === 0) continue;
    dropped += await write(async (query) => {
      const isErased = await erasedEvents(query);
      const rows = await query<{ seq: number; customer_id: string; occurred_at: number }>(
        `DELETE FROM events WHERE ${EXPIRED} RETURNING seq, customer_id, occurred_at`,
        step,
      );
      await uncountActivity(
        query,
        // Those of an erased customer do not count any more.
        rows
          .filter((row) => !isErased(row.customer_id, row.seq))
          .map((row) => ({ customerId: row.customer_id, occurredAt: row.occurred_at })),
      );
      const customerIds = rows.map((row) => row.customer_id);
      await dropItemsBefore(query, customerIds, cut);
      await dropAttributesOfGone(query, customerIds);
      return rows.length;
    });
  }
  return dropped;
}
