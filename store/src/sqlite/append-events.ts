// Records events in SQLite, where one index knows every event's id.
import type { NewEvent } from "../store.ts";
import { keepItems } from "../queries/customer-items.ts";
import { countActivity } from "../queries/customers.ts";
import { insertEvents, placed, tellDuplicates } from "../queries/events.ts";
import type { Query } from "../queries/query.ts";
import { findRepetitions } from "../queries/repetitions.ts";
import { takeNumbers } from "../queries/statements.ts";

/** Inside a transaction. Of equal event ids, in the log or in the list, the first one is recorded. */
export async function appendEvents(
  query: Query,
  events: readonly NewEvent[],
): Promise<("recorded" | "duplicate")[]> {
  const firstSeq = await takeNumbers(query, "event_seq", events.length);
  const repeated = await findRepetitions(query, "events", events);
  const fresh = placed(events, firstSeq).filter((_, at) => !repeated.has(events[at]!));
  const inserted = await insertEvents(query, fresh, "ON CONFLICT (event_id) DO NOTHING");
  const { results, recorded } = tellDuplicates(events, inserted, repeated);
  await countActivity(query, recorded, firstSeq + events.length - 1);
  await keepItems(query, recorded);
  return results;
}
