// Shopify: the CSV exports of orders and of products.
import type { Field } from "../reading/fields.ts";
import type { Relation } from "../reading/relation.ts";
import {
  computed,
  computedList,
  digestOf,
  type ExportKind,
  isOneOf,
  pathParts,
  textOf,
  withColumns,
} from "./export.ts";

/** What an order's `Financial Status` makes of its lines; an empty one is that of an order without a price. */
const STATUSES = {
  paid: "purchase",
  partially_paid: "purchase",
  partially_refunded: "purchase",
  authorized: "purchase",
  pending: "purchase",
  refunded: "ignore",
  voided: "ignore",
  expired: "ignore",
  cancelled: "ignore",
  anonymous: "ignore",
} as const;

/** Only the first line of an order has these columns filled. */
const OF_THE_ORDER = {
  order_email: "Email",
  order_phone: "Phone",
  order_status: "Financial Status",
  order_cancelled: "Cancelled at",
  order_created: "Created at",
} as const;

export const shopifyOrders: ExportKind = {
  preset: "shopify",
  name: "Shopify orders",
  formats: ["csv"],
  marks: ["Name", "Email", "Financial Status", "Created at", "Lineitem name", "Lineitem quantity"],
  needsSecret: () => true,
  tables: [
    {
      names: [],
      source: (file) => {
        const order = textOf(file, "Name");
        const filled = Object.entries(OF_THE_ORDER).map(([name, column]) => [
          name,
          `last_value(${textOf(file, column)} ignore nulls) over (partition by ${order} order by place)`,
        ]);
        const relation = withColumns(file, Object.fromEntries(filled) as Readonly<Record<string, string>>);
        const customer = "coalesce(order_email, order_phone)";
        const status = `case when order_cancelled is not null then 'cancelled' when ${customer} is null then 'anonymous'
          else coalesce(lower(order_status), 'paid') end`;
        const fields: Field[] = [
          { name: "customerId", kind: "customer", columns: [computed("Email, Phone", digestOf(customer))] },
          {
            name: "itemId",
            kind: "id",
            columns: [
              computed("Lineitem sku", textOf(file, "Lineitem sku")),
              computed("Lineitem name", textOf(file, "Lineitem name")),
            ],
          },
          { name: "timestamp", kind: "time", columns: [computed("Created at", "order_created")] },
          { name: "type", kind: "type", columns: [computed("Financial Status", status)] },
          {
            name: "value",
            kind: "value",
            columns: [computed("Lineitem quantity", textOf(file, "Lineitem quantity"))],
          },
        ];
        const conventions = { types: STATUSES, decimal: "." } as const;
        return { table: "events", relation, fields, conventions, isPrivate: true };
      },
    },
  ],
};

/** Of a product's columns only the first of its rows has these filled. */
const OF_THE_PRODUCT = {
  product_title: "Title",
  product_vendor: "Vendor",
  product_category: "Product Category",
  product_type: "Type",
  product_tags: "Tags",
  product_status: "Status",
  product_published: "Published",
  product_image: "Image Src",
  product_option1: "Option1 Name",
  product_option2: "Option2 Name",
  product_option3: "Option3 Name",
} as const;

/** What a product without options has for one. */
const NO_OPTION = "Default Title";

export const shopifyProducts: ExportKind = {
  preset: "shopify",
  name: "Shopify products",
  formats: ["csv"],
  marks: ["Handle", "Title", "Vendor", "Variant SKU", "Variant Price"],
  tables: [
    {
      names: [],
      source: (file) => {
        const left = `try_cast(${textOf(file, "Variant Inventory Qty")} as bigint)`;
        const sellsOn = isOneOf(textOf(file, "Variant Inventory Policy"), ["continue"]);
        // Without a tracker, or sold on when nothing is left: always to be had.
        const isUntracked = `(${textOf(file, "Variant Inventory Tracker")} is null or ${sellsOn})`;
        const stock = `(case when ${left} is not null and not ${isUntracked} then greatest(${left}, 0) end)::varchar`;
        const hidden = `case when ${isOneOf("product_status", ["draft", "archived", "unlisted"])} then 'true'
          when product_published is not null then case when ${isOneOf("product_published", ["false"])} then 'true' else 'false' end end`;
        const categories = `coalesce(${pathParts("product_category")}, case when product_type is not null then [product_type] end)`;
        const options = [1, 2, 3].map((number) => {
          const value = optionOf(file, number);
          return `case when ${value} is not null then coalesce(product_option${number}, 'Option') || ':' || ${value} end`;
        });
        const tags = `list_filter(list_concat(str_split(product_tags, ','), [${options.join(", ")}]), lambda tag: tag is not null)`;
        const fields: Field[] = [
          { name: "itemId", kind: "id", columns: [computed("Variant SKU, Handle", "variant_id")] },
          {
            name: "groupId",
            kind: "id",
            columns: [
              computed("Handle", `case when product_variants > 1 then ${textOf(file, "Handle")} end`),
            ],
          },
          { name: "title", kind: "title", columns: [computed("Title", "variant_title")] },
          { name: "brand", kind: "label", columns: [computed("Vendor", "product_vendor")] },
          { name: "categories", kind: "labels", columns: [computedList("Product Category", categories)] },
          { name: "attributes", kind: "labels", columns: [computedList("Tags, Option1 Value", tags)] },
          {
            name: "price",
            kind: "price",
            columns: [computed("Variant Price", textOf(file, "Variant Price"))],
          },
          { name: "stock", kind: "stock", columns: [computed("Variant Inventory Qty", stock)] },
          { name: "hidden", kind: "boolean", columns: [computed("Status", hidden)] },
          {
            name: "imageUrl",
            kind: "address",
            columns: [
              computed("Variant Image", textOf(file, "Variant Image")),
              computed("Image Src", "product_image"),
            ],
          },
        ];
        return { table: "items", relation: withVariants(file), fields, conventions: { decimal: "." } };
      },
    },
  ],
  variants: {
    names: [],
    // An order's line has the variant's SKU and the name "Title - Option 1 / Option 2"; others name the product.
    select: (file) => {
      const { from } = withVariants(file);
      const handle = textOf(file, "Handle");
      const one = (key: string): string => `select ${key} as variant, variant_id as item_id from ${from}`;
      const first = (key: string): string =>
        `select ${key} as variant, min(variant_id) as item_id from ${from} group by all`;
      return [
        one(textOf(file, "Variant SKU")),
        one("variant_title"),
        first("product_title"),
        first(handle),
      ].join(" union all ");
    },
  },
};

const optionOf = (file: Relation, number: number): string =>
  `nullif(${textOf(file, `Option${number} Value`)}, '${NO_OPTION}')`;

/** A row for each variant, with what its product's first row says; a row without a price is one more picture. */
function withVariants(file: Relation): Relation {
  const handle = textOf(file, "Handle");
  const ofProduct = Object.entries(OF_THE_PRODUCT).map(([name, column]) => [
    name,
    `first_value(${textOf(file, column)} ignore nulls) over (partition by ${handle} order by place
      rows between unbounded preceding and unbounded following)`,
  ]);
  const price = textOf(file, "Variant Price");
  const rows = withColumns(file, {
    ...(Object.fromEntries(ofProduct) as Readonly<Record<string, string>>),
    product_variants: `count(${price}) over (partition by ${handle})`,
    row_of_product: `row_number() over (partition by ${handle} order by place)`,
  });
  const options = `nullif(concat_ws(' / ', ${[1, 2, 3].map((number) => optionOf(file, number)).join(", ")}), '')`;
  const named = withColumns(rows, {
    variant_title: `concat_ws(' - ', product_title, ${options})`,
    variant_id: `case when product_variants > 1 then coalesce(${textOf(file, "Variant SKU")}, concat_ws(' - ', ${handle}, ${options})) else ${handle} end`,
  });
  return {
    ...named,
    from: `(select * from ${named.from} where ${price} is not null or (product_variants = 0 and row_of_product = 1))`,
  };
}
