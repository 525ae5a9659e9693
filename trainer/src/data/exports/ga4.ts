// Google Analytics 4: the event tables that it exports to BigQuery, as JSON. One event of ours for each item of one.
import type { Field } from "../reading/fields.ts";
import { computedList, type ExportKind } from "./export.ts";

const TYPES = {
  view_item: "view",
  select_item: "click",
  add_to_cart: "cart",
  purchase: "purchase",
  "*": "ignore",
} as const;

/** What Google writes where it knows nothing, besides an empty text. */
const NULLS = ["(not set)", "(not provided)", "(none)", "null"];

const CATEGORIES = ["", "2", "3", "4", "5"].map((level) => `items[].item_category${level}`);

export const ga4: ExportKind = {
  preset: "ga4",
  name: "Google Analytics 4 events",
  formats: ["json"],
  marks: ["event_name", "event_timestamp", "user_pseudo_id"],
  tables: [
    {
      names: [
        "user_id",
        "user_pseudo_id",
        "items[].item_id",
        "event_timestamp",
        "event_name",
        "items[].quantity",
      ],
      source: (relation) => {
        const fields: Field[] = [
          {
            name: "customerId",
            kind: "customer",
            columns: [relation.column("user_id"), relation.column("user_pseudo_id")],
          },
          { name: "itemId", kind: "id", columns: [relation.column("items[].item_id")] },
          { name: "timestamp", kind: "time", columns: [relation.column("event_timestamp")] },
          { name: "type", kind: "type", columns: [relation.column("event_name")] },
          { name: "value", kind: "value", columns: [relation.column("items[].quantity")] },
        ];
        return {
          table: "events",
          relation,
          fields,
          conventions: { types: TYPES, nulls: NULLS, decimal: "." },
        };
      },
    },
    {
      names: ["items[].item_id", "items[].item_name", "items[].item_brand", "items[].price", ...CATEGORIES],
      source: (file) => {
        const { column } = file;
        // Broken lines and events without items are the events' to tell of.
        const relation = { ...file, from: `(select * from ${file.from} where element is not null)` };
        const levels = CATEGORIES.map((name) => `nullif(${column(name).text}, '(not set)')`);
        const path = `list_filter([${levels.join(", ")}], lambda level: level is not null)`;
        const fields: Field[] = [
          { name: "itemId", kind: "id", columns: [column("items[].item_id")] },
          { name: "title", kind: "title", columns: [column("items[].item_name")] },
          { name: "brand", kind: "label", columns: [column("items[].item_brand")] },
          { name: "categories", kind: "labels", columns: [computedList("items[].item_category", path)] },
          { name: "price", kind: "price", columns: [column("items[].price")] },
        ];
        return { table: "items", relation, fields, conventions: { nulls: NULLS, decimal: "." } };
      },
    },
  ],
};
