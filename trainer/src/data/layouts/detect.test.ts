import { describe, expect, test } from "bun:test";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { withDuckDb } from "../duckdb.ts";
import { failure, inFolder, jsonLines, load, put } from "../testing.ts";
import { loadFolder } from "./detect.ts";

const ITEMS = jsonLines({ item_id: "i1", title: "Sock" });
const EVENTS = "user_id,item_id,timestamp,seq_pos\nu1,i1,1700000000,0\n";

describe("an unknown layout", () => {
  test("lists what was found and what is accepted", async () => {
    const reading = load({ "notes.txt": "hello", "items.jsonl": ITEMS });
    const error: unknown = await reading.catch((error: unknown) => error);
    expect(error).toMatchObject({ name: "DataError", code: "unknown-layout" });
    const { message } = error as Error;
    expect(message).toContain("has items.jsonl, notes.txt. Accepted are:");
    for (const accepted of ["interactions.csv", "reviews_*.json.gz", "meta_*.jsonl.gz", "mapping.json"])
      expect(message).toContain(accepted);
  });

  test("says so of an empty folder, and does not take folders for files", async () => {
    await inFolder(async (dir) => {
      await mkdir(join(dir, "items.jsonl"));
      await put(dir, { "interactions.csv": EVENTS });
      const reading = withDuckDb(async (db) => await loadFolder(db, dir));
      expect((await failure(reading)).message).toContain("has interactions.csv. Accepted");
    });
    expect((await failure(load({}))).message).toContain("has no files. Accepted");
  });

  test("names a folder that is not there, or is a file", async () => {
    await inFolder(async (dir) => {
      const file = join(dir, "file");
      await writeFile(file, "");
      for (const path of [file, join(dir, "nowhere")]) {
        const reading = withDuckDb(async (db) => await loadFolder(db, path));
        expect((await failure(reading)).message).toContain(`${path} is not a folder that can be read`);
      }
    });
  });
});

describe("shop files", () => {
  test("an empty file is an error, and so is one with a header only", async () => {
    expect(await failure(load({ "items.jsonl": "", "interactions.csv": EVENTS }))).toMatchObject({
      code: "empty",
    });
    expect(await failure(load({ "items.jsonl": ITEMS, "interactions.csv": "" }))).toMatchObject({
      code: "empty",
    });
    const noRows = load({ "items.jsonl": ITEMS, "interactions.csv": "user_id,item_id,timestamp\n" });
    expect((await failure(noRows)).message).toContain("has no events in it");
  });

  test("missing columns are named beside those that are there", async () => {
    const reading = load({ "items.jsonl": ITEMS, "interactions.csv": "user,item_id,time\nu1,i1,5\n" });
    expect(await failure(reading)).toMatchObject({ code: "missing-columns" });
    expect((await failure(reading)).message).toContain(
      "interactions.csv has no column user_id, timestamp; it has user, item_id, time",
    );
  });

  test("text that is not UTF-8 is an error that names the file", async () => {
    const latin1 = Buffer.from('{"item_id":"i1","title":"Caf\u00e9"}\n', "latin1");
    const reading = load({ "items.jsonl": latin1, "interactions.csv": EVENTS });
    expect(await failure(reading)).toMatchObject({ code: "unreadable" });
    expect((await failure(reading)).message).toContain("items.jsonl is not UTF-8: line 1, byte 29 is 0xE9");
  });

  test("byte order marks, mixed line ends, blank lines, quotes and Unicode are read as meant", async () => {
    const { items, events } = await load({
      "items.jsonl":
        '\uFEFF{"item_id":"ä,1","title":" Tür \\"groß\\" 🚪\\n","attributes":[7,"rot"," "],"groupId":"tür"}\r\n\r\n{"item_id":"i2","brand":""}\n',
      "interactions.csv":
        '\uFEFFuser_id,item_id,timestamp,seq_pos\r\n"u ""1""","ä,1",1700000000,0\n"line\nend",i2,1700000000,1\r\n\nu3,i2,1700000000,2',
    });
    expect(items).toEqual([
      expect.objectContaining({ item_id: "i2", group_id: null, brand: null, attributes: null }),
      expect.objectContaining({
        item_id: "ä,1",
        group_id: "tür",
        title: 'Tür "groß" 🚪',
        attributes: ["7", "rot"],
      }),
    ]);
    expect(events.map((event) => [event.customer_id, event.item_id])).toEqual([
      ['u "1"', "ä,1"],
      ["line\nend", "i2"],
      ["u3", "i2"],
    ]);
  });

  test("keeps the order within a day as milliseconds of the position", async () => {
    const { events } = await load({
      "items.jsonl": ITEMS,
      "interactions.csv": "user_id,item_id,timestamp,seq_pos\nu1,i1,1318896000,1\nu1,i2,1318896000,0\n",
    });
    expect(events.map((event) => [event.item_id, event.occurred_at])).toEqual([
      ["i2", 1318896000000],
      ["i1", 1318896000001],
    ]);
  });

  test("leaves times alone that are finer than a second", async () => {
    const { events } = await load({
      "items.jsonl": ITEMS,
      "interactions.csv": "user_id,item_id,timestamp,seq_pos\nu1,i1,1700000000123,0\nu1,i1,1700000001000,1\n",
    });
    expect(events.map((event) => event.occurred_at)).toEqual([1700000000123, 1700000001000]);
  });

  test("takes event types and values, and a purchase where there is none", async () => {
    const { events } = await load({
      "items.jsonl": ITEMS,
      "interactions.csv":
        "user_id,item_id,timestamp,event_type,value\nu1,i1,5,View,\nu1,i1,6,,2\nu1,i1,7,wish,x\nu1,i1,8,cart,inf\n",
    });
    expect(events.map((event) => [event.type, event.value])).toEqual([
      ["view", null],
      ["purchase", 2],
      ["wish", null],
      ["cart", null],
    ]);
  });

  test("what cannot be understood is null, and counted with its line", async () => {
    const { items, events, readings } = await load({
      "items.jsonl": `${ITEMS}{"item_id": broken\n{"item_id":"i3","price":"-2","stock":"many","hidden":true}\n`,
      "interactions.csv": "user_id,item_id,timestamp\n,i1,5\nu1,,5\nu1,i1,soon\nu1\nu1,i1,nan\nu1,i1,1e300\n",
    });
    expect(items.map((item) => item["item_id"])).toEqual(["i1", "i3"]);
    expect(items[1]).toMatchObject({ price: null, stock: null, hidden: true });
    expect(readings[0]!.rejects).toEqual([
      { reason: "not a JSON object", rows: 1, examples: [{ line: 2, raw: '{"item_id": broken' }] },
    ]);
    const lost = readings[0]!.fields.filter(({ dropped }) => dropped > 0);
    expect(lost.map(({ field, examples }) => [field, examples])).toEqual([
      ["price", [{ line: 3, raw: "-2" }]],
      ["stock", [{ line: 3, raw: "many" }]],
    ]);
    expect(readings[1]!.rejects).toEqual([
      { reason: "fewer values than the 3 of the header", rows: 1, examples: [{ line: 5, raw: "u1" }] },
    ]);
    expect(readings[1]!.fields.find(({ field }) => field === "timestamp")).toMatchObject({
      dropped: 4,
      examples: [
        { line: 2, raw: "5" },
        { line: 3, raw: "5" },
        { line: 4, raw: "soon" },
        { line: 7, raw: "1e300" },
      ],
    });
    expect(events.map((event) => [event.customer_id, event.item_id, event.occurred_at])).toEqual([
      [null, "i1", 5000],
      ["u1", null, 5000],
      ["u1", "i1", null],
      ["u1", "i1", null],
      ["u1", "i1", null],
    ]);
  });
});

const REVIEW = { reviewerID: "A1", asin: "B1", overall: 5, unixReviewTime: 1318896000 };

describe("Amazon 2014", () => {
  test("a gzip file that ends early or is damaged is an error, wherever it was cut", async () => {
    const whole = gzipSync(jsonLines(...Array.from({ length: 500 }, () => REVIEW)));
    for (const bytes of [
      whole.subarray(0, whole.length - 9),
      whole.subarray(0, 20),
      Buffer.from("not gzip"),
    ]) {
      const reading = load({ "reviews_X.json.gz": bytes, "meta_X.json.gz": jsonLines({ asin: "B1" }) });
      expect(await failure(reading)).toMatchObject({ code: "unreadable" });
      expect((await failure(reading)).message).toContain("reviews_X.json.gz is not a whole gzip file");
    }
  });

  test("needs the metadata", async () => {
    expect(await failure(load({ "reviews_X.json.gz": jsonLines(REVIEW) }))).toMatchObject({
      code: "unknown-layout",
    });
  });

  test("reads metadata that are Python dictionaries, JSON or neither", async () => {
    const { layout, items, events, readings } = await load({
      "reviews_X_5.json.gz": jsonLines(REVIEW, { ...REVIEW, asin: "B2" }),
      "meta_X.json.gz": [
        "{'asin': 'B1', 'title': \"Girls' Tutu &amp; &quot;Bow&quot;\", 'price': 3.17, 'imUrl': 'http://x/1.jpg', 'brand': 'Coxlures', 'categories': [['Sports', 'Dance'], ['Sports']]}",
        '{"asin": "B2", "price": "$1,299.00"}',
        "{'asin': 'B3', oops",
      ].join("\n"),
    });
    expect(layout).toBe("Amazon 2014");
    expect(items).toEqual([
      expect.objectContaining({
        item_id: "B1",
        title: 'Girls\' Tutu & "Bow"',
        brand: "Coxlures",
        categories: ["Sports", "Dance"],
        price: 3.17,
        image_url: "http://x/1.jpg",
      }),
      expect.objectContaining({ item_id: "B2", price: 1299 }),
    ]);
    expect(readings[0]!.rejects).toEqual([
      { reason: "not a JSON object", rows: 1, examples: [{ line: 3, raw: "{'asin': 'B3', oops" }] },
    ]);
    expect(events).toEqual([
      { customer_id: "A1", item_id: "B1", type: "purchase", value: 5, occurred_at: 1318896000000 },
      { customer_id: "A1", item_id: "B2", type: "purchase", value: 5, occurred_at: 1318896000000 },
    ]);
  });

  test("reads several categories at once", async () => {
    const { events } = await load({
      "reviews_X.json.gz": jsonLines(REVIEW),
      "reviews_Y.json.gz": jsonLines({ ...REVIEW, asin: "B9" }),
      "meta_X.json.gz": jsonLines({ asin: "B1" }),
      "meta_Y.json.gz": jsonLines({ asin: "B9" }),
    });
    expect(events).toHaveLength(2);
  });
});

describe("Amazon 2023", () => {
  test("reads milliseconds, parents, stores, short features, prices and pictures", async () => {
    const { layout, items, events } = await load({
      "Beauty.jsonl.gz": jsonLines(
        { user_id: "U1", parent_asin: "P1", asin: "V1", timestamp: 1588687728923, rating: 4 },
        { user_id: "U1", asin: "V2", timestamp: 1588687728924, rating: 1 },
      ),
      "meta_Beauty.jsonl.gz": jsonLines(
        {
          parent_asin: "P1",
          title: "Balm",
          store: "Howard",
          main_category: "All Beauty",
          categories: ["Skin", "All Beauty"],
          features: ["Vegan", "A long sentence about how this balm was made, which no other product has."],
          price: 14.99,
          images: [{ large: "http://x/l.jpg" }],
        },
        { parent_asin: "V2", price: "None", categories: [], images: { large: ["http://x/2.jpg"] } },
      ),
    });
    expect(layout).toBe("Amazon 2023");
    expect(items).toEqual([
      expect.objectContaining({
        item_id: "P1",
        brand: "Howard",
        categories: ["All Beauty", "Skin"],
        attributes: ["Vegan"],
        price: 14.99,
        image_url: "http://x/l.jpg",
      }),
      expect.objectContaining({ item_id: "V2", price: null, categories: null, image_url: "http://x/2.jpg" }),
    ]);
    expect(events.map((event) => [event.item_id, event.occurred_at, event.value])).toEqual([
      ["P1", 1588687728923, 4],
      ["V2", 1588687728924, 1],
    ]);
  });
});

const mapped = (mapping: unknown, files: Readonly<Record<string, string | Uint8Array>>) =>
  load({ "mapping.json": JSON.stringify(mapping), ...files });

describe("mapped files", () => {
  test("every wrong entry of the mapping is named", async () => {
    const reading = mapped({ events: { file: "e.txt", customerId: "", timestamp: "t" }, itmes: {} }, {});
    expect(await failure(reading)).toMatchObject({ code: "bad-mapping" });
    for (const part of ["events.file: a .csv", "events.customerId", "events.itemId", "itmes"])
      expect((await failure(reading)).message).toContain(part);
    expect(await failure(load({ "mapping.json": "{" }))).toMatchObject({ code: "bad-mapping" });
  });

  test("a file that is not there and a column that is not in it are named", async () => {
    const events = { file: "e.csv", customerId: "buyer", itemId: "sku", timestamp: "when" };
    expect((await failure(mapped({ events }, {}))).message).toContain("e.csv cannot be read: is it there?");
    expect((await failure(mapped({ events }, { "e.csv": "buyer,sku\n1,2\n" }))).message).toContain(
      "e.csv has no column when; it has buyer, sku",
    );
  });

  test("reads CSV with its own names, types, separators and times", async () => {
    const { layout, items, events } = await mapped(
      {
        events: {
          file: "orders.csv",
          delimiter: ";",
          customerId: "Kunde Nr.",
          itemId: "sku",
          timestamp: "when",
          type: "kind",
          types: { bought: "purchase", looked: "view" },
        },
        items: { file: "products.tsv", itemId: "sku", title: "name", categories: "cats", listSeparator: ">" },
      },
      {
        "orders.csv":
          "Kunde Nr.;sku;when;kind\n7;a;2024-01-01;bought\n7;a;2024-01-01T10:00:00.5+02:00;looked\n8;b;2024-01-01 10:00:00;cart\n",
        "products.tsv": 'sku\tname\tcats\na\tLamp\tHome > Light\nb\tDesk\t["Home"]\n',
      },
    );
    expect(layout).toBe("mapped files");
    expect(events.map((event) => [event.customer_id, event.type, event.occurred_at])).toEqual([
      ["7", "purchase", Date.UTC(2024, 0, 1)],
      ["7", "view", Date.UTC(2024, 0, 1, 8, 0, 0, 500)],
      ["8", "cart", Date.UTC(2024, 0, 1, 10)],
    ]);
    expect(items.map((item) => [item["title"], item["categories"]])).toEqual([
      ["Lamp", ["Home", "Light"]],
      ["Desk", ["Home"]],
    ]);
  });

  test("reads files whose names are in capitals", async () => {
    const { events } = await mapped(
      {
        events: [
          { file: "A.CSV", customerId: "c", itemId: "i", timestamp: "t" },
          { file: "B.JSON.GZ", customerId: "c", itemId: "i", timestamp: "t" },
          { file: "C.TSV", customerId: "c", itemId: "i", timestamp: "t" },
        ],
      },
      {
        "A.CSV": "c,i,t\nu1,a,2025-05-03\n",
        "B.JSON.GZ": gzipSync('[\n{"c":"u2","i":"b","t":"2025-05-03"}]'),
        "C.TSV": "c\ti\tt\nu3\ta,b\t2025-05-03\n",
      },
    );
    expect(events.map(({ customer_id, item_id }) => [customer_id, item_id])).toEqual([
      ["u1", "a"],
      ["u2", "b"],
      ["u3", "a,b"],
    ]);
  });

  test("reads NDJSON, and takes the items from the events when no file has them", async () => {
    const { items, events } = await mapped(
      { events: { file: "e.ndjson.gz", customerId: "user id", itemId: "sku", timestamp: "t", seq: "n" } },
      {
        "e.ndjson.gz": jsonLines(
          { "user id": 7, sku: "b", t: 1_700_000_000, n: 1 },
          { "user id": 7, sku: "a", t: 1_700_000_000, n: 0 },
        ),
      },
    );
    expect(events.map((event) => [event.customer_id, event.item_id, event.occurred_at])).toEqual([
      ["7", "a", 1_700_000_000_000],
      ["7", "b", 1_700_000_000_001],
    ]);
    expect(items.map((item) => item["item_id"])).toEqual(["a", "b"]);
  });

  test("reads Parquet, lists included", async () => {
    await inFolder(async (dir) => {
      await withDuckDb(async (db) => {
        await db.run(`copy (select 7 as c, 'a' as i, timestamp '2024-01-01' as t) to '${dir}/e.parquet'`);
        await db.run(
          `copy (select 'a' as i, ['x', 'y'] as tags, 1.5::decimal(4, 2) as p) to '${dir}/i.parquet'`,
        );
      });
      await put(dir, {
        "mapping.json": JSON.stringify({
          events: { file: "e.parquet", customerId: "c", itemId: "i", timestamp: "t" },
          items: { file: "i.parquet", itemId: "i", attributes: "tags", price: "p" },
        }),
      });
      await withDuckDb(async (db) => {
        await loadFolder(db, dir);
        const [event] = await (
          await db.run("select customer_id, occurred_at::double from events")
        ).getRowsJS();
        expect(event).toEqual(["7", Date.UTC(2024, 0, 1)]);
        const [item] = await (await db.run("select attributes, price from items")).getRowsJS();
        expect(item).toEqual([["x", "y"], 1.5]);
      });
    });
  });

  test("reads Parquet whatever its columns and files are called", async () => {
    await inFolder(async (dir) => {
      const write = async (sql: string, file: string) =>
        await withDuckDb(async (db) => await db.run(`copy (${sql}) to '${dir}/${file}'`));
      const when = "timestamp '2026-05-01' as t";
      await write(`select 'a' as i, 'x' as place, {x: 'y'} as doc, 3 as v, ${when}`, "e[1].parquet");
      await write(
        `select 'b' as i, 'z' as place, {x: 'w'} as doc, 5 as file_row_number, ${when}`,
        "e1.parquet",
      );
      for (const [file, item] of [
        ["e[1].parquet", ["y", "a", "x"]],
        ["e1.parquet", ["w", "b", "z"]],
      ] as const) {
        const events = { file, customerId: "doc.x", itemId: "i", eventId: "place", timestamp: "t" };
        await put(dir, { "mapping.json": JSON.stringify({ events }) });
        await withDuckDb(async (db) => {
          await loadFolder(db, dir);
          const read = await db.run("select customer_id, item_id, event_id, place::double from events");
          expect(await read.getRowsJS()).toEqual([[...item, 1]]);
        });
      }
    });
  });

  test("a key that no row of a JSON file has is refused by name, and one that is null everywhere is not", async () => {
    const items = { file: "p.json", itemId: "sku", price: "prise" };
    const products = '[{"sku":"a","price":5,"stock":null},{"sku":"b"}]';
    const reading = load({ "mapping.json": JSON.stringify({ items }), "p.json": products });
    expect(await failure(reading)).toMatchObject({ code: "missing-columns" });
    expect((await failure(reading)).message).toBe(
      "p.json: no row has the key prise; they have price, sku, stock",
    );
    const sound = { ...items, price: ["prise", "price"], stock: "stock" };
    const { items: read } = await load({
      "mapping.json": JSON.stringify({ items: sound }),
      "p.json": products,
    });
    expect(read).toMatchObject([
      { item_id: "a", price: 5, stock: null },
      { item_id: "b", price: null },
    ]);
  });

  test("reads Parquet's numbers, blobs, UUIDs and nested lists as they are meant", async () => {
    await inFolder(async (dir) => {
      await withDuckDb(async (db) => {
        await db.run(`copy (select * from (values
            (101.0::double, 7::hugeint, 12.50::decimal(9, 2), timestamp_ns '2026-05-01 10:00:00.123456789', [{sku: 'a'::blob, n: 2}, {sku: 'b'::blob, n: 1}]),
            (null, 8, 3.00, timestamp '2026-05-01', [{sku: 'c'::blob, n: 1}]),
            (101.5, 9, 1.00, null, [])) t(d, h, p, t, items)) to '${dir}/e.parquet'`);
        await db.run(`copy (select uuid '00000000-0000-0000-0000-000000000001' as i, 'Lamp'::blob as name, 16777217::float as f
          union all select uuid '00000000-0000-0000-0000-000000000002', '\\xFF'::blob, 5::float) to '${dir}/i.parquet'`);
      });
      await put(dir, {
        "mapping.json": JSON.stringify({
          events: {
            file: "e.parquet",
            customerId: ["d", "h"],
            itemId: "items[].sku",
            timestamp: "t",
            value: "items[].n",
          },
          items: { file: "i.parquet", itemId: "i", title: "name", brand: "f" },
        }),
      });
      await withDuckDb(async (db) => {
        const { readings } = await loadFolder(db, dir);
        const events = await db.run(
          "select customer_id, item_id, value, occurred_at::double from events order by place, item_id",
        );
        const time = Date.UTC(2026, 4, 1, 10, 0, 0, 123);
        expect(await events.getRowsJS()).toEqual([
          ["101", "a", 2, time],
          ["101", "b", 1, time],
          ["8", "c", 1, Date.UTC(2026, 4, 1)],
          [null, null, null, null],
        ]);
        expect(readings[0]!.fields[0]).toMatchObject({ dropped: 1, examples: [{ line: 3, raw: "101.5" }] });
        const items = await db.run("select item_id, title from items order by place");
        expect(await items.getRowsJS()).toEqual([
          ["00000000-0000-0000-0000-000000000001", "Lamp"],
          ["00000000-0000-0000-0000-000000000002", null],
        ]);
        expect(readings[1]!.fields[1]).toMatchObject({ dropped: 1, examples: [{ line: 2 }] });
      });
    });
  });

  test("reads JSON numbers as ids whole, and refuses fractions, lists and objects for them", async () => {
    const rows = [101.0, 12345678901234, 7.5, [1], { a: 1 }, true, "x"].map((c) => ({
      c,
      i: "a",
      t: 1_700_000_000,
    }));
    const lines =
      jsonLines(...rows).replace('"c":101', '"c":101.0') +
      '{"c":12345678901234567890123,"i":"a","t":1700000000}\n';
    const { events } = await mapped(
      { events: { file: "e.ndjson", customerId: "c", itemId: "i", timestamp: "t" } },
      { "e.ndjson": lines },
    );
    const ids = ["101", "12345678901234", null, null, null, "true", "x", "12345678901234567890123"];
    expect(events.map((event) => event.customer_id)).toEqual(ids);
  });

  test("reads several files, each in its own way, and leaves out what is to be ignored", async () => {
    const { items, events, readings } = await mapped(
      {
        events: [
          {
            file: "orders.csv",
            encoding: "windows-1252",
            customerId: "k",
            itemId: ["sku", "name"],
            timestamp: "t",
            timezone: "Europe/Berlin",
          },
          {
            file: "views.tsv.gz",
            customerId: "k",
            itemId: "sku",
            timestamp: "t",
            type: "e",
            types: { "*": "ignore" },
            defaultType: "view",
          },
        ],
        items: [
          { file: "a.csv", itemId: "sku", title: "n", attributes: "tags", listSeparator: [",", ";"] },
          { file: "b.json", itemId: "sku", title: "n", brand: "b", stock: "s" },
        ],
      },
      {
        "orders.csv": Buffer.from(
          "k,sku,name,t\nJ\u00f6rg,a,x,2026-05-01 10:00\nZo\u00eb,,Lamp,2026-05-01\n",
          "latin1",
        ),
        "views.tsv.gz": "k\tsku\tt\te\nAnn\ta\t2026-05-01\t\nAnn\tb\t2026-05-01\tscroll\n",
        "a.csv": 'sku,n,tags\na,Lamp,"red, green;blue"\na,,\n',
        "b.json": '[{"sku":"a","n":"Other","b":"Fell","s":3}]',
      },
    );
    expect(events.map((event) => [event.customer_id, event.item_id, event.type, event.occurred_at])).toEqual([
      ["Jörg", "a", "purchase", Date.UTC(2026, 4, 1, 8)],
      ["Zoë", "Lamp", "purchase", Date.UTC(2026, 3, 30, 22)],
      ["Ann", "a", "view", Date.UTC(2026, 4, 1)],
    ]);
    expect(readings[1]).toMatchObject({ rows: 2, ignored: 1 });
    expect(items).toEqual([
      expect.objectContaining({
        item_id: "a",
        title: "Lamp",
        brand: "Fell",
        attributes: ["red", "green", "blue"],
        stock: 3,
      }),
    ]);
  });

  test("keeps the order of rows that share a line", async () => {
    const ids = Array.from({ length: 40 }, (_, at) => at);
    const rows = ids.map((n) => ({ c: "c", i: `i${n % 20}`, t: 1_777_629_600, title: `Title ${n}` }));
    const { items, events } = await mapped(
      {
        events: { file: "e.json", customerId: "c", itemId: "i", timestamp: "t" },
        items: { file: "e.json", itemId: "i", title: "title" },
      },
      { "e.json": JSON.stringify(rows) },
    );
    expect(events.map((event) => event.item_id)).toEqual(rows.map(({ i }) => i));
    const titles = new Map(items.map((item) => [item["item_id"], item["title"]]));
    expect(titles).toEqual(new Map(rows.slice(0, 20).map(({ i, title }) => [i, title])));
  });

  test("a mapping that cannot be followed is refused with the reason", async () => {
    const events = { file: "e.csv", customerId: "c", itemId: "i", timestamp: "t" };
    const files = { "e.csv": "c,i,t\n" };
    const message = async (mapping: unknown) => (await failure(mapped(mapping, files))).message;
    expect(await message({})).toContain("it maps no events, no items and no customers");
    expect(await message({ events: { ...events, file: "../e.csv" } })).toContain(
      "../e.csv is not in the folder of the mapping",
    );
    expect(await message({ events: { ...events, timezone: "+02:00" } })).toContain("an IANA zone");
    expect(await message({ events: { ...events, timezone: "Berlin" } })).toContain(
      "an IANA zone such as Europe/Berlin",
    );
    expect(await message({ events: { ...events, timestampFormat: "%Q" } })).toContain(
      '"%Q" is no strptime format',
    );
    expect(await message({ events: { ...events, delimiter: "\u00a7" } })).toContain("one ASCII character");
    expect(await message({ events: { ...events, delimiter: "1" } })).toContain("no letter and no digit");
    expect(await message({ events: { ...events, types: { a: "wish" } } })).toContain("events.types.a");
    expect(await message({ events: { ...events, itemId: ["x", "y"] } })).toContain(
      "e.csv has no column x or y; it has c, i, t",
    );
    expect(await message(`"${"x".repeat(2_000_000)}"`)).toContain("at most 1048576 are read");
  });
});
