// The fixtures are invented rows in the shapes that the systems publish.
import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { rows, withDuckDb } from "../duckdb.ts";
import { loadFolder, type LoadOptions } from "../layouts/detect.ts";
import { findLosses } from "../losses.ts";
import { failure, inFolder, type LoadedEvent, put } from "../testing.ts";

const FIXTURES = join(import.meta.dir, "../../../test/fixtures/exports");
const SECRET = "an invented secret of this test";
const digest = (text: string): string => createHmac("sha256", SECRET).update(text).digest("hex");

interface LoadedItem {
  readonly item_id: string;
  readonly [field: string]: unknown;
}

async function read(dir: string, options: LoadOptions = { customerSecret: SECRET }) {
  return await withDuckDb(async (db) => {
    const folder = await loadFolder(db, dir, options);
    const items = await rows<LoadedItem>(
      db,
      "select * exclude (source, place, faults) from items order by item_id",
    );
    const events = await rows<LoadedEvent>(
      db,
      `select customer_id, item_id, type, value, occurred_at::double as occurred_at from events
       order by occurred_at, source, place`,
    );
    const losses = await findLosses(db, folder, new Date("2026-01-01"));
    return { ...folder, items, events, losses };
  });
}

const fixture = (name: string, options?: LoadOptions) => read(join(FIXTURES, name), options);

const lost = ({ losses }: Awaited<ReturnType<typeof read>>) => losses;

describe("a Shopify export", () => {
  test("has purchases of products by customers who are kept by a digest", async () => {
    const folder = await fixture("shopify");
    expect(folder.layout).toBe("Shopify products, Shopify orders");
    expect(lost(folder)).toEqual([]);
    const ada = digest("ada@example.com");
    const time = (text: string): number => Date.parse(text);
    expect(folder.events).toEqual([
      {
        customer_id: ada,
        item_id: "SHIRT-B-M",
        type: "purchase",
        value: 1,
        occurred_at: time("2025-05-02T08:00:00Z"),
      },
      {
        customer_id: ada,
        item_id: "wool-socks",
        type: "purchase",
        value: 3,
        occurred_at: time("2025-05-02T08:00:00Z"),
      },
      // Without a SKU it is found by the variant's name; without an address by the phone number.
      {
        customer_id: digest("+31600000001"),
        item_id: "linen-shirt - Blue / L",
        type: "purchase",
        value: 1,
        occurred_at: time("2025-05-03T09:00:00Z"),
      },
      {
        customer_id: ada,
        item_id: "oak-bowl",
        type: "purchase",
        value: 1,
        occurred_at: time("2025-05-07T10:00:00Z"),
      },
      {
        customer_id: ada,
        item_id: "wool-socks",
        type: "purchase",
        value: 1,
        occurred_at: time("2025-05-07T10:00:00Z"),
      },
    ]);
    // Refunded, cancelled, and one of nobody that is known.
    expect(folder.readings[1]).toMatchObject({ rows: 8, ignored: 3 });
  });

  test("has an item for each variant, with its own options and stock, and what its product's first row says", async () => {
    const { items } = await fixture("shopify");
    expect(items.map(({ item_id, group_id, stock, hidden }) => [item_id, group_id, stock, hidden])).toEqual([
      ["SHIRT-B-M", "linen-shirt", 4, false],
      ["linen-shirt - Blue / L", "linen-shirt", 0, false],
      ["next-season", null, 10, true],
      // Its stock is not counted.
      ["oak-bowl", null, null, false],
      ["old-cap", null, 7, true],
      ["wool-socks", null, 0, false],
    ]);
    const shirt = {
      brand: "Fell",
      categories: ["Apparel & Accessories", "Clothing", "Shirts & Tops"],
      price: 49,
      image_url: "https://cdn.example.com/shirt.jpg",
    };
    expect(items[0]).toMatchObject({
      ...shirt,
      title: "Linen Shirt - Blue / M",
      attributes: ["linen", "summer", "Color:Blue", "Size:M"],
    });
    expect(items[1]).toMatchObject({ ...shirt, title: "Linen Shirt - Blue / L" });
    expect(items[5]).toMatchObject({ title: "Wool Socks", categories: ["Socks"], attributes: ["wool"] });
  });

  test("that does not say how many are left has no stock, which is not a stock of 0", async () => {
    await inFolder(async (dir) => {
      await put(dir, {
        "products.csv":
          "Handle,Title,Vendor,Variant SKU,Variant Price,Variant Inventory Tracker,Variant Inventory Policy\n" +
          "bowl,Bowl,Fell,B1,9,shopify,deny\n",
      });
      expect((await read(dir, {})).items).toMatchObject([{ item_id: "bowl", stock: null }]);
    });
    await inFolder(async (dir) => {
      const row = (id: number, inStock: string, stock: string, backorders: string): string =>
        `${id},simple,S${id},Bowl,1,9,Home,${inStock},${stock},${backorders}\n`;
      await put(dir, {
        "products.csv":
          "ID,Type,SKU,Name,Published,Regular price,Categories,In stock?,Stock,Backorders allowed?\n" +
          `${row(1, "1", "", "0")}${row(2, "1", "-2", "0")}${row(3, "0", "", "1")}${row(4, "1", "-2", "notify")}`,
      });
      const { items } = await read(dir, {});
      expect(items.map(({ stock }) => stock)).toEqual([null, 0, 0, null]);
    });
  });

  test.each([undefined, "short"])(
    "is refused without a secret for its customers: %p",
    async (customerSecret) => {
      const error = await failure(fixture("shopify", { customerSecret }));
      expect(error).toMatchObject({ code: "needs-secret" });
      expect(error.message).toContain(
        "orders_export_1.csv (Shopify orders) knows customers by their e-mail addresses",
      );
      expect(error.message).toContain("CUSTOMER_HASH_SECRET");
    },
  );

  test("with a status that is not known has rows that are told, without whose they are", async () => {
    await inFolder(async (dir) => {
      await cp(join(FIXTURES, "shopify"), dir, { recursive: true });
      const path = join(dir, "orders_export_1.csv");
      const text = await Bun.file(path).text();
      await put(dir, {
        "orders_export_1.csv": `${text.replace(",refunded,", ",gifted,")}#1009,eve@example.com,"pa"id\n`,
      });
      const folder = await read(dir);
      expect(folder.events.filter(({ type }) => type === "gifted")).toHaveLength(1);
      expect(folder.readings[1]!.rejects).toEqual([
        expect.objectContaining({ rows: 1, examples: [{ line: 11 }] }),
      ]);
      expect(JSON.stringify(folder)).not.toContain("eve@example.com");
    });
  });
});

describe("a WooCommerce export", () => {
  test("has one item for the variations of a product, hidden where it is not published", async () => {
    const folder = await fixture("woocommerce");
    expect(lost(folder)).toEqual([]);
    expect(
      folder.items.map(({ item_id, title, price, stock, hidden }) => [item_id, title, price, stock, hidden]),
    ).toEqual([
      ["44", "Hoodie", 45, 2, false],
      ["45", "Oak Bowl", 25, 7, false],
      ["46", "Old Cap", 12, 3, true],
      ["47", "Blue Mug", 9, 3, true],
      ["48", "Desk Lamp", 60, 0, false],
    ]);
    expect(folder.items[0]).toMatchObject({
      brand: "Fell",
      categories: ["Clothing", "Hoodies", "Sale"],
      attributes: ["warm", "soft"],
      image_url: "https://shop.example.com/hoodie-1.jpg",
    });
    expect(folder.items[1]).toMatchObject({ categories: ["Home", "Kitchen, Dining"] });
  });

  test("has purchases by SKU or name of a variation, and none that were cancelled, refunded or not paid", async () => {
    const { events } = await fixture("woocommerce");
    expect(events.map(({ customer_id, item_id }) => [customer_id, item_id])).toEqual([
      [digest("ada@example.com"), "44"],
      [digest("ada@example.com"), "45"],
      [digest("bo@example.com"), "44"],
    ]);
    expect(events[0]!.occurred_at).toBe(Date.parse("2025-05-02T10:00:00Z"));
  });

  test("with customer numbers needs no secret; guests then have no history", async () => {
    const withSecret = await fixture("woocommerce-lines");
    expect(withSecret.events.map(({ customer_id, item_id }) => [customer_id, item_id])).toEqual([
      ["17", "44"],
      ["17", "45"],
      [digest("bo@example.com"), "45"],
    ]);
    const without = await fixture("woocommerce-lines", {});
    expect(without.events.map(({ customer_id }) => customer_id)).toEqual(["17", "17"]);
    expect(without.readings[0]).toMatchObject({ rows: 4, ignored: 2 });
  });
});

describe("an export of Google Analytics 4", () => {
  test("has an event for each item that was looked at, carted or bought, and the items", async () => {
    const folder = await fixture("ga4", {});
    expect(lost(folder)).toEqual([]);
    expect(folder.events).toEqual([
      { customer_id: "1111.2222", item_id: "SHIRT", type: "view", value: 1, occurred_at: 1746172860123 },
      { customer_id: "c17", item_id: "SHIRT", type: "cart", value: 1, occurred_at: 1746172920123 },
      { customer_id: "c17", item_id: "SHIRT", type: "purchase", value: 1, occurred_at: 1746172980123 },
      { customer_id: "c17", item_id: "SOCKS", type: "purchase", value: 2, occurred_at: 1746172980123 },
    ]);
    expect(folder.items).toHaveLength(2);
    expect(folder.items[0]).toMatchObject({
      item_id: "SHIRT",
      title: "Linen Shirt",
      brand: "Fell",
      categories: ["Clothing", "Shirts"],
      price: 49,
    });
    expect(folder.items[1]).toMatchObject({ item_id: "SOCKS", title: "Wool Socks", brand: null, price: 5 });
  });

  test("may name a product of a Merchant feed beside it, or one of its variants", async () => {
    await inFolder(async (dir) => {
      await cp(join(FIXTURES, "merchant/feed.xml"), join(dir, "feed.xml"));
      const item = { event_timestamp: "1746172860123456", event_name: "view_item", user_pseudo_id: "1.2" };
      await put(dir, {
        "events.json": `${JSON.stringify({ ...item, items: [{ item_id: "SHIRT-B-M" }, { item_id: "SHIRT" }] })}\n`,
      });
      const { layout, events } = await read(dir, {});
      expect(layout).toBe("Google Merchant feed, Google Analytics 4 events");
      expect(events.map(({ item_id }) => item_id)).toEqual(["SHIRT-B-M", "SHIRT-B-L"]);
    });
  });
});

describe("a Google Merchant feed", () => {
  const EXPECTED = [
    {
      item_id: "SHIRT-B-L",
      group_id: "SHIRT",
      title: "Linen Shirt, Blue, L",
      categories: ["Clothing", "Shirts"],
      attributes: null,
      stock: null,
    },
    {
      item_id: "SHIRT-B-M",
      group_id: "SHIRT",
      title: "Linen Shirt, Blue, M",
      brand: "Fell",
      categories: ["Clothing", "Shirts"],
      attributes: ["color:Blue", "size:M"],
      price: 49,
      stock: 0,
      hidden: false,
      url: "https://shop.example.com/shirt?v=1&s=m",
      image_url: "https://shop.example.com/shirt.jpg",
    },
    {
      item_id: "SOCKS",
      group_id: null,
      title: "Wool Socks",
      categories: null,
      price: 4,
      stock: 0,
      url: "https://shop.example.com/socks",
    },
  ];

  test("in RSS has an item for each variant, with prices without their currency", async () => {
    const folder = await fixture("merchant", {});
    expect(folder.layout).toBe("Google Merchant feed");
    expect(lost(folder)).toEqual([]);
    expect(folder.items).toMatchObject(EXPECTED);
    expect(folder.readings[0]).toMatchObject({ rows: 3 });
  });

  test("in Atom and as a table reads the same", async () => {
    const atom = `<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Fell</title>
<entry><title>Linen Shirt, Blue, M</title><link href="https://shop.example.com/shirt?v=1&amp;s=m"/>
<g:id>SHIRT-B-M</g:id><g:item_group_id>SHIRT</g:item_group_id><g:availability>in_stock</g:availability>
<g:price>49 EUR</g:price></entry></feed>`;
    const table =
      "id\titem group id\ttitle\tlink\tprice\tavailability\tproduct type\n" +
      "SHIRT-B-M\tSHIRT\tLinen Shirt, Blue, M\thttps://shop.example.com/shirt?v=1&s=m\t49,00 EUR\tin stock\tClothing > Shirts\n";
    for (const files of [{ "feed.xml": atom }, { "feed.tsv": table }, { "feed.txt": table }] as const) {
      await inFolder(async (dir) => {
        await put(dir, files);
        const folder = await read(dir, {});
        expect(lost(folder)).toEqual([]);
        const { item_id, group_id, title, price, url } = EXPECTED[1]!;
        expect(folder.items).toMatchObject([{ item_id, group_id, title, price, url, stock: null }]);
      });
    }
  });

  const HEAD = `<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id>
<g:title>T</g:title><g:link>https://example.com/1</g:link><g:price>1 EUR</g:price><g:availability>in stock</g:availability></item>`;

  test.each([
    [
      "entities of its own",
      `<!DOCTYPE rss [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>${HEAD}<item><g:id>&lol2;</g:id></item></channel></rss>`,
      "undefined entity",
    ],
    [
      "an outer entity",
      `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>${HEAD}<item><g:id>&x;</g:id></item></channel></rss>`,
      "undefined entity",
    ],
    ["a cut end", `${HEAD}<item><g:id>2`, "unclosed tag"],
    [
      "elements that do not close",
      `${HEAD}<item><g:id>2</g:title></item></channel></rss>`,
      "unexpected close tag",
    ],
    ["endless depth", `${HEAD}${"<a>".repeat(100)}`, "more than 50 elements"],
  ])("with %s is refused, with the place", async (_, xml, why) => {
    await inFolder(async (dir) => {
      await put(dir, { "feed.xml": xml });
      const error = await failure(read(dir, { preset: "merchant" }));
      expect(error).toMatchObject({ code: "unreadable" });
      expect(error.message).toContain("feed.xml");
      expect(error.message).toContain(why);
    });
  });
});

describe("visits of Matomo", () => {
  test("are events for the products that were looked at, left in a cart, or ordered", async () => {
    const folder = await fixture("matomo", {});
    expect(lost(folder)).toEqual([]);
    expect(folder.events).toEqual([
      {
        customer_id: "a1b2c3d4e5f60718",
        item_id: "SHIRT",
        type: "view",
        value: null,
        occurred_at: 1746172860000,
      },
      {
        customer_id: "a1b2c3d4e5f60718",
        item_id: "SHIRT",
        type: "cart",
        value: 1,
        occurred_at: 1746172920000,
      },
      { customer_id: "c17", item_id: "SHIRT", type: "purchase", value: 1, occurred_at: 1746259260000 },
      { customer_id: "c17", item_id: "SOCKS", type: "purchase", value: 2, occurred_at: 1746259260000 },
    ]);
    expect(folder.items).toMatchObject([
      { item_id: "SHIRT", title: "Linen Shirt", categories: ["Clothing", "Shirts"], price: 49 },
      { item_id: "SOCKS", title: "Wool Socks", categories: ["Socks"], price: 5 },
    ]);
  });
});

describe("a folder of exports", () => {
  test("with a file that nobody knows is refused, and named", async () => {
    await inFolder(async (dir) => {
      await cp(join(FIXTURES, "ga4"), dir, { recursive: true });
      await put(dir, { "more.csv": "a,b\n1,2\n", "README.txt": "a note\n" });
      const error = await failure(read(dir));
      expect(error).toMatchObject({ code: "unknown-layout" });
      expect(error.message).toContain(
        "events_20250502.ndjson (Google Analytics 4 events), and more.csv, of which nothing is known",
      );
    });
  });

  test("is read as a preset that is said, or says what its files lack", async () => {
    expect((await fixture("shopify", { preset: "shopify", customerSecret: SECRET })).events).toHaveLength(5);
    await inFolder(async (dir) => {
      await put(dir, { "products.csv": "Handle,Title,Vendor,Variant SKU\na,A,Fell,1\n" });
      const error = await failure(read(dir, { preset: "shopify" }));
      expect(error).toMatchObject({ code: "unknown-layout" });
      expect(error.message).toContain("products.csv: to be Shopify orders it lacks");
      expect(error.message).toContain("to be Shopify products it lacks Variant Price");
    });
  });

  test("each fixture is of one preset", async () => {
    expect(await readdir(FIXTURES)).toHaveLength(6);
  });
});
