// The layout of Aisle's own shop files: `items.jsonl` and `interactions.csv`.
import { join } from "node:path";
import { csv, lines, ndjson, reading, requireColumns, requireRowPerLine, requireWhole } from "./files.ts";
import { fillEvents, fillItems } from "./fill.ts";
import type { Layout } from "./layout.ts";

const ITEM_FIELDS = {
  item_id: "VARCHAR",
  title: "VARCHAR",
  brand: "VARCHAR",
  categories: "VARCHAR[]",
  attributes: "VARCHAR[]",
  price: "VARCHAR",
  stock: "VARCHAR",
  hidden: "VARCHAR",
  url: "VARCHAR",
  imageUrl: "VARCHAR",
};

export const shopFiles: Layout = {
  name: "shop files",
  accepts: "items.jsonl and interactions.csv",
  matches: (files) => files.includes("items.jsonl") && files.includes("interactions.csv"),
  load: async (db, dir) => {
    const itemsPath = join(dir, "items.jsonl");
    await requireWhole(itemsPath);
    await reading(itemsPath, async () => {
      await fillItems(db, {
        from: ndjson(lines([itemsPath]), ITEM_FIELDS),
        itemId: "item_id",
        title: "title",
        brand: "brand",
        categories: "categories",
        attributes: "attributes",
        price: "price",
        stock: "stock",
        hidden: "hidden",
        url: "url",
        imageUrl: "imageUrl",
      });
    });
    const eventsPath = join(dir, "interactions.csv");
    await requireWhole(eventsPath);
    await reading(eventsPath, async () => {
      const from = csv(eventsPath);
      const found = await requireColumns(db, eventsPath, from, ["user_id", "item_id", "timestamp"]);
      await requireRowPerLine(db, eventsPath, from);
      await fillEvents(db, {
        from,
        customerId: "user_id",
        itemId: "item_id",
        time: '"timestamp"',
        ...(found.has("seq_pos") ? { seq: "seq_pos" } : {}),
        ...(found.has("event_type") ? { type: "event_type" } : {}),
        ...(found.has("value") ? { value: '"value"' } : {}),
      });
    });
  },
};
