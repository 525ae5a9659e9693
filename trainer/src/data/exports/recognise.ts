// Tells by the beginning of a file which of the known kinds it is.
import { join } from "node:path";
import { CsvCopier } from "../reading/csv.ts";
import { decode } from "../reading/decode.ts";
import { JsonCopier } from "../reading/json.ts";
import { Rejects } from "../reading/rejects.ts";
import { feedKeys } from "../reading/xml.ts";
import type { ExportFormat, ExportKind } from "./export.ts";
import { KINDS } from "./kinds.ts";
import { attributeName, merchantFeed } from "./merchant.ts";

/** What the beginning of a file says. */
export interface Head {
  readonly file: string;
  readonly format: ExportFormat;
  /** Columns, or the keys of the first object. */
  readonly columns: readonly string[];
}

const FORMATS: readonly (readonly [pattern: RegExp, format: ExportFormat])[] = [
  [/\.(csv|tsv|txt)(\.gz)?$/i, "csv"],
  [/\.(json|ndjson|jsonl)(\.gz)?$/i, "json"],
  [/\.xml(\.gz)?$/i, "xml"],
];

/** The heads of those files that may hold data, whether they are known or not. */
export async function readHeads(dir: string, files: readonly string[]): Promise<readonly Head[]> {
  const heads: Head[] = [];
  for (const file of files) {
    const format = FORMATS.find(([pattern]) => pattern.test(file))?.[1];
    if (format !== undefined) heads.push({ file, format, columns: await columnsOf(join(dir, file), format) });
  }
  return heads;
}

/** None where it cannot be read: that is for the reading to say. */
async function columnsOf(path: string, format: ExportFormat): Promise<readonly string[]> {
  try {
    const { blocks } = await decode(path);
    for await (const block of blocks) return columnsIn(path, format, block);
    return [];
  } catch {
    return [];
  }
}

function columnsIn(path: string, format: ExportFormat, block: Buffer): readonly string[] {
  if (format === "xml") return feedKeys(block.toString("utf8"));
  if (format === "csv") {
    const copier = new CsvCopier(path, { quote: '"' }, new Rejects());
    copier.copy(block, false);
    return copier.columns;
  }
  const [first = ""] = new JsonCopier(path, new Rejects()).copy(block, false).toString("utf8").split("\n", 1);
  return Object.keys(JSON.parse(first.slice(first.indexOf("\u0007") + 1)) as object);
}

/** The kind of a file, undefined where it is none that we know. */
export function kindOf(
  { format, columns }: Head,
  kinds: readonly ExportKind[] = KINDS,
): ExportKind | undefined {
  return kinds.find((kind) => kind.formats.includes(format) && missingMarks(kind, columns).length === 0);
}

/** What a file lacks to be of a kind. */
export function missingMarks(kind: ExportKind, columns: readonly string[]): readonly string[] {
  const has = new Set(kind === merchantFeed ? columns.map(attributeName) : columns);
  return kind.marks.filter((mark) => !has.has(mark));
}
