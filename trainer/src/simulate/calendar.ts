// The simulated calendar: it goes on where the shop's known days end, and never beyond now.

const DAY = 86_400_000;

export interface Calendar {
  /** Days since 1970-01-01. */
  readonly firstDay: number;
  /** Unix milliseconds of a second of a day. */
  readonly timeOf: (day: number, seconds: number) => number;
  /** Between which times the days pass, in unix milliseconds; absent when each takes a day. */
  readonly squeezed?: { readonly from: number; readonly to: number };
}

/**
 * The days after the newest known event that leaves room for `days` before `now` (unix milliseconds), because the API
 * takes no events from the future. Events of today, from somebody who tries the demo, are therefore passed over. Where
 * the shop's own events reach into those days there is no room: the days then pass between the newest event and now.
 * Throws `Error` when nothing is known.
 */
export function calendarAfter(lastEvents: readonly number[], days: number, now: number): Calendar {
  if (lastEvents.length === 0)
    throw new Error("the shop has no customers yet: fill it with `trainer ingest` first");
  const today = Math.floor(now / DAY);
  const known = lastEvents.map((time) => Math.floor(time / DAY));
  const latest = today - days;
  const candidates = known.map((day) => day + 1).filter((day) => day <= latest);
  const firstDay = candidates.length === 0 ? latest : Math.max(...candidates);
  if (!known.some((day) => day >= firstDay && day < today)) return { firstDay, timeOf };
  return squeezedAfter(Math.max(...lastEvents), days, now);
}

function squeezedAfter(newest: number, days: number, now: number): Calendar {
  const from = newest + 1;
  // A second for each day when the last simulation ended just now.
  const to = Math.max(now, from + days * 1000);
  const firstDay = Math.floor(newest / DAY) + 1;
  return {
    firstDay,
    timeOf: (day, seconds) =>
      from + Math.floor(((timeOf(day, seconds) - timeOf(firstDay, 0)) / (days * DAY)) * (to - from)),
    squeezed: { from, to },
  };
}

/** `2025-05-01` for a day since 1970-01-01. */
export function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

const timeOf = (day: number, seconds: number): number => day * DAY + seconds * 1000;
