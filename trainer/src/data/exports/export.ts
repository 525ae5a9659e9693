// What a file is that a shop system, a tool for analytics or a product feed writes: how it is recognised and read.
import { literal } from "../duckdb.ts";
import { customerDigest } from "../reading/hash.ts";
import type { Source } from "../reading/read-table.ts";
import type { Column, Relation } from "../reading/relation.ts";

/** Names for `--preset`. */
export const PRESETS = ["shopify", "woocommerce", "ga4", "merchant", "matomo"] as const;
export type Preset = (typeof PRESETS)[number];

export type ExportFormat = "csv" | "json" | "xml";

/** What a table of ours is read from. */
export interface ExportTable {
  /** Of JSON and XML, the values that are read. */
  readonly names: readonly string[];
  /** `hasSecret` says whether customers can be kept by a digest. */
  readonly source: (relation: Relation, hasSecret: boolean) => Source;
}

/** A kind of file. */
export interface ExportKind {
  readonly preset: Preset;
  /** For people: "Shopify orders". */
  readonly name: string;
  readonly formats: readonly ExportFormat[];
  /** Columns or keys by which it is recognised. */
  readonly marks: readonly string[];
  /** Whether customers are known by e-mail addresses alone, given the file's columns. */
  readonly needsSecret?: (columns: readonly string[]) => boolean;
  readonly tables: readonly ExportTable[];
  /**
   * SQL: `variant` and `item_id`, the ids, SKUs and names by which events may name an item that has another id in the
   * catalogue: because that has one item for all variants of a product, or one for each.
   */
  readonly variants?: ExportVariants;
}

export interface ExportVariants {
  readonly names: readonly string[];
  readonly select: (relation: Relation) => string;
}

/** SQL: the text of a column without blanks around it, null where it is empty or the file has no such column. */
export function textOf(relation: Relation, name: string): string {
  return relation.has(name) ? `nullif(trim(${relation.column(name).text}), '')` : "null::varchar";
}

/** A column that is computed, under the name that it has in messages. */
export const computed = (name: string, text: string): Column => ({ name, text, isNumber: "false" });

/** A list that is computed as a `varchar[]`; an empty one is none. */
export function computedList(name: string, list: string): Column {
  const filled = `case when len(${list}) > 0 then ${list} end`;
  return { ...computed(name, `(${filled})::varchar`), list: filled };
}

/** The relation with more columns, of which `columns` says how they are computed. */
export function withColumns(relation: Relation, columns: Readonly<Record<string, string>>): Relation {
  const added = Object.entries(columns).map(([name, sql]) => `${sql} as ${name}`);
  return { ...relation, from: `(select *, ${added.join(", ")} from ${relation.from})` };
}

/** SQL: a path such as `A > B > C` as the list of its parts. */
export const pathParts = (text: string): string => `str_split(${text}, '>')`;

/** SQL: the digest by which a customer with an e-mail address or a phone number is kept, null where there is none. */
export const digestOf = (text: string): string => customerDigest(`lower(${text})`);

/** SQL: `text` where it is one of `words`, without regard to case. */
export const isOneOf = (text: string, words: readonly string[]): string =>
  `coalesce(lower(${text}) in (${words.map(literal).join(", ")}), false)`;
