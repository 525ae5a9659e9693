// When an event can have happened, and how times are written.
import * as v from "valibot";

/** Unix milliseconds: the first web shops opened in 1995. A time in unix seconds is always before. */
export const MIN_EVENT_TIME = Date.UTC(1995, 0, 1);

/** Milliseconds that an event's clock may be ahead of ours. */
export const MAX_TIME_AHEAD_MS = 86_400_000;

/** `time` and `now` are unix milliseconds. */
export const isPossibleEventTime = (time: number, now: number): boolean =>
  time >= MIN_EVENT_TIME && time <= now + MAX_TIME_AHEAD_MS;

/**
 * Unix milliseconds of an ISO 8601 time with a zone; NaN for what is none. Also for a day that its month does not have,
 * which `Date.parse` takes for one of the next month.
 */
export function parseTime(text: string): number {
  const date = text.slice(0, "2026-12-31".length);
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) return Number.NaN;
  return Date.parse(text);
}

/** An ISO 8601 time with its zone, as RFC 3339 has it; `expected` is said of what is none. */
export const timestamp = (expected: string) =>
  v.pipe(
    v.string(expected),
    v.isoTimestamp(expected),
    v.check((text) => !Number.isNaN(parseTime(text)), "There is no such day in the calendar."),
  );
