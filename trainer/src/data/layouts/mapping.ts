// The file `mapping.json`: says where in a shop's own files each field is.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { DataError } from "../errors.ts";
import { EVENT_TYPES } from "@aisle/recommender";

export const MAPPING_FILE = "mapping.json";

const name = v.pipe(v.string(), v.nonEmpty());
const file = v.pipe(
  name,
  v.regex(
    /\.(csv|tsv|ndjson|jsonl)(\.gz)?$|\.parquet$/,
    "a .csv, .tsv, .ndjson, .jsonl (each also .gz) or .parquet",
  ),
);
const format = { file, delimiter: v.optional(v.pipe(v.string(), v.length(1)), ",") };

const mappingSchema = v.strictObject({
  events: v.strictObject({
    ...format,
    customerId: name,
    itemId: name,
    timestamp: name,
    seq: v.optional(name),
    type: v.optional(name),
    value: v.optional(name),
    types: v.optional(v.record(v.string(), v.picklist(EVENT_TYPES))),
  }),
  items: v.optional(
    v.strictObject({
      ...format,
      itemId: name,
      title: v.optional(name),
      brand: v.optional(name),
      categories: v.optional(name),
      attributes: v.optional(name),
      price: v.optional(name),
      stock: v.optional(name),
      hidden: v.optional(name),
      url: v.optional(name),
      imageUrl: v.optional(name),
      listSeparator: v.optional(name, "|"),
    }),
  ),
});

export type Mapping = v.InferOutput<typeof mappingSchema>;

/** Throws `DataError` "bad-mapping" that names every wrong entry. */
export async function readMapping(dir: string): Promise<Mapping> {
  const path = join(dir, MAPPING_FILE);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), mappingSchema), await readFile(path, "utf8"));
  if (parsed.success) return parsed.output;
  const faults = parsed.issues.map((issue) => {
    const at = v.getDotPath(issue);
    return at === null ? issue.message : `${at}: ${issue.message}`;
  });
  throw new DataError("bad-mapping", `${path}: ${faults.join("; ")}`);
}
