// Records and erases events in Postgres, where the log is partitioned and a table beside it knows every event's id.
import { keepItems } from "../queries/customer-items.ts";
import { countActivity, eraseCustomer as eraseEvents } from "../queries/customers.ts";
import { insertEvents, tellDuplicates } from "../queries/events.ts";
import type { Query } from "../queries/query.ts";
import { chunks, takeNumbers } from "../queries/statements.ts";
import type { Erasure, NewEvent } from "../store.ts";

/** Inside a transaction. Of equal event ids, in the log or in the list, the first one is recorded. */
export async function appendEvents(
  query: Query,
  events: readonly NewEvent[],
): Promise<("recorded" | "duplicate")[]> {
  // First of all, so that of two processes with the same ids one waits here, and not each for the other.
  const firstSeq = await takeNumbers(query, "event_seq", events.length);
  const fresh = await insertIds(query, new Set(events.map(({ eventId }) => eventId)));
  const { results, recorded } = tellDuplicates(events, fresh);
  await insertEvents(query, recorded, firstSeq, "");
  await countActivity(query, recorded, firstSeq + events.length - 1);
  await keepItems(query, recorded);
  return results;
}

/** Those ids that were not known. */
async function insertIds(query: Query, ids: ReadonlySet<string>): Promise<Set<string>> {
  const fresh = new Set<string>();
  for (const chunk of chunks([...ids])) {
    const { text, values } = query.dialect.rows(
      ["text"],
      chunk.map((id) => [id]),
    );
    const rows = await query<{ event_id: string }>(
      `INSERT INTO event_ids (event_id) ${text} ON CONFLICT DO NOTHING RETURNING event_id`,
      values,
    );
    for (const row of rows) fresh.add(row.event_id);
  }
  return fresh;
}

/** Inside a transaction. */
export async function eraseCustomer(query: Query, customerId: string): Promise<Erasure> {
  // Nothing of the customer is recorded meanwhile.
  await takeNumbers(query, "event_seq", 0);
  const rows = await query<{ event_id: string }>("SELECT event_id FROM events WHERE customer_id = ?", [
    customerId,
  ]);
  await deleteIds(
    query,
    rows.map((row) => row.event_id),
  );
  return await eraseEvents(query, customerId);
}

/** Inside a transaction that deletes the events: their ids can be recorded again. */
export async function deleteIds(query: Query, eventIds: readonly string[]): Promise<void> {
  for (const chunk of chunks(eventIds)) {
    const { text, values } = query.dialect.oneOf(chunk);
    await query(`DELETE FROM event_ids WHERE event_id ${text}`, values);
  }
}
