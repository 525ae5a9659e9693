// Reads ids, texts, addresses, lists and yes or no: within the limits that the API has too.
import {
  ATTRIBUTE_VALUE_PATTERN,
  HTTP_ADDRESS_PATTERN,
  MAX_ADDRESS_LENGTH,
  MAX_ATTRIBUTE_LENGTH,
  MAX_ID_LENGTH,
  MAX_LABEL_LENGTH,
  MAX_LABELS,
  MAX_TITLE_LENGTH,
  REPLACEMENT,
} from "@aisle/contract";
import { literal, trimmed } from "../duckdb.ts";

/** Words for an absent value, in any case. A column's own are said in the mapping. */
export const NULLS = ["null", "nan", "\\n", "n/a", "#n/a", "none", "undefined", "<na>"] as const;

export const TRUE_WORDS = [
  "true",
  "t",
  "yes",
  "y",
  "1",
  "1.0",
  "on",
  "ja",
  "j",
  "oui",
  "si",
  "sí",
  "wahr",
  "vrai",
];
export const FALSE_WORDS = ["false", "f", "no", "n", "0", "0.0", "off", "nein", "non", "falsch", "faux"];

/** SQL: `text` without blanks around it, or null where it says that there is nothing. */
export const present = (text: string, nulls: readonly string[] = NULLS): string => {
  const words = ["", ...nulls.map((word) => word.trim().toLowerCase())].map(literal).join(", ");
  // Few values have blanks around them, and looking is cheaper than trimming.
  const ends = ["' '", "e'\\t'", "e'\\r'", "e'\\n'"].map((blank) => `suffix(${text}, ${blank})`);
  const bare = `case when ${text} < '!' or ${ends.join(" or ")} then ${trimmed(text)} else ${text} end`;
  return `list_transform([${bare}], lambda t: case when lower(t) not in (${words}) then t end)[1]`;
};

/** SQL: whether `text` has at most `max` UTF-16 code units. */
const fits = (text: string, max: number): string =>
  `(strlen(${text}) <= ${max} or length(${text}) + length(regexp_replace(${text}, '[^\\x{10000}-\\x{10FFFF}]', '', 'g')) <= ${max})`;

/** SQL: `text` where it is storable and has at most `max` characters, or null. */
const bounded = (text: string, max: number): string =>
  `case when ${fits(text, max)} and not contains(${text}, chr(0)) then ${text} end`;

/** Numbers that a spreadsheet or a program has rounded. */
const ROUNDED = String.raw`-?\d(?:[.,]\d+)?[eE]\+\d+`;

/**
 * SQL: the id that `text` is, or null. Where `isNumber` holds, the file has a number there: whole ones are written
 * whole, up to `exactBelow`, where its type begins to merge neighbours.
 */
export function idValue(text: string, isNumber: string, exactBelow = 2 ** 53): string {
  const whole = `case when regexp_full_match(${text}, '-?\\d+') then ${text}
    when regexp_full_match(${text}, '-?\\d+\\.0+') and abs(try_cast(${text} as double)) < ${exactBelow} then split_part(${text}, '.', 1) end`;
  const isSound = `not regexp_full_match(${text}, '${ROUNDED}') and ${text} not in ('.', '..') and not contains(${text}, ${literal(REPLACEMENT)})`;
  const written = `case when ${isSound} then ${bounded(text, MAX_ID_LENGTH)} end`;
  return `case when ${isNumber} then ${whole} else ${written} end`;
}

export const titleValue = (text: string): string => bounded(text, MAX_TITLE_LENGTH);
export const labelValue = (text: string): string => bounded(text, MAX_LABEL_LENGTH);
export const attributeValue = (text: string): string =>
  `case when regexp_full_match(${text}, ${literal(ATTRIBUTE_VALUE_PATTERN)}) then ${bounded(text, MAX_ATTRIBUTE_LENGTH)} end`;
export const addressValue = (text: string): string =>
  `case when regexp_full_match(${text}, ${literal(HTTP_ADDRESS_PATTERN)}) then ${bounded(text, MAX_ADDRESS_LENGTH)} end`;

/** SQL: the list without blanks and repetitions, in the order given (categories go from broad to narrow), or null. */
export function labelsValue(list: string): string {
  const given = `list_filter(list_transform(${list}, lambda t: ${trimmed("t")}), lambda t: t <> '')`;
  const distinct = "list_filter(ts, lambda t, place: list_position(ts, t) = place)";
  const labels = `list_transform([${given}], lambda ts: ${distinct})[1]`;
  const isSound = `len(ls) <= ${MAX_LABELS} and len(list_filter(ls, lambda t: ${bounded("t", MAX_LABEL_LENGTH)} is null)) = 0`;
  return `list_transform([${labels}], lambda ls: case when ${isSound} then ls end)[1]`;
}

/** SQL: true or false as `text` says it, or null; `words` are the shop's own, in lower case. */
export function booleanValue(text: string, words: Readonly<Record<string, boolean>> = {}): string {
  const own = new Map(Object.entries(words).map(([word, value]) => [word.trim().toLowerCase(), value]));
  const all = [
    ...TRUE_WORDS.map((word) => [word, true] as const),
    ...FALSE_WORDS.map((word) => [word, false] as const),
  ].filter(([word]) => !own.has(word));
  const list = (wanted: boolean): string =>
    [...all, ...own]
      .filter(([, value]) => value === wanted)
      .map(([word]) => literal(word))
      .join(", ");
  return `case when lower(${text}) in (${list(true)}) then true when lower(${text}) in (${list(false)}) then false end`;
}
