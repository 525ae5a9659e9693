// The Amazon review data of 2014 (McAuley et al.): `reviews_*.json.gz` and `meta_*.json.gz`. A review is a purchase.
import type { DuckDBConnection } from "@duckdb/node-api";
import { join } from "node:path";
import { eachChunk } from "../duckdb.ts";
import type { Field } from "../reading/fields.ts";
import { type Reading, readTable } from "../reading/read-table.ts";
import { type Column, jsonColumns, openJson, type Relation } from "../reading/relation.ts";
import { AMAZON_CONVENTIONS } from "./amazon-2023.ts";
import { type Layout, type LoadContext, reading } from "./layout.ts";
import { parsePythonLiteral } from "./python-literal.ts";

const REVIEWS = /^reviews_.*\.json(\.gz)?$/;
const META = /^meta_.*\.json(\.gz)?$/;

export const amazon2014: Layout = {
  name: "Amazon 2014",
  accepts: "reviews_*.json.gz and meta_*.json.gz (Amazon 2014)",
  matches: (files) => files.some((file) => REVIEWS.test(file)) && files.some((file) => META.test(file)),
  load: async (context) => {
    const readings: Reading[] = [];
    for (const file of context.files.filter((file) => META.test(file)))
      readings.push(await loadMeta(context, file, readings.length));
    for (const file of context.files.filter((file) => REVIEWS.test(file)))
      readings.push(await loadReviews(context, file, readings.length));
    return { readings, catalogue: { fields: ["title", "brand", "categories", "price", "imageUrl"] } };
  },
};

const REVIEW_FIELDS = {
  customerId: ["reviewerID", "customer"],
  itemId: ["asin", "id"],
  timestamp: ["unixReviewTime", "time"],
  value: ["overall", "value"],
} as const;

async function loadReviews({ db, dir, scratch }: LoadContext, file: string, index: number): Promise<Reading> {
  const path = join(dir, file);
  return await reading(path, async () => {
    const keys = Object.values(REVIEW_FIELDS).map(([key]) => key);
    const relation = await openJson(path, keys, { scratch, shape: "lines" });
    const fields = Object.entries(REVIEW_FIELDS).map(([name, [key, kind]]): Field => ({
      name,
      kind,
      columns: [relation.column(key)],
    }));
    return await readTable(db, { table: "events", relation, fields, conventions: AMAZON_CONVENTIONS }, index);
  });
}

const META_KEYS = ["asin", "title", "brand", "categories", "price", "imUrl"];

async function loadMeta({ db, dir, scratch }: LoadContext, file: string, index: number): Promise<Reading> {
  const path = join(dir, file);
  return await reading(path, async () => {
    const lines = await openJson(path, META_KEYS, { scratch, shape: "lines" });
    await db.run("create or replace temp table meta_lines (place bigint, line varchar, doc json)");
    await db.run(`insert into meta_lines select place, line, doc from ${lines.from} where doc is not null`);
    await appendPythonLines(db, lines);
    const relation: Relation = { ...lines, ...jsonColumns("select * from meta_lines", META_KEYS) };
    const fields = metaFields(relation.column);
    const read = await readTable(
      db,
      { table: "items", relation, fields, conventions: AMAZON_CONVENTIONS },
      index,
    );
    await db.run("drop table meta_lines");
    return read;
  });
}

function metaFields(column: (key: string) => Column): Field[] {
  const unescapedColumn = (key: string): Column => ({ ...column(key), text: unescaped(column(key).text) });
  const categories = column("categories");
  const flat = `flatten(try_cast(${categories.text}::json as varchar[][]))`;
  return [
    { name: "itemId", kind: "id", columns: [column("asin")] },
    { name: "title", kind: "title", columns: [unescapedColumn("title")] },
    { name: "brand", kind: "label", columns: [unescapedColumn("brand")] },
    { name: "categories", kind: "labels", columns: [{ ...categories, list: flat }] },
    { name: "price", kind: "price", columns: [column("price")] },
    { name: "imageUrl", kind: "address", columns: [column("imUrl")] },
  ];
}

/** Appends the lines that are not JSON, rewritten as JSON; what is no Python literal either stays without a `doc`. */
async function appendPythonLines(db: DuckDBConnection, { from }: Relation): Promise<void> {
  const appender = await db.createAppender("meta_lines");
  await eachChunk(db, `select place, line from ${from} where doc is null`, (chunk) => {
    const [places, lines] = [chunk.getColumnValues(0), chunk.getColumnValues(1)];
    for (const [at, line] of lines.entries()) {
      appender.appendBigInt(places[at] as bigint);
      appender.appendVarchar(String(line));
      const json = asJson(String(line));
      if (json === undefined) appender.appendNull();
      else appender.appendVarchar(json);
      appender.endRow();
    }
  });
  appender.closeSync();
}

function asJson(line: string): string | undefined {
  try {
    return JSON.stringify(parsePythonLiteral(line));
  } catch {
    return undefined;
  }
}

/** The titles were scraped from pages and kept their HTML entities; `&amp;` is undone last. */
function unescaped(expression: string): string {
  const entities: [string, string][] = [
    ["&quot;", '"'],
    ["&#34;", '"'],
    ["&#39;", "''"],
    ["&lt;", "<"],
    ["&gt;", ">"],
    ["&nbsp;", " "],
    ["&amp;", "&"],
  ];
  return entities.reduce(
    (sql, [entity, character]) => `replace(${sql}, '${entity}', '${character}')`,
    expression,
  );
}
