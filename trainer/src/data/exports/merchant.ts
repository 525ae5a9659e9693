// Google Merchant Center: product feeds, as tables and as XML (RSS 2.0 and Atom).
import type { Field } from "../reading/fields.ts";
import type { Relation } from "../reading/relation.ts";
import { computed, computedList, type ExportKind, isOneOf, pathParts, textOf } from "./export.ts";

const NAMES = [
  "id",
  "item_group_id",
  "title",
  "item_group_title",
  "brand",
  "product_type",
  "google_product_category",
  "price",
  "sale_price",
  "sale_price_effective_date",
  "availability",
  "quantity",
  "link",
  "image_link",
  "color",
  "material",
  "pattern",
  "gender",
  "age_group",
  "size",
] as const;

export const merchantFeed: ExportKind = {
  preset: "merchant",
  name: "Google Merchant feed",
  formats: ["csv", "xml"],
  marks: ["id", "title", "link", "price", "availability"],
  tables: [
    {
      names: NAMES,
      source: (file) => {
        const text = textsOf(file);
        const availability = `replace(${text("availability")}, ' ', '_')`;
        const isOut = isOneOf(availability, ["out_of_stock"]);
        const isIn = isOneOf(availability, ["in_stock", "preorder", "backorder"]);
        const stock = `case when ${isIn} then null when ${isOut} then '0' else ${text("availability")} end`;
        const category = text("google_product_category");
        const google = `case when not regexp_full_match(${category}, '\\d+') then ${category} end`;
        const path = pathParts(`coalesce(${text("product_type")}, ${google})`);
        const tags = ["color", "size", "material", "pattern", "gender", "age_group"].map(
          (name) => `case when ${text(name)} is not null then '${name}:' || ${text(name)} end`,
        );
        const isOnSale = `${text("sale_price_effective_date")} is null`;
        const fields: Field[] = [
          { name: "itemId", kind: "id", columns: [computed("id", text("id"))] },
          { name: "groupId", kind: "id", columns: [computed("item_group_id", text("item_group_id"))] },
          {
            name: "title",
            kind: "title",
            columns: [
              computed("title", text("title")),
              computed("item_group_title", text("item_group_title")),
            ],
          },
          { name: "brand", kind: "label", columns: [computed("brand", text("brand"))] },
          { name: "categories", kind: "labels", columns: [computedList("product_type", path)] },
          {
            name: "attributes",
            kind: "labels",
            columns: [
              computedList("color, size", `list_filter([${tags.join(", ")}], lambda tag: tag is not null)`),
            ],
          },
          {
            name: "price",
            kind: "price",
            columns: [
              computed("sale_price", `case when ${isOnSale} then ${text("sale_price")} end`),
              computed("price", text("price")),
            ],
          },
          { name: "stock", kind: "stock", columns: [computed("availability", stock)] },
          { name: "url", kind: "address", columns: [computed("link", text("link"))] },
          { name: "imageUrl", kind: "address", columns: [computed("image_link", text("image_link"))] },
        ];
        return { table: "items", relation: file, fields, conventions: {} };
      },
    },
  ],
  variants: {
    names: NAMES,
    // Events may name a product; the model knows all its variants as one.
    select: (file) => {
      const text = textsOf(file);
      const group = text("item_group_id");
      return `select ${group} as variant, min(${text("id")}) as item_id from ${file.from} where ${group} is not null group by all`;
    },
  },
};

/** Google takes names with blanks, underscores and its prefix: `g:image link` is `image_link`. */
export const attributeName = (written: string): string =>
  written.trim().toLowerCase().replace(/^g:/, "").replaceAll(" ", "_");

/** The text of an attribute, whatever the file calls it. */
function textsOf(file: Relation) {
  return (name: string): string => {
    const written = file.columns?.find((column) => attributeName(column) === name) ?? name;
    return textOf(file, written);
  };
}
