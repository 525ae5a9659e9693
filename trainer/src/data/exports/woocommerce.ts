// WooCommerce: the products of its own exporter, and orders as its usual export extensions write them, a row per line.
import type { Field } from "../reading/fields.ts";
import type { Source } from "../reading/read-table.ts";
import type { Relation } from "../reading/relation.ts";
import { computed, computedList, digestOf, type ExportKind, isOneOf, textOf, withColumns } from "./export.ts";

export const woocommerceProducts: ExportKind = {
  preset: "woocommerce",
  name: "WooCommerce products",
  formats: ["csv"],
  marks: ["ID", "Type", "SKU", "Name", "Published", "Regular price", "Categories"],
  tables: [
    {
      names: [],
      source: (file) => {
        const { product, isVariation } = productColumns(file);
        const of = (value: string): string => `max(${value}) over (partition by ${product})`;
        const isHidden = `${textOf(file, "Published")} <> '1' or ${isOneOf(textOf(file, "Visibility in catalog"), ["hidden"])}`;
        // The product itself says it, whichever of its rows comes first.
        const hidden = of(
          `case when not ${isVariation} then case when ${isHidden} then 'true' else 'false' end end`,
        );
        const isOut = `(${isOneOf(textOf(file, "In stock?"), ["0"])} or ${isOneOf(textOf(file, "Published"), ["0"])})`;
        const left = `try_cast(${textOf(file, "Stock")} as double)`;
        const sellsOn = isOneOf(textOf(file, "Backorders allowed?"), ["1", "notify"]);
        // Where nothing is counted, or it is sold on when nothing is left, it is always to be had.
        const quantity = `case when ${isOut} then 0 when ${left} is not null and not ${sellsOn} then greatest(${left}, 0) end`;
        const isSold = `(${isVariation} or not ${isOneOf(textOf(file, "Type"), ["variable"])})`;
        const stock = `case when bool_or(${isSold} and ${quantity} is null) over (partition by ${product}) then null
          else sum(case when ${isSold} then ${quantity} end) over (partition by ${product}) end`;
        const relation = withColumns(file, {
          product_id: product,
          product_hidden: hidden,
          product_stock: `regexp_replace((${stock})::varchar, '\\.0$', '')`,
        });
        const isOnSale = `${textOf(file, "Date sale price starts")} is null and ${textOf(file, "Date sale price ends")} is null`;
        const fields: Field[] = [
          { name: "itemId", kind: "id", columns: [computed("ID", "product_id")] },
          {
            name: "title",
            kind: "title",
            columns: [computed("Name", `case when not ${isVariation} then ${textOf(file, "Name")} end`)],
          },
          {
            name: "brand",
            kind: "label",
            columns: [computed("Brands", `trim(str_split(${textOf(file, "Brands")}, ',')[1])`)],
          },
          {
            name: "categories",
            kind: "labels",
            columns: [computedList("Categories", categories(textOf(file, "Categories")))],
          },
          {
            name: "attributes",
            kind: "labels",
            columns: [computedList("Tags", `str_split(${textOf(file, "Tags")}, ',')`)],
          },
          {
            name: "price",
            kind: "price",
            columns: [
              computed("Sale price", `case when ${isOnSale} then ${textOf(file, "Sale price")} end`),
              computed("Regular price", textOf(file, "Regular price")),
            ],
          },
          { name: "stock", kind: "stock", columns: [computed("Stock", "product_stock")] },
          { name: "hidden", kind: "boolean", columns: [computed("Published", "product_hidden")] },
          {
            name: "imageUrl",
            kind: "address",
            columns: [computed("Images", `trim(str_split(${textOf(file, "Images")}, ', ')[1])`)],
          },
        ];
        return { table: "items", relation, fields, conventions: {} };
      },
    },
  ],
  variants: {
    names: [],
    select: (file) => {
      const { product } = productColumns(file);
      const keys = ["ID", "SKU", "Name"].map(
        (key) => `select ${textOf(file, key)} as variant, ${product} as item_id from ${file.from}`,
      );
      return keys.join(" union all ");
    },
  },
};

/** SQL: of `A > B, A > B > C` the parts of each path, each once; a comma in a name is written `\,`. */
function categories(text: string): string {
  const escaped = `replace(${text}, '\\,', chr(1))`;
  const parts = `str_split(replace(${escaped}, ',', '>'), '>')`;
  return `list_transform(${parts}, lambda part: replace(part, chr(1), ','))`;
}

/** The id of the product that a row is of; a variation names its product as `id:12` or by its SKU. */
function productColumns(file: Relation) {
  const isVariation = `starts_with(coalesce(lower(${textOf(file, "Type")}), ''), 'variation')`;
  const id = textOf(file, "ID");
  const parent = textOf(file, "Parent");
  const sku = textOf(file, "SKU");
  const bySku = `(select min(p.id) from (select ${id} as id, ${sku} as sku from ${file.from}) p where p.sku = ${parent})`;
  const product = `case when ${isVariation} then coalesce(nullif(regexp_extract(${parent}, '^id:(\\d+)$', 1), ''), ${bySku}, ${id}) else ${id} end`;
  return { product: `(${product})`, isVariation };
}

/** What an order's status makes of its lines; a status that a shop made itself is not known. */
const STATUSES = {
  completed: "purchase",
  processing: "purchase",
  "on-hold": "purchase",
  pending: "ignore",
  "pending-payment": "ignore",
  failed: "ignore",
  cancelled: "ignore",
  canceled: "ignore",
  refunded: "ignore",
  draft: "ignore",
  "checkout-draft": "ignore",
  trash: "ignore",
  returned: "ignore",
  guest: "ignore",
} as const;

interface OrderColumns {
  readonly customerNumber: readonly string[];
  readonly email: readonly string[];
  readonly item: readonly string[];
  readonly time: string;
  readonly status: string;
  readonly quantity: readonly string[];
}

/** Orders by the extension "Advanced Order Export For WooCommerce", with the columns that it chooses itself. */
export const woocommerceOrders: ExportKind = orders(
  "WooCommerce orders (Advanced Order Export)",
  ["Order Number", "Order Status", "Order Date", "Email (Billing)", "SKU"],
  {
    customerNumber: ["Customer User ID", "Customer User Id"],
    email: ["Email (Billing)"],
    item: ["Product Id", "Product ID", "SKU", "Item Name", "Product Name", "Name"],
    time: "Order Date",
    status: "Order Status",
    quantity: ["Quantity (- Refund)", "Quantity"],
  },
);

/** Orders by the extension "Customer/Order/Coupon Export", in its format of one row for each line. */
export const woocommerceOrderLines: ExportKind = orders(
  "WooCommerce orders (Customer/Order/Coupon Export)",
  ["order_id", "date", "status", "billing_email", "item_name"],
  {
    customerNumber: ["customer_id"],
    email: ["billing_email"],
    item: ["item_product_id", "item_sku", "item_name"],
    time: "date",
    status: "status",
    quantity: ["item_quantity"],
  },
);

function orders(name: string, marks: readonly string[], columns: OrderColumns): ExportKind {
  return {
    preset: "woocommerce",
    name,
    formats: ["csv"],
    marks,
    needsSecret: (has) => !columns.customerNumber.some((column) => has.includes(column)),
    tables: [{ names: [], source: (file, hasSecret) => orderSource(file, hasSecret, columns) }],
  };
}

function orderSource(file: Relation, hasSecret: boolean, columns: OrderColumns): Source {
  const first = (names: readonly string[]): string =>
    `coalesce(${[...names.map((name) => textOf(file, name)), "null::varchar"].join(", ")})`;
  // Who ordered without an account has the number 0.
  const number = `nullif(${first(columns.customerNumber)}, '0')`;
  const customer = hasSecret ? `coalesce(${number}, ${digestOf(first(columns.email))})` : number;
  const quantity = first(columns.quantity);
  const status = `regexp_replace(replace(lower(${textOf(file, columns.status)}), ' ', '-'), '^wc-', '')`;
  // Of a line that was given back whole, nothing is left.
  const outcome = `case when ${customer} is null then 'guest' when ${quantity} = '0' then 'refunded' else ${status} end`;
  const field = (name: string, kind: Field["kind"], of: readonly string[], text: string): Field => ({
    name,
    kind,
    columns: [computed(of.filter(file.has).join(", "), text)],
  });
  return {
    table: "events",
    relation: file,
    fields: [
      field("customerId", "customer", [...columns.customerNumber, ...columns.email], customer),
      field("itemId", "id", columns.item, first(columns.item)),
      field("timestamp", "time", [columns.time], textOf(file, columns.time)),
      field("type", "type", [columns.status], outcome),
      field("value", "value", columns.quantity, quantity),
    ],
    conventions: { types: STATUSES },
    isPrivate: true,
  };
}
