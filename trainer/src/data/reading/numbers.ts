// Reads numbers as shops write them: `12,50`, `1.234,56`, `$1,299.00`, `19,90 €`, `1 234,50`, `1'234.50`.
import { literal } from "../duckdb.ts";

export type Decimal = "." | ",";

/** What one number says about the sign before its decimals; those with a `?` could be thousands as well. */
export type NumberKind = "whole" | "point" | "comma" | "point?" | "comma?" | "none";

const SYMBOLS: Readonly<Record<string, string>> = {
  US$: "USD",
  A$: "AUD",
  AU$: "AUD",
  C$: "CAD",
  CA$: "CAD",
  NZ$: "NZD",
  R$: "BRL",
  $: "USD",
  "€": "EUR",
  "£": "GBP",
  "¥": "JPY",
  "₹": "INR",
  "₽": "RUB",
  "₩": "KRW",
  "₺": "TRY",
  "₴": "UAH",
  "₫": "VND",
  "₪": "ILS",
  ZŁ: "PLN",
  KČ: "CZK",
  FT: "HUF",
  "ЛВ.": "BGN",
  ЛВ: "BGN",
  LEI: "RON",
  "FR.": "CHF",
  "SFR.": "CHF",
  "KR.": "KR",
  KR: "KR",
};

const CURRENCIES = [...Intl.supportedValuesOf("currency"), ...Object.keys(SYMBOLS)].map(literal).join(", ");

const PLAIN = String.raw`[-+]?\d+(?:[.,]\d+)?`;
/** Also the blanks that printers and spreadsheets put between a number and its currency. */
const BLANK = String.raw`[\s\x{A0}\x{2009}\x{202F}]*`;
const CURRENCY = String.raw`[^-+\d\s.,\x{A0}\x{2009}\x{202F}]{1,4}\.?`;
const NUMBER = String.raw`[-+]?[.,]?\d(?:.*\d)?[.,]?`;
/** A currency before or after the number; `19,-` has no cents, and `19-` is less than nothing. */
const PRICED = `^${BLANK}(${CURRENCY})?${BLANK}(${NUMBER})([-\\x{2013}\\x{2014}]*)${BLANK}(${CURRENCY})?${BLANK}$`;
const BLANKS = String.raw`[ \x{A0}\x{2009}\x{202F}''\x{2019}]`;

/** SQL: `text` taken apart into its `number`, a `dash` instead of cents, and what is `before` and `after` them; null where it is a number alone. */
export const numberParts = (text: string): string =>
  `case when regexp_full_match(${text}, '${PLAIN}') then null else regexp_extract(${text}, '${PRICED}', ['before', 'number', 'dash', 'after']) end`;

/** SQL: the currency of `numberParts` as it is written there, in capitals, or an empty text. */
export const currencyOf = (parts: string): string =>
  `coalesce(nullif(upper(${parts}.before), ''), upper(${parts}.after))`;

/** The code of a currency as `currencyOf` gives it. */
export const currencyCode = (written: string): string => SYMBOLS[written] ?? written;

/** SQL: `text` without its currency, and without the blanks and apostrophes between its thousands. */
export function bareNumber(text: string, parts: string): string {
  const isCurrency = (part: string): string =>
    `(${parts}.${part} = '' or upper(${parts}.${part}) in (${CURRENCIES}))`;
  const number = `${parts}.number`;
  const isPrice = `(${parts}.dash = '' or right(${number}, 1) in ('.', ','))`;
  const grouped = `regexp_full_match(${number}, '[-+]?\\d{1,3}(?:${BLANKS}\\d{3})+(?:[.,]\\d*)?')`;
  return `case when ${parts} is null or ${number} = '' or not ${isPrice} or not ${isCurrency("before")} or not ${isCurrency("after")} then ${text}
    when ${grouped} then regexp_replace(${number}, '${BLANKS}', '', 'g') else ${number} end`;
}

/** SQL: the `NumberKind` of a bare number. */
export function numberKind(bare: string): string {
  const is = (pattern: string): string => `regexp_full_match(${bare}, '[-+]?(?:${pattern})')`;
  /** Thousands before decimals, or several thousands; India groups by two digits. */
  const grouped = (group: string, decimal: string): string =>
    String.raw`\d{1,3}(?:${group}\d{2,3})*${group}\d{3}${decimal}\d+|\d{1,3}(?:${group}\d{3}){2,}|\d{1,2}(?:${group}\d{2})+${group}\d{3}`;
  return `case when ${bare} is null then null
    when ${is(String.raw`\d+`)} then 'whole'
    when ${is(String.raw`[1-9]\d{0,2}\.\d{3}`)} then 'point?'
    when ${is(String.raw`[1-9]\d{0,2},\d{3}`)} then 'comma?'
    when ${is(String.raw`(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|${grouped(",", String.raw`\.`)}`)} then 'point'
    when ${is(String.raw`\d+,\d*|,\d+|${grouped(String.raw`\.`, ",")}`)} then 'comma'
    else 'none' end`;
}

/**
 * SQL: the number of type double that a bare number of a known kind means, or null. `decimal` decides what could be
 * read either way; where the shop itself `said` it, it is the only one.
 */
export function numberValue(bare: string, kind: string, decimal: Decimal | undefined, said: boolean): string {
  const point = `try_cast(replace(${bare}, ',', '') as double)`;
  const comma = `try_cast(replace(replace(${bare}, '.', ''), ',', '.') as double)`;
  const readable = (sign: Decimal): string[] => [
    ...(said && decimal !== sign ? [] : [sign === "." ? "point" : "comma"]),
    ...(decimal === sign ? ["point?", "comma?"] : []),
  ];
  const when = (kinds: readonly string[], value: string): string =>
    kinds.length === 0 ? "" : `when ${kind} in (${kinds.map(literal).join(", ")}) then ${value}`;
  return `case when ${kind} = 'whole' then try_cast(${bare} as double)
    ${when(readable("."), point)} ${when(readable(","), comma)} end`;
}
