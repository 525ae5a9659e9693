// Google Merchant Center: product feeds, as tables and as XML (RSS 2.0 and Atom). One item for all variants of a group.
import type { Field } from "../reading/fields.ts";
import type { Relation } from "../reading/relation.ts";
import {
  computed,
  computedList,
  type ExportKind,
  isOneOf,
  pathParts,
  textOf,
  withColumns,
} from "./export.ts";

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
        const { product, availability, text } = productColumns(file);
        const isOut = isOneOf(availability, ["out_of_stock"]);
        const isIn = isOneOf(availability, ["in_stock", "preorder", "backorder"]);
        const stock = `case when bool_or(${isIn}) over (partition by ${product}) then null
          when ${isOut} then '0' else ${text("availability")} end`;
        const relation = withColumns(file, { product_stock: stock });
        const category = text("google_product_category");
        const google = `case when not regexp_full_match(${category}, '\\d+') then ${category} end`;
        const path = pathParts(`coalesce(${text("product_type")}, ${google})`);
        const tags = ["color", "material", "pattern", "gender", "age_group"].map(
          (name) => `case when ${text(name)} is not null then '${name}:' || ${text(name)} end`,
        );
        const isOnSale = `${text("sale_price_effective_date")} is null`;
        const fields: Field[] = [
          { name: "itemId", kind: "id", columns: [computed("item_group_id, id", product)] },
          {
            name: "title",
            kind: "title",
            columns: [
              computed("item_group_title", text("item_group_title")),
              computed("title", text("title")),
            ],
          },
          { name: "brand", kind: "label", columns: [computed("brand", text("brand"))] },
          { name: "categories", kind: "labels", columns: [computedList("product_type", path)] },
          {
            name: "attributes",
            kind: "labels",
            columns: [
              computedList(
                "color, material",
                `list_filter([${tags.join(", ")}], lambda tag: tag is not null)`,
              ),
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
          { name: "stock", kind: "stock", columns: [computed("availability", "product_stock")] },
          { name: "url", kind: "address", columns: [computed("link", text("link"))] },
          { name: "imageUrl", kind: "address", columns: [computed("image_link", text("image_link"))] },
        ];
        return { table: "items", relation, fields, conventions: {} };
      },
    },
  ],
  variants: {
    names: NAMES,
    select: (file) => {
      const { product, text } = productColumns(file);
      return `select ${text("id")} as variant, ${product} as item_id from ${file.from}`;
    },
  },
};

/** Google takes names with blanks, underscores and its prefix: `g:image link` is `image_link`. */
export const attributeName = (written: string): string =>
  written.trim().toLowerCase().replace(/^g:/, "").replaceAll(" ", "_");

function productColumns(file: Relation) {
  const text = (name: string): string => {
    const written = file.columns?.find((column) => attributeName(column) === name) ?? name;
    return textOf(file, written);
  };
  const availability = `replace(${text("availability")}, ' ', '_')`;
  return { product: `coalesce(${text("item_group_id")}, ${text("id")})`, availability, text };
}
