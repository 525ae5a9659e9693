// An invented shop of two tastes, written as each system exports it. Products 0 to 11 are for some customers, 12 to 23
// for the others; product 23 is not for sale, and every product has two variants.

const PRODUCTS = 24;
const CUSTOMERS = 200;
const DAY = 86_400_000;
const BEGIN = Date.parse("2025-03-01T08:00:00Z");

interface Sale {
  readonly order: number;
  readonly customer: number;
  readonly product: number;
  readonly variant: number;
  /** Unix milliseconds. */
  readonly time: number;
}

/** How far on the next product is: none of these comes back to one of six. */
const STEPS = [1, 5, 7] as const;

/** Every customer buys six products of one taste, a few days apart, and none twice. */
const SALES: readonly Sale[] = Array.from({ length: CUSTOMERS * 6 }, (_, at) => {
  const customer = Math.floor(at / 6);
  const turn = at % 6;
  const taste = 12 * (customer % 2);
  return {
    order: 1000 + at,
    customer,
    product: taste + ((customer * 5 + turn * STEPS[customer % 3]!) % 12),
    variant: (customer + turn) % 2,
    time: BEGIN + (turn * 7 + (customer % 6)) * DAY + customer * 60_000,
  };
});

const products = Array.from({ length: PRODUCTS }, (_, product) => product);
export const HIDDEN = PRODUCTS - 1;
const hidden = (product: number): boolean => product === HIDDEN;
const price = (product: number): string => (10 + product).toFixed(2);
const category = (product: number): string => (product < 12 ? "Kitchen" : "Garden");
const email = ({ customer }: Sale): string => `c${customer}@example.com`;
const iso = ({ time }: Sale): string => new Date(time).toISOString().slice(0, 19).replace("T", " ");
const csv = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.join(",")}\n`).join("");
const lines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");

/** An export's files, and which product an item of it is. */
export interface ExportedShop {
  readonly files: Readonly<Record<string, string>>;
  readonly productOf: (itemId: string) => number;
  /** A customer of the first taste. */
  readonly customer: { readonly id: string; readonly isAddress: boolean };
  /** Items that it comes to: products, or variants where nothing says which are one product. */
  readonly items: number;
  /** Whether the export says what is not for sale. */
  readonly saysHidden: boolean;
}

const byAddress = { id: "c0@example.com", isAddress: true };
const variants = [0, 1];

const variantProduct = (itemId: string): number => Number(/^P(\d+)-[01]$/.exec(itemId)?.[1]);

const shopify: ExportedShop = {
  productOf: variantProduct,
  customer: byAddress,
  items: PRODUCTS * variants.length,
  saysHidden: true,
  files: {
    "products_export.csv": csv([
      [
        "Handle",
        "Title",
        "Vendor",
        "Type",
        "Published",
        "Option1 Value",
        "Variant SKU",
        "Variant Price",
        "Status",
      ],
      ...products.flatMap((id) =>
        variants.map((variant) =>
          variant === 0
            ? [
                `product-${id}`,
                `Product ${id}`,
                "Fell",
                category(id),
                "true",
                "S",
                `P${id}-0`,
                price(id),
                hidden(id) ? "draft" : "active",
              ]
            : [`product-${id}`, "", "", "", "", "L", `P${id}-1`, price(id), ""],
        ),
      ),
    ]),
    "orders_export.csv": csv([
      [
        "Name",
        "Email",
        "Financial Status",
        "Created at",
        "Lineitem quantity",
        "Lineitem name",
        "Lineitem sku",
      ],
      ...SALES.map((sale) => [
        `#${sale.order}`,
        email(sale),
        "paid",
        `${iso(sale)} +0000`,
        1,
        `Product ${sale.product} - ${sale.variant === 0 ? "S" : "L"}`,
        `P${sale.product}-${sale.variant}`,
      ]),
    ]),
  },
};

const woocommerce: ExportedShop = {
  productOf: (itemId) => Number(itemId) - 100,
  customer: byAddress,
  items: PRODUCTS,
  saysHidden: true,
  files: {
    "products.csv": csv([
      ["ID", "Type", "SKU", "Name", "Published", "Regular price", "Categories", "Parent"],
      ...products.map((id) => [
        100 + id,
        "variable",
        `P${id}`,
        `Product ${id}`,
        hidden(id) ? -1 : 1,
        "",
        category(id),
        "",
      ]),
      ...products.flatMap((id) =>
        variants.map((v) => [
          1000 + 2 * id + v,
          "variation",
          `P${id}-${v}`,
          `Product ${id} - ${v}`,
          1,
          price(id),
          "",
          `id:${100 + id}`,
        ]),
      ),
    ]),
    "orders.csv": csv([
      [
        "Order Number",
        "Order Status",
        "Order Date",
        "Email (Billing)",
        "SKU",
        "Item Name",
        "Quantity (- Refund)",
      ],
      ...SALES.map((sale) => [
        sale.order,
        "Completed",
        iso(sale),
        email(sale),
        `P${sale.product}-${sale.variant}`,
        `Product ${sale.product}`,
        1,
      ]),
    ]),
  },
};

const googleEvents = lines(
  SALES.map((sale) => ({
    event_name: "purchase",
    event_timestamp: String(sale.time * 1000),
    user_pseudo_id: `${sale.customer}.1`,
    items: [
      {
        item_id: `P${sale.product}-${sale.variant}`,
        item_name: `Product ${sale.product}`,
        price: price(sale.product),
      },
    ],
  })),
);

const ga4WithFeed: ExportedShop = {
  productOf: variantProduct,
  customer: { id: "0.1", isAddress: false },
  items: PRODUCTS * variants.length,
  saysHidden: false,
  files: {
    "events_20250301.json": googleEvents,
    "feed.xml": `<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>${products
      .flatMap((id) => variants.map((variant) => entry(id, variant)))
      .join("")}</channel></rss>`,
  },
};

function entry(product: number, variant: number): string {
  return `<item><g:id>P${product}-${variant}</g:id><g:item_group_id>P${product}</g:item_group_id>
<g:title>Product ${product}</g:title><g:link>https://shop.example.com/${product}</g:link><g:price>${price(product)} EUR</g:price>
<g:availability>in_stock</g:availability><g:product_type>Home &gt; ${category(product)}</g:product_type></item>`;
}

const ga4: ExportedShop = {
  // Without a catalogue, what is bought is variants.
  productOf: variantProduct,
  customer: { id: "0.1", isAddress: false },
  items: new Set(SALES.map(({ product, variant }) => `${product}-${variant}`)).size,
  saysHidden: false,
  files: { "events.ndjson": googleEvents },
};

const matomo: ExportedShop = {
  productOf: (itemId) => Number(itemId.slice(1)),
  customer: { id: "visitor0", isAddress: false },
  items: PRODUCTS,
  saysHidden: false,
  files: {
    "visits.json": JSON.stringify(
      SALES.map((sale) => ({
        idVisit: String(sale.order),
        visitorId: `visitor${sale.customer}`,
        userId: null,
        actionDetails: [
          {
            type: "ecommerceOrder",
            timestamp: Math.floor(sale.time / 1000),
            itemDetails: [
              {
                itemSKU: `P${sale.product}`,
                itemName: `Product ${sale.product}`,
                price: price(sale.product),
                quantity: 1,
              },
            ],
          },
        ],
      })),
    ),
  },
};

export const EXPORTED_SHOPS: Readonly<Record<string, ExportedShop>> = {
  Shopify: shopify,
  WooCommerce: woocommerce,
  "Google Analytics 4": ga4,
  "Google Analytics 4 with a Merchant feed": ga4WithFeed,
  Matomo: matomo,
};
