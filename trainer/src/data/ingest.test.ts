import { describe, expect, test } from "bun:test";
import { ingest } from "./ingest.ts";
import { failure, inFolder, jsonLines, NOW, put, withStore } from "./testing.ts";

const HEAD = "user_id,item_id,timestamp,seq_pos,event_type\n";
const ITEMS = jsonLines({ item_id: "i1", title: "Sock", price: 5 }, { item_id: "i2", price: -1 });

function ingesting(files: Readonly<Record<string, string>>, maxLostShare?: number) {
  return inFolder(
    async (dir) =>
      await withStore(async (store) => {
        await put(dir, files);
        const limit = maxLostShare === undefined ? {} : { maxLostShare };
        const result = await ingest(store, dir, { now: NOW, ...limit }).catch((error: unknown) => error);
        return { result, events: await store.readEvents(0, 1000), items: await store.itemChanges(0, 1000) };
      }),
  );
}

/** A shop of a hundred customers, and a file of them. */
function withCustomers(customers: string): Readonly<Record<string, string>> {
  const events = Array.from({ length: 100 }, (_, n) => `u${n},i1,1700000000,0,view\n`).join("");
  return {
    "items.jsonl": jsonLines({ item_id: "i1" }),
    "interactions.csv": HEAD + events,
    "customers.csv": customers,
  };
}

describe("attributes of customers", () => {
  const attributesAfter = (files: Readonly<Record<string, string>>) =>
    inFolder(
      async (dir) =>
        await withStore(async (store) => {
          await store.putAttributes(
            [{ customerId: "u1", attributes: { country: "US", channel: "app" } }],
            "merge",
          );
          await put(dir, files);
          const result = await ingest(store, dir, { now: NOW }).catch((error: unknown) => error);
          return { result, attributes: await store.readAttributes("", 1000) };
        }),
    );

  test("are taken from customers.csv, and what it does not say of a customer stays", async () => {
    const { result, attributes } = await attributesAfter(
      withCustomers("user_id,country,device\nu1,DE,\nu2,日本,mobile\nu2,FR,desktop\nu3,,\nquiet,DE,n/a\n"),
    );
    expect(result).toMatchObject({ customers: 3, lost: [] });
    expect(attributes).toEqual([
      { customerId: "quiet", attributes: { country: "DE" } },
      { customerId: "u1", attributes: { channel: "app", country: "DE" } },
      { customerId: "u2", attributes: { country: "日本", device: "mobile" } },
    ]);
  });

  test("that cannot be read are counted with their raw values, and too many of them stop the import", async () => {
    const row = (n: number, country: string) => `u${n},${country}\n`;
    const good = Array.from({ length: 60 }, (_, n) => row(n, "DE")).join("");
    const long = "x".repeat(65);
    const { result, attributes } = await attributesAfter(
      withCustomers(`user_id,country\n${good}${row(60, long)}${row(61, "a\u2028b")},DE\n`),
    );
    expect(result).toMatchObject({
      customers: 60,
      lost: [
        { table: "customers", column: "country", reason: "unreadable", rows: 2, of: 63 },
        { table: "customers", column: "user_id", reason: "missing-customer", rows: 1, of: 63 },
      ],
    });
    expect(attributes).toHaveLength(60);
    const { result: refused, attributes: untouched } = await attributesAfter(
      withCustomers(`user_id,country\nu1,DE\nu2,${long}\n`),
    );
    expect((refused as Error).message).toContain(
      `customers.csv, column country: 1 of 2 values left out, unreadable, such as "${long}" (line 3). Accepted: up to 64 characters on one line`,
    );
    expect(untouched).toEqual([{ customerId: "u1", attributes: { country: "US", channel: "app" } }]);
  });

  test.each([
    ["user_id,Country\n", 'the column "Country" is no name of an attribute'],
    ["user_id\n", "has 0 columns beside user_id"],
    ["id,country\n", "customers.csv has no column user_id"],
    [`user_id,${Array.from({ length: 17 }, (_, n) => `n${n}`).join(",")}\n`, "has 17 columns beside user_id"],
  ])("are refused with the header %j", async (header, message) => {
    const { result } = await attributesAfter(withCustomers(`${header}u1,DE\n`));
    expect(result).toMatchObject({ name: "DataError", code: "missing-columns" });
    expect((result as Error).message).toContain(message);
  });

  test("are taken from mapped files of any kind, alone or beside others", async () => {
    const mapping = (customers: unknown) => ({ "mapping.json": JSON.stringify({ customers }) });
    const csv = {
      file: "c.csv",
      customerId: "nr",
      attributes: { country: "land", device: ["gerät", "alt"] },
    };
    const json = { file: "c.jsonl", customerId: "id", attributes: { tier: "loyalty.tier" } };
    const { result, attributes } = await attributesAfter({
      ...mapping([csv, json]),
      "c.csv": "nr;land;gerät;alt\nu1;DE;;pc\nu2;FR;mobile;\n",
      "c.jsonl": jsonLines({ id: "u2", loyalty: { tier: 3 } }, { id: "u3", loyalty: { tier: "gold" } }),
    });
    expect(result).toMatchObject({ layout: "mapped files", customers: 3, recorded: 0, lost: [] });
    expect(attributes).toEqual([
      { customerId: "u1", attributes: { channel: "app", country: "DE", device: "pc" } },
      { customerId: "u2", attributes: { country: "FR", device: "mobile", tier: "3" } },
      { customerId: "u3", attributes: { tier: "gold" } },
    ]);
  });

  test.each([
    [{ file: "c.csv", customerId: "id", attributes: {} }, "attributes"],
    [{ file: "c.csv", customerId: "id", attributes: { "E-Mail": "mail" } }, "attributes.E-Mail"],
    [{ file: "c.csv", customerId: "id" }, "attributes"],
  ])("are refused with the mapping %j", async (customers, place) => {
    const { result } = await attributesAfter({
      "mapping.json": JSON.stringify({ customers }),
      "c.csv": "id,mail\nu1,x\n",
    });
    expect(result).toMatchObject({ name: "DataError", code: "bad-mapping" });
    expect((result as Error).message).toContain(place);
  });

  test("are not taken by ids where events have digests", async () => {
    const events = { file: "e.csv", customerId: "id", itemId: "item", timestamp: "at", hash: "sha256" };
    const customers = { file: "c.csv", customerId: "id", attributes: { country: "land" } };
    const { result } = await attributesAfter({ "mapping.json": JSON.stringify({ events, customers }) });
    expect((result as Error).message).toContain('say "hash": "sha256" in all or in none');
  });
});

describe("ingest", () => {
  test("writes nothing at all when too many rows are unusable, and says which", async () => {
    const { result, events, items } = await ingesting({
      "items.jsonl": ITEMS,
      "interactions.csv": `${HEAD}u1,i1,1700000000,0,view\nu2,i1,never,0,view\n,i1,1700000000,0,view\n`,
    });
    expect(result).toMatchObject({ name: "DataError", code: "too-faulty" });
    const { message } = result as Error;
    expect(message).toContain("2 of 3 events cannot be used");
    expect(message).toContain(
      'interactions.csv, column timestamp: 1 rows left out, unreadable-time, such as "never" (line 3). Accepted: from 1995 to tomorrow: unix seconds',
    );
    expect(message).toContain("column user_id: 1 rows left out, missing-customer, such as line 4");
    expect([events, items]).toEqual([[], []]);
  });

  test("a quote that is not closed takes its own row with it and no other", async () => {
    const row = (user: string, times = 1) => `${user},i1,1700000000,0,view\n`.repeat(times);
    const { result, events } = await ingesting({
      "items.jsonl": jsonLines({ item_id: "i1" }),
      "interactions.csv":
        HEAD + row("u0", 20) + row('"u1"') + row('"u2') + row("u3", 20) + row('u4"') + row("u5", 60),
    });
    expect(result).toMatchObject({
      lost: [
        {
          reason: "a quote that is not closed, or has text after it",
          rows: 1,
          examples: [{ line: 23, raw: '"u2,i1,1700000000,0,view' }],
        },
      ],
    });
    const customers = Map.groupBy(events, ({ customerId }) => customerId);
    expect([...customers].map(([customer, { length }]) => [customer, length])).toEqual([
      ["u0", 20],
      ["u1", 1],
      ["u3", 20],
      ['u4"', 1],
      ["u5", 60],
    ]);
  });

  test("events alone add the items that they name, and replace or revive none", async () => {
    await inFolder(async (dir) => {
      await withStore(async (store) => {
        const known = { itemId: "p1", title: "Lamp", brand: "Fell", price: 9, stock: 0, hidden: true };
        await store.putItems([known, { itemId: "gone", title: "Gone" }]);
        await store.deleteItem("gone");
        await put(dir, {
          "mapping.json": JSON.stringify({
            events: { file: "e.csv", customerId: "c", itemId: "i", timestamp: "t" },
          }),
          "e.csv": "c,i,t\nc1,p1,2025-05-03T10:00:00Z\nc1,gone,2025-05-03\nc1,new,2025-05-03\n",
        });
        expect(await ingest(store, dir, { now: NOW })).toMatchObject({ recorded: 3, lost: [] });
        expect((await store.getItem("p1"))?.item).toEqual(known);
        expect(await store.getItem("gone")).toBeUndefined();
        expect((await store.getItem("new"))?.item).toEqual({ itemId: "new" });
      });
    });
  });

  test("a catalogue leaves the fields alone that it does not speak of", async () => {
    await inFolder(async (dir) => {
      await withStore(async (store) => {
        await store.putItems([{ itemId: "p1", title: "Lamp", price: 9, stock: 3 }]);
        await put(dir, {
          "mapping.json": JSON.stringify({ items: { file: "i.csv", itemId: "id", price: "p" } }),
          "i.csv": "id,p\np1,10\np2,20\n",
        });
        expect(await ingest(store, dir, { now: NOW })).toMatchObject({ items: 2, recorded: 0 });
        const items = await store.getItems(["p1", "p2"]);
        expect(items).toEqual([
          { itemId: "p1", title: "Lamp", price: 10, stock: 3 },
          { itemId: "p2", price: 20 },
        ]);
      });
    });
  });

  test("the order of a counter that goes on over all customers moves no time by more than its place", async () => {
    const { events } = await ingesting({
      "items.jsonl": jsonLines({ item_id: "i1" }, { item_id: "i2" }),
      "interactions.csv": `${HEAD}u1,i2,1700000000,91234002,view\nu1,i1,1700000000,91234001,view\nu2,i1,1700000000,91234003,view\n`,
    });
    expect(events.map(({ customerId, itemId, occurredAt }) => [customerId, itemId, occurredAt])).toEqual([
      ["u1", "i1", 1_700_000_000_000],
      ["u2", "i1", 1_700_000_000_000],
      ["u1", "i2", 1_700_000_000_001],
    ]);
  });

  test("alike rows are several events of one file, and the same ones again of another", async () => {
    await inFolder(async (dir) => {
      await withStore(async (store) => {
        const from = (file: string) => ({ file, customerId: "c", itemId: "i", timestamp: "t" });
        const rows = "c,i,t\nc1,p1,2025-05-03\nc1,p1,2025-05-03\n";
        await put(dir, {
          "mapping.json": JSON.stringify({ events: [from("may.csv"), from("year.csv")] }),
          "may.csv": rows,
          "year.csv": `${rows}c1,p1,2025-05-03\n`,
        });
        expect(await ingest(store, dir, { now: NOW })).toMatchObject({ recorded: 3, duplicates: 2 });
        expect(await ingest(store, dir, { now: NOW })).toMatchObject({ recorded: 0, duplicates: 5 });
      });
    });
  });

  test("events that are left out add no items", async () => {
    await inFolder(async (dir) => {
      await withStore(async (store) => {
        const events = { file: "e.csv", customerId: "c", itemId: "i", timestamp: "t", type: "k" };
        await put(dir, {
          "mapping.json": JSON.stringify({ events }),
          "e.csv":
            "c,i,t,k\nc1,p1,2025-05-03,view\n,p2,2025-05-03,view\nc1,p3,soon,view\nc1,p4,1970-01-01,view\nc1,p5,2025-05-03,x\n",
        });
        expect(await ingest(store, dir, { now: NOW, maxLostShare: 1 })).toMatchObject({
          items: 1,
          recorded: 1,
        });
        expect(await store.getItems(["p1", "p2", "p3", "p4", "p5"])).toEqual([{ itemId: "p1" }]);
      });
    });
  });

  test("a small file is not lost among large ones", async () => {
    await inFolder(async (dir) => {
      await withStore(async (store) => {
        const from = (file: string) => ({ file, customerId: "c", itemId: "i", timestamp: "t" });
        await put(dir, {
          "mapping.json": JSON.stringify({ events: [from("old.csv"), from("new.csv")] }),
          "old.csv": `c,i,t\n${"c1,p1,2025-05-03\n".repeat(100)}`,
          "new.csv": "c,i,t\nc1,p1,soon\nc1,p1,2025-05-04\n",
        });
        const error = await failure(ingest(store, dir, { now: NOW }));
        expect(error).toMatchObject({ code: "too-faulty" });
        expect(error.message).toContain(
          'new.csv, column t: 1 rows left out, unreadable-time, such as "soon"',
        );
        expect(await store.readEvents(0, 9)).toEqual([]);
      });
    });
  });

  test("the shop's own ids of events count where it has them", async () => {
    await inFolder(async (dir) => {
      await withStore(async (store) => {
        const events = { file: "e.csv", customerId: "c", itemId: "i", timestamp: "t", eventId: "order" };
        await put(dir, {
          "mapping.json": JSON.stringify({ events }),
          "e.csv": "c,i,t,order\nc1,p1,2025-05-03,A1\nc1,p1,2025-05-04,A1\nc1,p1,2025-05-03,\n",
        });
        expect(await ingest(store, dir, { now: NOW })).toMatchObject({ recorded: 2, duplicates: 1 });
        expect((await store.readEvents(0, 9)).map(({ eventId }) => eventId)).toContain("A1");
      });
    });
  });

  test("an id that several events share is no event's: orders have lines", async () => {
    await inFolder(async (dir) => {
      await withStore(async (store) => {
        const events = { file: "e.csv", customerId: "c", itemId: "i", timestamp: "t", eventId: "order" };
        const lines = "c1,p1,2025-05-03,A1\nc1,p2,2025-05-03,A1\nc1,p1,2025-05-03,A1\n";
        await put(dir, { "mapping.json": JSON.stringify({ events }), "e.csv": `c,i,t,order\n${lines}` });
        const error = await failure(ingest(store, dir, { now: NOW }));
        expect(error.message).toContain(
          'e.csv, column order: 1 of 3 values left out, unreadable, such as "A1" (line 3)',
        );
        expect(error.message).toContain("another one for each event");
        expect(await ingest(store, dir, { now: NOW, maxLostShare: 1 })).toMatchObject({
          recorded: 2,
          duplicates: 1,
        });
        expect((await store.readEvents(0, 9)).map(({ itemId }) => itemId).toSorted()).toEqual(["p1", "p2"]);
      });
    });
  });

  test("what a catalogue has and nobody can read stays as it is", async () => {
    await inFolder(async (dir) => {
      await withStore(async (store) => {
        const known = { itemId: "p1", price: 9, stock: 0, hidden: true };
        await store.putItems([known, { ...known, itemId: "p2" }, { ...known, itemId: "p3" }]);
        const items = { file: "i.csv", itemId: "id", price: "price", stock: "stock", hidden: "hidden" };
        await put(dir, {
          "mapping.json": JSON.stringify({ items }),
          "i.csv": "id,price,stock,hidden\np1,5,x,perhaps\np2,?,1,no\np3,,,\n",
        });
        expect(await ingest(store, dir, { now: NOW, maxLostShare: 1 })).toMatchObject({ items: 3 });
        expect(await store.getItems(["p1", "p2", "p3"])).toEqual([
          { itemId: "p1", price: 5, stock: 0, hidden: true },
          { itemId: "p2", price: 9, stock: 1 },
          { itemId: "p3" },
        ]);
      });
    });
  });

  test("more than a twentieth of one column lost stops the import, with values, lines and what is accepted", async () => {
    const rows = Array.from({ length: 20 }, (_, at) => ({
      item_id: `i${at}`,
      stock: at < 2 ? "x" : 5,
      price: 1,
    }));
    const { result, items } = await ingesting({
      "items.jsonl": jsonLines(...rows),
      "interactions.csv": `${HEAD}u1,i1,1700000000,0,view\n`,
    });
    expect((result as Error).message).toContain(
      'items.jsonl, column stock: 2 of 20 values left out, unreadable, such as "x" (line 1), "x" (line 2). Accepted: a whole number',
    );
    expect(items).toEqual([]);
  });

  test("leaves out the rows that a store cannot hold, with reasons, and keeps the rest", async () => {
    const { result, events } = await ingesting(
      {
        "items.jsonl": `${ITEMS}not json\n`,
        "interactions.csv": [
          `${HEAD}u1,i1,1700000000,0,view`,
          "u1,,1700000000,1,view",
          `${"u".repeat(257)},i1,1700000000,0,view`,
          "u1,i1,1700000000,2,wish",
          "u1,i1,99,3,view",
          "u1,i1,4000000000,4,view",
        ].join("\n"),
      },
      1,
    );
    expect(result).toMatchObject({ items: 2, recorded: 1, duplicates: 0 });
    const { lost } = result as { lost: { table: string; reason: string; rows: number }[] };
    expect(Object.fromEntries(lost.map(({ reason, rows }) => [reason, rows]))).toEqual({
      unreadable: 1,
      "not a JSON object": 1,
      "missing-item": 1,
      "unreadable-customer": 1,
      "unknown-type": 1,
      "impossible-time": 2,
    });
    expect(lost).toContainEqual(
      expect.objectContaining({
        reason: "impossible-time",
        examples: [
          { line: 6, raw: "99" },
          { line: 7, raw: "4000000000" },
        ],
      }),
    );
    expect(events.map((event) => event.customerId)).toEqual(["u1"]);
  });

  test("keeps an item whose price is impossible, without the price", async () => {
    const { items } = await ingesting(
      { "items.jsonl": ITEMS, "interactions.csv": `${HEAD}u1,i1,1700000000,0,` },
      0.5,
    );
    expect(items.map((change) => change.item)).toEqual([
      expect.objectContaining({ itemId: "i1", title: "Sock", price: 5 }),
      expect.not.objectContaining({ price: expect.anything() }),
    ]);
  });

  test("running it again adds nothing, and new rows are added alone", async () => {
    await inFolder(async (dir) => {
      await withStore(async (store) => {
        // Two rows that are alike, and another that differs from them only in its position: three purchases.
        const csv = `${HEAD}u1,i1,1700000000,0,view\nu1,i1,1700000000,0,view\nu1,i1,1700000000,1,view\n`;
        await put(dir, { "items.jsonl": jsonLines({ item_id: "i1" }), "interactions.csv": csv });
        expect(await ingest(store, dir, { now: NOW })).toMatchObject({ recorded: 3, duplicates: 0 });
        expect(await ingest(store, dir, { now: NOW })).toMatchObject({ recorded: 0, duplicates: 3 });
        // A time with milliseconds changes nothing for the others.
        await put(dir, { "interactions.csv": `${csv}u2,i2,1700000000123,0,cart\n` });
        expect(await ingest(store, dir, { now: NOW })).toMatchObject({ recorded: 1, duplicates: 3 });
        expect(await store.counts()).toMatchObject({ items: 1, events: 4 });
      });
    });
  });

  test("sends events in the order in which they happened and says how far it is", async () => {
    await inFolder(async (dir) => {
      await withStore(async (store) => {
        const catalogue = jsonLines({ item_id: "i1" });
        const rows = Array.from({ length: 5000 }, (_, i) => `u${i % 7},i1,${1700000000 - i},0,view`);
        await put(dir, { "items.jsonl": catalogue, "interactions.csv": `${HEAD}${rows.join("\n")}\n` });
        const told: number[] = [];
        await ingest(store, dir, { now: NOW, onProgress: ({ events }) => told.push(events) });
        expect(told).toEqual(told.toSorted((a, b) => a - b));
        expect([told[0], told.at(-1)]).toEqual([0, 5000]);
        const times = (await store.readEvents(0, 5000)).map((event) => event.occurredAt);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      });
    });
  });
});
