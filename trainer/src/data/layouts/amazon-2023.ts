// The Amazon review data of 2023 (Hou et al.): `*.jsonl.gz` and `meta_*.jsonl.gz`. A review is a purchase.
import { join } from "node:path";
import type { Field } from "../reading/fields.ts";
import { type Reading, readTable } from "../reading/read-table.ts";
import { type Column, openJson } from "../reading/relation.ts";
import { type Layout, type LoadContext, reading } from "./layout.ts";

const META = /^meta_.*\.jsonl(\.gz)?$/;
const isReviews = (file: string): boolean => /\.jsonl(\.gz)?$/.test(file) && !META.test(file);

/** A feature this short is a tag that other products may share; a longer one is a sentence of its own. */
const MAX_TAG = 40;

/** Prices are dollars, as Amazon's American pages write them. */
export const AMAZON_CONVENTIONS = { decimal: ".", nulls: ["null", "None", "nan"] } as const;

export const amazon2023: Layout = {
  name: "Amazon 2023",
  accepts: "*.jsonl.gz and meta_*.jsonl.gz (Amazon 2023)",
  matches: (files) => files.some(isReviews) && files.some((file) => META.test(file)),
  load: async (context) => {
    const readings: Reading[] = [];
    const fields = metaFields(() => ({ name: "", text: "", isNumber: "" })).map(({ name }) => name);
    for (const file of context.files.filter((file) => META.test(file)))
      readings.push(await load(context, file, "items", META_KEYS, metaFields, readings.length));
    for (const file of context.files.filter(isReviews))
      readings.push(await load(context, file, "events", REVIEW_KEYS, reviewFields, readings.length));
    return { readings, catalogue: { fields } };
  },
};

async function load(
  { db, dir, scratch }: LoadContext,
  file: string,
  table: "items" | "events",
  keys: readonly string[],
  fieldsOf: (column: (key: string) => Column) => readonly Field[],
  index: number,
): Promise<Reading> {
  const path = join(dir, file);
  return await reading(path, async () => {
    const relation = await openJson(path, keys, { scratch });
    const fields = fieldsOf(relation.column);
    return await readTable(db, { table, relation, fields, conventions: AMAZON_CONVENTIONS }, index);
  });
}

const META_KEYS = [
  "parent_asin",
  "title",
  "store",
  "main_category",
  "categories",
  "features",
  "price",
  "images",
];

function metaFields(column: (key: string) => Column): Field[] {
  const categories = column("categories");
  const features = column("features");
  const images = column("images");
  const path = `list_concat([${column("main_category").text}], ${categories.list})`;
  const tags = `list_filter(${features.list}, lambda f: length(f) <= ${MAX_TAG})`;
  // A list of objects in the published files, an object of lists in some copies of them.
  const image = `coalesce(${images.text} ->> '$[0].large', ${images.text} ->> '$.large[0]')`;
  return [
    { name: "itemId", kind: "id", columns: [column("parent_asin")] },
    { name: "title", kind: "title", columns: [column("title")] },
    { name: "brand", kind: "label", columns: [column("store")] },
    { name: "categories", kind: "labels", columns: [{ ...categories, list: path }] },
    { name: "attributes", kind: "labels", columns: [{ ...features, list: tags }] },
    { name: "price", kind: "price", columns: [column("price")] },
    { name: "imageUrl", kind: "address", columns: [{ name: images.name, text: image, isNumber: "false" }] },
  ];
}

const REVIEW_KEYS = ["user_id", "parent_asin", "asin", "timestamp", "rating"];

function reviewFields(column: (key: string) => Column): Field[] {
  return [
    { name: "customerId", kind: "customer", columns: [column("user_id")] },
    { name: "itemId", kind: "id", columns: [column("parent_asin"), column("asin")] },
    { name: "timestamp", kind: "time", columns: [column("timestamp")] },
    { name: "value", kind: "value", columns: [column("rating")] },
  ];
}
