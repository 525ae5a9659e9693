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

export const shopifyProducts: ExportKind = {
  preset: "shopify",
  name: "Shopify products",
  formats: ["csv"],
  marks: ["Handle", "Title", "Vendor", "Variant SKU", "Variant Price"],
  tables: [
    {
      names: [],
      source: (file) => {
        const { handle, quantity, isVariant, isUntracked } = productColumns(file);
        // Variants have a stock each: the product's is what they have together, and none where one is not counted.
        const left = `try_cast(${quantity} as bigint)`;
        const stock = `case when bool_or(${isUntracked} or (${isVariant} and ${left} is null)) over (partition by ${handle}) then null
          else sum(case when ${isVariant} then greatest(${left}, 0) end) over (partition by ${handle}) end`;
        const relation = withColumns(file, { product_stock: `(${stock})::varchar` });
        const status = textOf(file, "Status");
        const published = textOf(file, "Published");
        const hidden = `case when ${isOneOf(status, ["draft", "archived", "unlisted"])} then 'true'
          when ${published} is not null then case when ${isOneOf(published, ["false"])} then 'true' else 'false' end end`;
        const category = textOf(file, "Product Category");
        const type = textOf(file, "Type");
        const categories = `coalesce(${pathParts(category)}, case when ${type} is not null then [${type}] end)`;
        const fields: Field[] = [
          { name: "itemId", kind: "id", columns: [computed("Handle", handle)] },
          { name: "title", kind: "title", columns: [computed("Title", textOf(file, "Title"))] },
          { name: "brand", kind: "label", columns: [computed("Vendor", textOf(file, "Vendor"))] },
          { name: "categories", kind: "labels", columns: [computedList("Product Category", categories)] },
          {
            name: "attributes",
            kind: "labels",
            columns: [computedList("Tags", `str_split(${textOf(file, "Tags")}, ',')`)],
          },
          {
            name: "price",
            kind: "price",
            columns: [computed("Variant Price", textOf(file, "Variant Price"))],
          },
          { name: "stock", kind: "stock", columns: [computed("Variant Inventory Qty", "product_stock")] },
          { name: "hidden", kind: "boolean", columns: [computed("Status", hidden)] },
          { name: "imageUrl", kind: "address", columns: [computed("Image Src", textOf(file, "Image Src"))] },
        ];
        return { table: "items", relation, fields, conventions: { decimal: "." } };
      },
    },
  ],
  variants: {
    names: [],
    // An order's line has the variant's SKU and the name "Title - Option 1 / Option 2".
    select: (file) => {
      const { handle } = productColumns(file);
      const title = `max(${textOf(file, "Title")}) over (partition by ${handle})`;
      const options = [1, 2, 3].map((number) => textOf(file, `Option${number} Value`));
      const name = `concat_ws(' - ', ${title}, nullif(concat_ws(' / ', ${options.join(", ")}), 'Default Title'))`;
      const keys = [textOf(file, "Variant SKU"), title, name].map(
        (key) => `select ${key} as variant, ${handle} as item_id from ${file.from}`,
      );
      return keys.join(" union all ");
    },
  },
};

function productColumns(file: Relation) {
  const quantity = textOf(file, "Variant Inventory Qty");
  const isVariant = `(${textOf(file, "Variant Price")} is not null)`;
  const sellsOn = isOneOf(textOf(file, "Variant Inventory Policy"), ["continue"]);
  // Without a tracker, or sold on when nothing is left: always to be had.
  const isUntracked = `(${isVariant} and (${textOf(file, "Variant Inventory Tracker")} is null or ${sellsOn}))`;
  return { handle: textOf(file, "Handle"), quantity, isVariant, isUntracked };
}
