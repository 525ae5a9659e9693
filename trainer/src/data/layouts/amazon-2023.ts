// The Amazon review data of 2023 (Hou et al.): `*.jsonl.gz` and `meta_*.jsonl.gz`. A review is a purchase.
import { join } from "node:path";
import { lines, ndjson, reading, requireWhole } from "./files.ts";
import { fillEvents, fillItems } from "./fill.ts";
import type { Layout } from "./layout.ts";

const META = /^meta_.*\.jsonl(\.gz)?$/;
const isReviews = (file: string): boolean => /\.jsonl(\.gz)?$/.test(file) && !META.test(file);

const REVIEW_FIELDS = {
  user_id: "VARCHAR",
  parent_asin: "VARCHAR",
  asin: "VARCHAR",
  timestamp: "VARCHAR",
  rating: "VARCHAR",
};
const META_FIELDS = {
  parent_asin: "VARCHAR",
  title: "VARCHAR",
  store: "VARCHAR",
  main_category: "VARCHAR",
  categories: "VARCHAR[]",
  features: "VARCHAR[]",
  price: "VARCHAR",
  images: "JSON",
};

/** A feature this short is a tag that other products may share; a longer one is a sentence of its own. */
const LONGEST_TAG = 40;

export const amazon2023: Layout = {
  name: "Amazon 2023",
  accepts: "*.jsonl.gz and meta_*.jsonl.gz (Amazon 2023)",
  matches: (files) => files.some(isReviews) && files.some((file) => META.test(file)),
  load: async (db, dir, files) => {
    for (const file of files.filter((file) => META.test(file))) {
      const path = join(dir, file);
      await requireWhole(path);
      await reading(path, async () => {
        await fillItems(db, {
          from: ndjson(lines([path]), META_FIELDS),
          itemId: "parent_asin",
          title: "title",
          brand: "store",
          categories: "list_concat([main_category], categories)",
          attributes: `list_filter(features, lambda f: length(f) <= ${LONGEST_TAG})`,
          price: "price",
          // A list of objects in the published files, an object of lists in some copies of them.
          imageUrl: "coalesce(images ->> '$[0].large', images ->> '$.large[0]')",
        });
      });
    }
    for (const file of files.filter(isReviews)) {
      const path = join(dir, file);
      await requireWhole(path);
      await reading(path, async () => {
        await fillEvents(db, {
          from: ndjson(lines([path]), REVIEW_FIELDS),
          customerId: "user_id",
          itemId: "coalesce(parent_asin, asin)",
          time: '"timestamp"',
          value: "rating",
        });
      });
    }
  },
};
