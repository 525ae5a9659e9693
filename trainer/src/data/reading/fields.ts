// What each field of an event or an item accepts, and how it is read.
import { EVENT_TYPES } from "@aisle/recommender";
import {
  MAX_ATTRIBUTE_LENGTH,
  MAX_EVENT_VALUE,
  MAX_ID_LENGTH,
  MAX_LABEL_LENGTH,
  MAX_LABELS,
  MAX_PRICE,
  MAX_STOCK,
  MAX_TITLE_LENGTH,
} from "@aisle/contract";
import { literal, trimmed } from "../duckdb.ts";
import { type Decimal, numberValue } from "./numbers.ts";
import type { Column } from "./relation.ts";
import {
  addressValue,
  attributeValue,
  booleanValue,
  idValue,
  labelsValue,
  labelValue,
  NULLS,
  present,
  titleValue,
} from "./texts.ts";
import { ACCEPTED_TIMES, type DateOrder, timeValue } from "./times.ts";

export type Kind =
  | (
      | "attribute"
      | "id"
      | "customer"
      | "title"
      | "label"
      | "labels"
      | "address"
      | "boolean"
      | "time"
      | "order"
      | "type"
    )
  | ("price" | "stock" | "value");

/** What a shop says about its way of writing. */
export interface Conventions {
  readonly decimal?: Decimal | undefined;
  readonly timezone?: string | undefined;
  readonly timestampFormats?: readonly string[] | undefined;
  readonly nulls?: readonly string[] | undefined;
  readonly booleans?: Readonly<Record<string, boolean>> | undefined;
  readonly listSeparators?: readonly string[] | undefined;
  /** The shop's own names of event types, mapped to ours or to "ignore"; `*` is any other. */
  readonly types?: Readonly<Record<string, string>> | undefined;
}

/** What a whole column says about the way it is written. */
export interface Found {
  readonly decimal?: Decimal;
  readonly order?: DateOrder;
  /** Ids that were numbers with decimals once: `101.0`. */
  readonly isNumber?: boolean;
}

export interface Field {
  /** As in the mapping. */
  readonly name: string;
  readonly kind: Kind;
  /** The first that has a value counts. */
  readonly columns: readonly Column[];
}

export const ACCEPTED: Readonly<Record<Kind, string>> = {
  attribute: `up to ${MAX_ATTRIBUTE_LENGTH} characters on one line`,
  id: `up to ${MAX_ID_LENGTH} characters, and numbers that are whole`,
  customer: `up to ${MAX_ID_LENGTH} characters, and numbers that are whole`,
  title: `up to ${MAX_TITLE_LENGTH} characters`,
  label: `up to ${MAX_LABEL_LENGTH} characters`,
  labels: `up to ${MAX_LABELS} texts of up to ${MAX_LABEL_LENGTH} characters`,
  address: "a whole address that begins with http:// or https://",
  boolean: 'true or false, yes or no, 1 or 0, t or f; others by "booleans" in mapping.json',
  time: ACCEPTED_TIMES,
  order: "whole numbers",
  type: `${EVENT_TYPES.join(", ")}; others by "types" in mapping.json`,
  price: `a number from 0 to ${MAX_PRICE}, with its currency if need be`,
  stock: `a whole number from 0 to ${MAX_STOCK}`,
  value: `a number from 0 to ${MAX_EVENT_VALUE}`,
};

export const isNumeric = (kind: Kind): boolean => kind === "price" || kind === "stock" || kind === "value";
/** Whether the order of day and month is for the column to say. */
export const isDated = ({ kind }: Field, { timestampFormats }: Conventions): boolean =>
  kind === "time" && timestampFormats === undefined;
export const isId = (kind: Kind): boolean => kind === "id" || kind === "customer";

/** SQL over the relation: the text of the field, null where it says that there is nothing. */
export function rawText({ columns }: Field, { nulls = NULLS }: Conventions): string {
  const texts = columns.map(({ text }) => present(text, nulls));
  return texts.length === 1 ? texts[0]! : `coalesce(${texts.join(", ")})`;
}

/** SQL over the relation: a property of the column that `rawText` is from. */
export function ofColumn(
  { columns }: Field,
  { nulls = NULLS }: Conventions,
  property: (column: Column) => string,
): string {
  const [only, ...more] = columns;
  if (more.length === 0) return property(only!);
  const cases = columns.map(
    (column) => `when ${present(column.text, nulls)} is not null then ${property(column)}`,
  );
  return `case ${cases.join(" ")} end`;
}

/** SQL over the relation: the field as a list of texts, null where it is none. */
export function rawList(column: Column, separators: readonly string[]): string {
  const { text } = column;
  const [first, ...others] = separators.map(literal);
  const separated = others.reduce((sql, each) => `replace(${sql}, ${each}, ${first})`, text);
  const written = `case when starts_with(ltrim(${text}), '[') and json_valid(${text}) then try_cast(${text}::json as varchar[])
    else str_split(${separated}, ${first}) end`;
  const list =
    column.list === undefined
      ? written
      : `coalesce(${column.list}, case when ${column.isScalar ?? "true"} then ${written} end)`;
  const isNested = (name: string): string => `starts_with(${name}, '{') or starts_with(${name}, '[')`;
  return `list_transform([${list}], lambda l: case when len(list_filter(l, lambda t: ${isNested("t")})) = 0 then l end)[1]`;
}

/** Names of the columns that `valueOf` reads, made of the field's name. */
export const names = (field: string) => ({
  raw: `raw_${field}`,
  isNumber: `is_number_${field}`,
  isScalar: `is_scalar_${field}`,
  list: `list_${field}`,
  dated: `dated_${field}`,
  parts: `parts_${field}`,
  bare: `bare_${field}`,
  kind: `kind_${field}`,
  value: `value_${field}`,
});

/** SQL over the columns of `names`: the field's value, null where it is absent or is not what it should be. */
export function valueOf(field: Field, said: Conventions, found: Found): string {
  const { raw, isNumber, isScalar, list, bare, kind } = names(field.name);
  const number = (condition: (value: string) => string): string => {
    const read = `case when ${isNumber} then try_cast(${raw} as double)
      else ${numberValue(bare, kind, said.decimal ?? found.decimal, said.decimal !== undefined)} end`;
    return `list_transform([${read}], lambda n: case when ${condition("n")} then n end)[1]`;
  };
  const between = (max: number) => (value: string) => `isfinite(${value}) and ${value} between 0 and ${max}`;
  const scalar = (value: string): string => `case when ${isScalar} then ${value} end`;
  switch (field.kind) {
    case "id":
    case "customer":
      return scalar(idValue(raw, found.isNumber === true ? "true" : isNumber, field.columns[0]?.exactBelow));
    case "title":
      return scalar(titleValue(raw));
    case "label":
      return scalar(labelValue(raw));
    case "attribute":
      return scalar(attributeValue(raw));
    case "labels":
      return labelsValue(list);
    case "address":
      return scalar(addressValue(raw));
    case "boolean":
      return scalar(booleanValue(raw, said.booleans));
    case "time":
      return scalar(
        timeValue(raw, {
          timezone: said.timezone ?? "UTC",
          ...(said.timestampFormats === undefined ? {} : { formats: said.timestampFormats }),
          ...(found.order === undefined ? {} : { order: found.order }),
        }),
      );
    case "order":
      return scalar(
        `case when regexp_full_match(${raw}, '-?\\d+(?:\\.0+)?') then try_cast(split_part(${raw}, '.', 1) as bigint) end`,
      );
    case "type":
      return scalar(typeValue(raw, said.types ?? {}));
    case "price":
      return scalar(number(between(MAX_PRICE)));
    case "value":
      return scalar(number(between(MAX_EVENT_VALUE)));
    case "stock":
      return scalar(number((value) => `${between(MAX_STOCK)(value)} and ${value} = trunc(${value})`));
  }
}

export const IGNORE = "ignore";

/** SQL: the event type that the shop's `text` stands for, null where nothing is known of it. */
function typeValue(text: string, types: Readonly<Record<string, string>>): string {
  const { "*": any, ...own } = types;
  const cases = Object.entries(own).map(([from, to]) => `when ${trimmed(literal(from))} then ${literal(to)}`);
  const known = EVENT_TYPES.map((type) => `when ${literal(type)} then ${literal(type)}`).join(" ");
  const other = `case lower(${text}) ${known} else ${any === undefined ? "null" : literal(any)} end`;
  const named = cases.length === 0 ? other : `case ${text} ${cases.join(" ")} else ${other} end`;
  return `case when ${text} is not null then ${named} end`;
}
