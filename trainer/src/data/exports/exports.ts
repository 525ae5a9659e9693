// The layout of a folder with files that shop systems, analytics and product feeds export, in any combination.
import type { DuckDBConnection } from "@duckdb/node-api";
import { join } from "node:path";
import { DataError } from "../errors.ts";
import { type LoadContext, type Loaded, reading } from "../layouts/layout.ts";
import { useSecret } from "../reading/hash.ts";
import { type Reading, readTable } from "../reading/read-table.ts";
import { openCsv, openJson, openXml, type Relation } from "../reading/relation.ts";
import type { ExportKind, Preset } from "./export.ts";
import { KINDS } from "./kinds.ts";
import { type Head, kindOf, missingMarks, readHeads } from "./recognise.ts";

/** A file whose kind is known. */
interface Found extends Head {
  readonly kind: ExportKind;
}

/** What the folder is called in messages: "Shopify orders, Google Merchant feed". */
export const nameOf = (found: readonly Found[]): string =>
  [...new Set(found.map(({ kind }) => kind.name))].join(", ");

/**
 * The files of the folder that are known exports; only those of `preset`, where one is said. Empty where there is none.
 * Throws `DataError` "unknown-layout" where some are known and others are not, and where there are none of `preset`.
 */
export async function findExports(
  dir: string,
  files: readonly string[],
  preset?: Preset,
): Promise<readonly Found[]> {
  const kinds = KINDS.filter((kind) => preset === undefined || kind.preset === preset);
  const heads = await readHeads(dir, files);
  const found: Found[] = [];
  const unknown: Head[] = [];
  for (const head of heads) {
    const kind = kindOf(head, kinds);
    if (kind === undefined) unknown.push(head);
    else found.push({ ...head, kind });
  }
  if (preset !== undefined && found.length === 0) throw noneOf(dir, preset, heads, kinds);
  // A text file may be a note beside the data.
  const left = unknown.filter(({ file }) => !/\.txt(\.gz)?$/i.test(file));
  if (found.length > 0 && left.length > 0 && preset === undefined) {
    const known = found.map(({ file, kind }) => `${file} (${kind.name})`).join(", ");
    throw new DataError(
      "unknown-layout",
      `${dir} has ${known}, and ${left.map(({ file }) => file).join(", ")}, of which nothing is known: ` +
        "take it out of the folder, or say by mapping.json what is in the files",
    );
  }
  // Of what several files say of an item, a catalogue's word counts before that of events.
  return found.toSorted((a, b) => Number(isCatalogue(b)) - Number(isCatalogue(a)));
}

const isCatalogue = ({ kind }: Found): boolean => kind.variants !== undefined;

function noneOf(
  dir: string,
  preset: Preset,
  heads: readonly Head[],
  kinds: readonly ExportKind[],
): DataError {
  const lines = heads.map(({ file, format, columns }) => {
    const lacks = kinds
      .filter(({ formats }) => formats.includes(format))
      .map((kind) => `to be ${kind.name} it lacks ${missingMarks(kind, columns).join(", ")}`);
    return `  - ${file}: ${lacks.length === 0 ? "no such file is of this kind" : lacks.join("; ")}`;
  });
  return new DataError(
    "unknown-layout",
    [`${dir} has no file of the preset ${preset}${lines.length === 0 ? "" : ":"}`, ...lines].join("\n"),
  );
}

/** Reads what `findExports` found. Throws `DataError`: "needs-secret", "unreadable", "missing-columns", "ambiguous", "empty". */
export async function loadExports(context: LoadContext, found: readonly Found[]): Promise<Loaded> {
  const { db, customerSecret } = context;
  for (const file of found) requireSecret(file, customerSecret);
  if (customerSecret !== undefined) await useSecret(db, customerSecret);
  await db.run("create temp table variants (variant varchar, item_id varchar)");
  const readings: Reading[] = [];
  const fields = new Set<string>();
  for (const { file, format, kind } of found) {
    const path = join(context.dir, file);
    for (const table of kind.tables) {
      const read = await reading(path, async () => {
        const relation = await open(context, path, format, table.names);
        const source = table.source(relation, customerSecret !== undefined);
        for (const { name } of source.table === "items" ? source.fields : []) fields.add(name);
        return await readTable(db, source, readings.length);
      });
      readings.push(read);
    }
    const { variants } = kind;
    if (variants !== undefined)
      await reading(path, async () => {
        const relation = await open(context, path, format, variants.names);
        await db.run(`insert into variants ${variants.select(relation)}`);
      });
  }
  await nameProducts(db);
  await db.run("drop table variants");
  return { readings, ...(fields.size > 0 ? { catalogue: { fields: [...fields] } } : {}) };
}

async function open(
  { scratch }: LoadContext,
  path: string,
  format: Head["format"],
  names: readonly string[],
): Promise<Relation> {
  if (format === "json") return await openJson(path, names, { scratch });
  if (format === "xml") return await openXml(path, names, { scratch });
  return await openCsv(path, { quote: '"' }, { scratch });
}

const MIN_SECRET_LENGTH = 16;

function requireSecret({ file, kind, columns }: Found, secret: string | undefined): void {
  if (kind.needsSecret === undefined) return;
  if (secret === undefined ? !kind.needsSecret(columns) : secret.length >= MIN_SECRET_LENGTH) return;
  throw new DataError(
    "needs-secret",
    `${file} (${kind.name}) knows customers by their e-mail addresses, which never enter the store: set ` +
      `CUSTOMER_HASH_SECRET to a secret of at least ${MIN_SECRET_LENGTH} characters, the same one for every import; ` +
      "customers are then kept by a digest of their address",
  );
}

/** What an export calls otherwise gets the name that it has in the catalogue; what could mean two items is left as it is. */
async function nameProducts(db: DuckDBConnection): Promise<void> {
  await db.run(`create temp table products as select variant, min(item_id) as item_id from variants
    where variant not in (select item_id from variants where item_id is not null) and item_id is not null
    group by variant having count(distinct item_id) = 1`);
  for (const table of ["events", "items"])
    await db.run(
      `update ${table} set item_id = products.item_id from products where ${table}.item_id = products.variant`,
    );
  await db.run("drop table products");
}
