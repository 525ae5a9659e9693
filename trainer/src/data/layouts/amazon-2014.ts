// The Amazon review data of 2014 (McAuley et al.): `reviews_*.json.gz` and `meta_*.json.gz`. A review is a purchase.
import type { DuckDBConnection } from "@duckdb/node-api";
import { join } from "node:path";
import { eachChunk } from "../duckdb.ts";
import { lines, ndjson, reading, requireWhole } from "./files.ts";
import { fillEvents, fillItems } from "./fill.ts";
import type { Layout } from "./layout.ts";
import { parsePythonLiteral } from "./python-literal.ts";

const REVIEWS = /^reviews_.*\.json(\.gz)?$/;
const META = /^meta_.*\.json(\.gz)?$/;

const REVIEW_FIELDS = {
  reviewerID: "VARCHAR",
  asin: "VARCHAR",
  unixReviewTime: "VARCHAR",
  overall: "VARCHAR",
};
const META_FIELDS = {
  asin: "VARCHAR",
  title: "VARCHAR",
  brand: "VARCHAR",
  categories: "VARCHAR[][]",
  price: "VARCHAR",
  imUrl: "VARCHAR",
};

export const amazon2014: Layout = {
  name: "Amazon 2014",
  accepts: "reviews_*.json.gz and meta_*.json.gz (Amazon 2014)",
  matches: (files) => files.some((file) => REVIEWS.test(file)) && files.some((file) => META.test(file)),
  load: async (db, dir, files) => {
    for (const file of files.filter((file) => META.test(file))) {
      const path = join(dir, file);
      await requireWhole(path);
      await reading(path, async () => await loadMeta(db, path));
    }
    for (const file of files.filter((file) => REVIEWS.test(file))) {
      const path = join(dir, file);
      await requireWhole(path);
      await reading(path, async () => {
        await fillEvents(db, {
          from: ndjson(lines([path]), REVIEW_FIELDS),
          customerId: "reviewerID",
          itemId: "asin",
          time: "unixReviewTime",
          value: "overall",
        });
      });
    }
  },
};

async function loadMeta(db: DuckDBConnection, path: string): Promise<void> {
  await db.run("create or replace temp table meta_lines (line varchar)");
  await db.run(`insert into meta_lines select line from ${lines([path])} where json_valid(line)`);
  await appendPythonLines(db, path);
  await fillItems(db, {
    from: ndjson("meta_lines", META_FIELDS),
    itemId: "asin",
    title: unescaped("title"),
    brand: unescaped("brand"),
    categories: "flatten(categories)",
    price: "price",
    imageUrl: "imUrl",
  });
  await db.run("drop table meta_lines");
}

/** Appends the lines that are not JSON, rewritten as JSON; what is no Python literal either is kept for validation. */
async function appendPythonLines(db: DuckDBConnection, path: string): Promise<void> {
  const appender = await db.createAppender("meta_lines");
  await eachChunk(db, `select line from ${lines([path])} where not json_valid(line)`, (chunk) => {
    for (const line of chunk.getColumnValues(0)) {
      appender.appendVarchar(asJson(String(line)));
      appender.endRow();
    }
  });
  appender.closeSync();
}

function asJson(line: string): string {
  try {
    return JSON.stringify(parsePythonLiteral(line));
  } catch {
    return line;
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
