// Records events in Postgres, where the log is partitioned and a table beside it knows every event's id.
import { keepItems } from "../queries/customer-items.ts";
import { countActivity } from "../queries/customers.ts";
import { insertEvents, placed, tellDuplicates } from "../queries/events.ts";
import type { Query } from "../queries/query.ts";
import { findRepetitions } from "../queries/repetitions.ts";
import { chunks, takeNumbers } from "../queries/statements.ts";
import type { NewEvent, StoredEvent } from "../store.ts";

/** Inside a transaction. Of equal event ids, in the log or in the list, the first one is recorded. */
export async function appendEvents(
  query: Query,
  events: readonly NewEvent[],
): Promise<("recorded" | "duplicate")[]> {
  // First of all, so that of two processes with the same ids one waits here, and not each for the other.
  const firstSeq = await takeNumbers(query, "event_seq", events.length);
  const repeated = await findRepetitions(query, "event_ids", events);
  const places = placed(events, firstSeq).filter((_, at) => !repeated.has(events[at]!));
  const fresh = await insertIds(query, places);
  const { results, recorded } = tellDuplicates(events, new Set(fresh), repeated);
  await insertEvents(query, firstOfEach(places, fresh), "");
  await countActivity(query, recorded, firstSeq + events.length - 1);
  await keepItems(query, recorded);
  return results;
}

/** Those ids that were not known, each with the place of the first event that has it. */
async function insertIds(query: Query, events: readonly StoredEvent[]): Promise<Set<string>> {
  const places = new Map(events.toReversed().map(({ eventId, seq }) => [eventId, seq]));
  const fresh = new Set<string>();
  for (const chunk of chunks([...places])) {
    const { text, values } = query.dialect.rows(["text", "bigint"], chunk);
    const rows = await query<{ event_id: string }>(
      `INSERT INTO event_ids (event_id, seq) ${text} ON CONFLICT DO NOTHING RETURNING event_id`,
      values,
    );
    for (const row of rows) fresh.add(row.event_id);
  }
  return fresh;
}

function firstOfEach(events: readonly StoredEvent[], ids: ReadonlySet<string>): StoredEvent[] {
  const left = new Set(ids);
  return events.filter(({ eventId }) => left.delete(eventId));
}

/** SQL for the place in the log of the event whose id is its one value. */
export const PLACE_OF_ID = "SELECT seq FROM event_ids WHERE event_id = ?";

/** Inside a transaction that deletes the events: their ids can be recorded again. */
export async function deleteIds(query: Query, eventIds: readonly string[]): Promise<void> {
  for (const chunk of chunks(eventIds)) {
    const { text, values } = query.dialect.oneOf(chunk);
    await query(`DELETE FROM event_ids WHERE event_id ${text}`, values);
  }
}
