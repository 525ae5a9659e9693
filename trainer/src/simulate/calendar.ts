// The simulated calendar: it goes on where the shop's known days end.

const DAY = 86_400_000;

/**
 * The first day to simulate, in days since 1970-01-01: the day after the newest known event that leaves room for
 * `days` before `now` (unix milliseconds), because the API takes no events from the future. Events of today, from
 * somebody who tries the demo, are therefore passed over. Throws `Error` when nothing is known.
 */
export function firstDayAfter(lastEvents: readonly number[], days: number, now: number): number {
  if (lastEvents.length === 0)
    throw new Error("the shop has no customers yet: fill it with `trainer ingest` first");
  const latest = Math.floor(now / DAY) - days;
  const candidates = lastEvents.map((time) => Math.floor(time / DAY) + 1).filter((day) => day <= latest);
  return candidates.length === 0 ? latest : Math.max(...candidates);
}

/** `2025-05-01` for a day since 1970-01-01. */
export function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** Unix milliseconds of a second of a day. */
export function timeOf(day: number, seconds: number): number {
  return day * DAY + seconds * 1000;
}
