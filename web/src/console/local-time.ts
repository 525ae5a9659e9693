// Times in the zone of this process (TZ), for forms and for people.

const LONG = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });
const SHORT_TIME = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });

/** The zone that forms and pages mean, such as Europe/Berlin. */
export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** "5 December 2026", and ", 14:00" unless it is midnight. */
export function timeText(iso: string): string {
  const time = new Date(iso);
  const isMidnight = time.getHours() === 0 && time.getMinutes() === 0;
  return isMidnight ? LONG.format(time) : `${LONG.format(time)}, ${SHORT_TIME.format(time)}`;
}

const SHORT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const SHORT_DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const DAY_SECONDS = 86_400;

/** "5 Dec 2026, 14:00". `time` is in milliseconds since 1970. */
export const shortTimeText = (time: number): string => SHORT.format(time);

/** On an axis of so many seconds: the time of day on a short one, else the day. `time` is in milliseconds since 1970. */
export const instantText = (time: number, seconds: number): string =>
  (seconds < 2 * DAY_SECONDS ? SHORT_TIME : SHORT_DAY).format(time);

const two = (value: number): string => String(value).padStart(2, "0");

/** As a field of the type `datetime-local` has it. */
export function localField(iso: string): string {
  const at = new Date(iso);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const seconds = at.getSeconds() === 0 ? "" : `:${two(at.getSeconds())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}${seconds}`;
}

const FIELD = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?$/;

/** Of such a field: ISO 8601 in UTC; `undefined` for what is none. */
export function instantOf(field: string): string | undefined {
  const time = FIELD.test(field) ? new Date(field) : undefined;
  // A day that no month has would become one of the next month.
  return time !== undefined && localField(time.toISOString()).slice(0, 10) === field.slice(0, 10)
    ? time.toISOString()
    : undefined;
}
