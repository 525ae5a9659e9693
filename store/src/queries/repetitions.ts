// Exact repetitions of events that have no id of their own: a double click, a request that was sent again.
import { createHash } from "node:crypto";
import type { NewEvent } from "../store.ts";
import type { Query } from "./query.ts";
import { chunks } from "./statements.ts";

/** Enough for every time in unix milliseconds that can be: the ids of one content sort by time. */
const TIME_DIGITS = 16;
const PREFIX = "repeatable-";

/**
 * The id of an event by what it says and when, in unix milliseconds, 0 or more. Two with the same content differ in the time alone.
 */
export function idOfContent(event: Omit<NewEvent, "eventId">): string {
  return contentId(contentOf(event), event.occurredAt);
}

/** Whether an id looks like one of `idOfContent`. */
export const isIdOfContent = (eventId: string): boolean => eventId.startsWith(PREFIX);

const contentId = (content: string, time: number): string =>
  `${content}${String(Math.max(0, time)).padStart(TIME_DIGITS, "0")}`;

function contentOf(event: Omit<NewEvent, "eventId">): string {
  const { customerId, itemId, type, value = null, recommendationId = null } = event;
  const content = JSON.stringify([customerId, itemId, type, value, recommendationId]);
  return `${PREFIX}${createHash("sha256").update(content).digest("hex").slice(0, 32)}-`;
}

/**
 * Inside the transaction that records events: those that repeat one in `table`, or one before them in the list, within
 * their own `repeatsWithinMs`.
 */
export async function findRepetitions(
  query: Query,
  table: "events" | "event_ids",
  events: readonly NewEvent[],
): Promise<ReadonlySet<NewEvent>> {
  const found = new Set<NewEvent>();
  const spans = events.flatMap((event) => {
    const { repeatsWithinMs, occurredAt } = event;
    if (repeatsWithinMs === undefined) return [];
    const content = contentOf(event);
    return [
      {
        event,
        content,
        within: repeatsWithinMs,
        from: contentId(content, occurredAt - repeatsWithinMs + 1),
        to: contentId(content, occurredAt + repeatsWithinMs - 1),
      },
    ];
  });
  const known = new Set<string>();
  for (const chunk of chunks(spans)) {
    const rows = query.dialect.rows(
      ["text", "text"],
      chunk.map(({ from, to }) => [from, to]),
    );
    const repeated = await query<{ earliest: string }>(
      `WITH spans (earliest, latest) AS (${rows.text})
       SELECT earliest FROM spans
       WHERE EXISTS (SELECT 1 FROM ${table} WHERE event_id >= earliest AND event_id <= latest)`,
      rows.values,
    );
    for (const { earliest } of repeated) known.add(earliest);
  }
  const times = new Map<string, number[]>();
  for (const { event, content, within, from } of spans) {
    const before = times.get(content) ?? [];
    const repeats = before.some((time) => Math.abs(time - event.occurredAt) < within);
    if (repeats || known.has(from)) found.add(event);
    else times.set(content, [...before, event.occurredAt]);
  }
  return found;
}
