// Reads times in the forms that shops export, each row by itself.
import { literal } from "../duckdb.ts";

/** How the days of a column are written where the order of its numbers alone does not tell. */
export type DateOrder = "day-first" | "month-first";

export interface TimeFormat {
  /** IANA name of the zone of times without one. */
  readonly timezone: string;
  /** strptime formats; only these count. */
  readonly formats?: readonly string[];
  /** Of `05/06/2026`; undefined where no row needs it. */
  readonly order?: DateOrder;
}

export const ACCEPTED_TIMES =
  'from 1995 to tomorrow: unix seconds to nanoseconds, ISO 8601, 20260501, 01.05.2026 10:00, RFC 2822; else say its "timestampFormat"';

/** The meaning of RFC 2822, 4.3, and of Europe's own; others have several meanings in the world. Hours. */
const ZONES: Readonly<Record<string, number>> = {
  Z: 0,
  UT: 0,
  UTC: 0,
  GMT: 0,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  WET: 0,
  WEST: 1,
  CET: 1,
  CEST: 2,
  MEZ: 1,
  MESZ: 2,
  EET: 2,
  EEST: 3,
};

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const FULL_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december";
const MONTH_NAME = `(?i:${FULL_MONTHS}|${MONTHS.join("|")}|sept)`;

const ISO_WITH_ZONE = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[-+](?:0\d|1[0-4])(?::[0-5]\d)?)`;
const ISO_LOCAL = String.raw`\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?)?`;
const COMPACT_DAY = String.raw`((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])`;

/** The date, and perhaps a time of day and a zone, as named groups. */
const PARTS = [
  String.raw`^(.+?)(?:(?:T|,?\s+|:)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(?:([AaPp])\.?[Mm]\.?)?`,
  String.raw`\s*([A-Za-z]{1,4})?\s*([-+](?:0\d|1[0-4])(?::?[0-5]\d)?)?\s*(\[[^\]]*\]|\([^)]*\))?)?$`,
].join("");
const WEEKDAY = String.raw`(?:[A-Za-z]{2,9}\.?,?\s+)?`;
const YEAR_FIRST = String.raw`(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})`;
const DOTTED = String.raw`(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})`;
const SLASHED = String.raw`(\d{1,2})[-/](\d{1,2})[-/](\d{4})`;
const ABOVE_12 = String.raw`(?:1[3-9]|[23]\d)`;
/** Both numbers the same say the same in either order. */
const SAME_TWICE = `(?:${Array.from({ length: 12 }, (_, at) => `0?${at + 1}[-/]0?${at + 1}`).join("|")})[-/]\\d{4}`;
const DAY_ABOVE_12 = String.raw`(${ABOVE_12})[-/](\d{1,2})[-/](\d{4})`;
const MONTH_BEFORE_DAY = String.raw`(\d{1,2})[-/](${ABOVE_12})[-/](\d{4})`;
const DAY_MONTH = String.raw`${WEEKDAY}(\d{1,2})(?:st|nd|rd|th|\.)?[-/ ]+(${MONTH_NAME})\.?[-/ ,]+(\d{4})`;
const MONTH_DAY = String.raw`${WEEKDAY}(${MONTH_NAME})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})`;

/** SQL: the two numbers before the year of `05/06/2026`, as a struct of `a` and `b`; null where there can be none. */
export const slashedDate = (text: string): string =>
  `case when suffix(left(${text}, 3), '/') or suffix(left(${text}, 2), '/') or suffix(left(${text}, 3), '-') or suffix(left(${text}, 2), '-')
    then regexp_extract(${text}, ${literal(`^${SLASHED}(?:[T ,].*)?$`)}, ['a', 'b']) end`;

/** SQL: the unix milliseconds of `text` as a bigint, or null. */
export function timeValue(text: string, format: TimeFormat): string {
  const { formats } = format;
  if (formats !== undefined) {
    const read = formats.map((each) =>
      instant(`try_strptime(${text}, ${literal(each)})`, hasZone(each) ? undefined : format.timezone),
    );
    return `coalesce(${read.join(", ")})`;
  }
  const local = (timestamp: string): string => instant(timestamp, format.timezone);
  const whole = `try_cast(${text} as bigint)`;
  const number = `try_cast(${text} as double)`;
  const compact = (length: number, form: string): string =>
    `when length(${text}) = ${length} and regexp_full_match(${text}, '${COMPACT_DAY}\\d*') then ${local(`try_strptime(${text}, '${form}')`)}`;
  return `case when ${text} is null then null
    when regexp_full_match(${text}, '\\d{1,20}') then case
      ${compact(8, "%Y%m%d")} ${compact(12, "%Y%m%d%H%M")} ${compact(14, "%Y%m%d%H%M%S")}
      when length(${text}) < 12 then ${whole} * 1000 when length(${text}) < 15 then ${whole}
      when length(${text}) < 18 then ${whole} // 1000 else ${whole} // 1000000 end
    when regexp_full_match(${text}, ${literal(ISO_LOCAL)}) then ${local(`try_cast(${text} as timestamp)`)}
    when regexp_full_match(${text}, ${literal(ISO_WITH_ZONE)}) then epoch_ms(try_cast(${text} as timestamptz))
    when regexp_full_match(${text}, '-?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE]\\+?\\d+)?') then case
      when abs(${number}) < 1e11 then try_cast(round(${number} * 1000) as bigint)
      when abs(${number}) < 1e14 then try_cast(trunc(${number}) as bigint)
      when abs(${number}) < 1e17 then try_cast(trunc(${number} / 1000) as bigint)
      else try_cast(trunc(${number} / 1000000) as bigint) end
    else ${writtenTime(text, format)} end`;
}

const hasZone = (format: string): boolean => /%[zZ]/.test(format.replaceAll("%%", ""));

/** SQL: the unix milliseconds of a timestamp, which lacks a zone where one is given. */
function instant(timestamp: string, timezone: string | undefined): string {
  const isUtc = timezone === undefined || timezone === "UTC";
  return isUtc ? `epoch_ms(${timestamp})` : `epoch_ms(timezone(${literal(timezone)}, ${timestamp}))`;
}

/** Each form that people and programs write, taken apart: slower than DuckDB's own, and free of what rows before said. */
function writtenTime(text: string, { timezone, order }: TimeFormat): string {
  const when = (pattern: string, date: string, groups = pattern): string =>
    `when regexp_full_match(d.day, ${literal(pattern)}) then regexp_replace(d.day, ${literal(`^${groups}$`)}, '${date}')`;
  const dayFirst = String.raw`\3-\2-\1`;
  const monthFirst = String.raw`\3-\1-\2`;
  const either =
    order === undefined ? [SAME_TWICE, dayFirst] : [SLASHED, order === "day-first" ? dayFirst : monthFirst];
  const date = `case ${when(YEAR_FIRST, String.raw`\1-\2-\3`)} ${when(DOTTED, dayFirst)}
    ${when(DAY_ABOVE_12, dayFirst)} ${when(MONTH_BEFORE_DAY, monthFirst)}
    ${when(either[0]!, either[1]!, SLASHED)}
    ${when(DAY_MONTH, dayFirst)} ${when(MONTH_DAY, monthFirst)} ${when(COMPACT_DAY, String.raw`\1-\2-\3`)} end`;
  const month = `list_position([${MONTHS.map(literal).join(", ")}], lower(left(split_part(day, '-', 2), 3)))`;
  const numbered = `case when regexp_matches(day, '[A-Za-z]') then split_part(day, '-', 1) || '-' || ${month}::varchar || '-' || split_part(day, '-', 3) else day end`;
  const hour = `case when d.half = '' then d.h when d.h::integer not between 1 and 12 then '99'
    when lower(d.half) = 'p' then (d.h::integer % 12 + 12)::varchar else (d.h::integer % 12)::varchar end`;
  const clock = `case when d.h = '' then '00:00:00' else lpad(${hour}, 2, '0') || ':' || d.mi || ':' || coalesce(nullif(d.s, ''), '00') || case when d.f = '' then '' else '.' || d.f end end`;
  const zones = Object.entries(ZONES).map(([name, hours]) => `when '${name}' then ${hours * 60}`);
  const offset = `case when d.o <> '' then (case left(d.o, 1) when '-' then -1 else 1 end)
      * (substr(d.o, 2, 2)::integer * 60 + coalesce(nullif(right(replace(substr(d.o, 4), ':', ''), 2), ''), '0')::integer)
    else case upper(d.z) ${zones.join(" ")} end end`;
  const value = `list_transform([${date}], lambda day: list_transform([try_cast(${numbered} || ' ' || ${clock} as timestamp)],
    lambda t: case when d.o = '' and d.z = '' and d.b <> '' then null when d.o = '' and d.z = '' then ${instant("t", timezone)} else epoch_ms(t) - (${offset}) * 60000 end)[1])[1]`;
  const parts = `regexp_extract(${text}, ${literal(PARTS)}, ['day', 'h', 'mi', 's', 'f', 'half', 'z', 'o', 'b'])`;
  // Lists of one, so that each part is taken apart once.
  return `list_transform([${parts}], lambda d: ${value})[1]`;
}
