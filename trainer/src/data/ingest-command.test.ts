// What people see of an import: the preview, the dry run, the report, and that no e-mail address is in any of it.
import { describe, expect, test } from "bun:test";
import { openStore, type Store } from "@aisle/store";
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../test/run-command.ts";
import { ingestCommand } from "./ingest-command.ts";
import { inFolder, jsonLines, put } from "./testing.ts";

const MAPPING = {
  events: {
    file: "orders.csv",
    customerId: "mail",
    itemId: "sku",
    timestamp: "when",
    type: "what",
    types: { sold: "purchase", "*": "ignore" },
    value: "amount",
    hash: "sha256",
  },
  items: {
    file: "products.json",
    itemId: "sku",
    title: "name",
    categories: "path",
    listSeparator: ">",
    price: "price",
  },
};
const ORDERS =
  "mail;sku;when;what;amount\nann@shop.test;a;01.05.2026 10:00;sold;12,50\nbob@shop.test;b;02.05.2026;sold;9\nann@shop.test;a;01.05.2026;seen;\n";
const PRODUCTS = JSON.stringify([
  { sku: "a", name: "Lamp", path: "Home > Light", price: "19,90 €" },
  { sku: "b", name: "Desk", path: "Home", price: "1.234,56 €" },
]);

interface Place {
  readonly dir: string;
  readonly home: string;
  readonly run: (...argv: string[]) => Promise<{ code: number; lines: readonly string[] }>;
  readonly withStore: <T>(work: (store: Store) => Promise<T>) => Promise<T>;
}

const imported = (
  files: Readonly<Record<string, string | Uint8Array>>,
  work: (place: Place) => Promise<void>,
  environment: Readonly<Record<string, string>> = { CUSTOMER_HASH_SECRET: "not a secret at all" },
) =>
  inFolder(async (dir) => {
    await inFolder(async (home) => {
      await put(dir, files);
      await work({
        dir,
        home,
        run: async (...argv) =>
          await runCommand(ingestCommand, ["--data", dir, ...argv], { AISLE_HOME: home, ...environment }),
        withStore: async (work) => {
          const store = await openStore(`sqlite://${join(home, "store.db")}`);
          try {
            return await work(store);
          } finally {
            await store.close();
          }
        },
      });
    });
  });

const mapped = (
  mapping: unknown,
  files: Readonly<Record<string, string | Uint8Array>>,
  work: (place: Place) => Promise<void>,
) => imported({ "mapping.json": JSON.stringify(mapping), ...files }, work);

const reportOf = async (home: string): Promise<string> => {
  const [name, ...more] = await readdir(join(home, "imports"));
  expect(more).toEqual([]);
  return await readFile(join(home, "imports", name!), "utf8");
};

describe("a dry run", () => {
  test("says how the files are read, writes nothing, and keeps a report", () =>
    mapped(MAPPING, { "orders.csv": ORDERS, "products.json": PRODUCTS }, async ({ home, run }) => {
      const { code, lines } = await run("--dry-run");
      expect(code).toBe(0);
      const text = lines.join("\n");
      expect(text).toContain("Recognised: mapped files");
      expect(text).toContain('orders.csv: 3 rows of events, utf-8, separated by ";", 1 ignored');
      expect(text).toContain('value      from amount: 2 filled, decimals after ","');
      expect(text).toContain(
        "2 events of about 2 customers, from 2026-05-01T10:00:00.000Z to 2026-05-02T00:00:00.000Z: purchase (2)",
      );
      expect(text).toContain(
        '"itemId":"b","type":"purchase","value":9,"occurredAt":"2026-05-02T00:00:00.000Z"',
      );
      expect(text).toContain('{"itemId":"a","title":"Lamp","categories":["Home","Light"],"price":19.9}');
      expect(text).toContain("most frequent categories: Home (2), Light (1)");
      expect(text).toContain("Nothing is left out.");
      expect(lines.at(-1)).toContain("Nothing was written");
      expect(existsSync(join(home, "store.db"))).toBe(false);
      expect(JSON.parse(await reportOf(home))).toMatchObject({
        outcome: "tried",
        preview: { layout: "mapped files", events: { rows: 2, types: [{ name: "purchase", rows: 2 }] } },
      });
    }));

  test("is refused where the import would be, after the preview, and the report says why", () =>
    mapped(
      MAPPING,
      { "orders.csv": ORDERS.replace("01.05.2026 10:00", "soon"), "products.json": PRODUCTS },
      async ({ home, run }) => {
        const { code, lines } = await run("--dry-run");
        expect(code).toBe(1);
        expect(lines[0]).toContain("Recognised");
        expect(lines.join("\n")).toContain(
          'orders.csv, column when: 1 rows left out, unreadable-time, such as "soon" (line 2)',
        );
        expect(JSON.parse(await reportOf(home))).toMatchObject({
          outcome: "refused",
          error: expect.stringContaining("1 of 2 events"),
        });
        expect((await run("--dry-run", "--max-lost", "0.5")).code).toBe(0);
      },
    ));
});

describe("customers as digests", () => {
  const broken = `${ORDERS}carl@shop.test;a;soon;sold;1\n"dora@shop.test;a;01.05.2026;sold;1\n${"x".repeat(260)}@shop.test;a;01.05.2026;sold;1\n`;

  test("are the same in every import, and no address is printed, reported or stored", () =>
    mapped(MAPPING, { "orders.csv": broken, "products.json": PRODUCTS }, async ({ home, run, withStore }) => {
      const { code, lines } = await run("--max-lost", "1", "--json");
      expect(code).toBe(0);
      expect(JSON.parse(lines.at(-1)!)).toMatchObject({
        recorded: 2,
        lost: [{ rows: 1 }, { rows: 1 }, { rows: 1 }],
      });
      const events = await withStore(async (store) => await store.readEvents(0, 9));
      const hmac = new Bun.CryptoHasher("sha256", "not a secret at all");
      expect(events[0]!.customerId).toBe(hmac.update("ann@shop.test").digest("hex"));
      const kept = [lines.join("\n"), await reportOf(home), JSON.stringify(events)].join("\n");
      expect(kept).not.toContain("@");
      expect(kept).toContain(
        "orders.csv: 1 rows left out, a quote that is not closed, or has text after it, such as line 6",
      );
    }));

  test.each([
    ["orders.csv", "ann@shop.test;a;01.05.2026;sold;1\n", "has it a header?"],
    ["orders.json", '["ann@shop.test"]', "has something else where an object should begin"],
  ])("are not shown of %s that is something else", (file, content, message) =>
    mapped({ events: { ...MAPPING.events, file } }, { [file]: content }, async ({ home, run }) => {
      const { code, lines } = await run();
      expect(code).toBe(1);
      expect(lines.join("\n")).toContain(message);
      expect(`${lines.join("\n")}${await reportOf(home)}`).not.toContain("@");
    }),
  );

  test("need a secret", () =>
    imported(
      { "mapping.json": JSON.stringify(MAPPING), "orders.csv": ORDERS, "products.json": PRODUCTS },
      async ({ run }) => {
        const { code, lines } = await run();
        expect(code).toBe(1);
        expect(lines.join("\n")).toContain("in the environment variable CUSTOMER_HASH_SECRET");
      },
      { CUSTOMER_HASH_SECRET: "short" },
    ));
});

describe("a complete catalogue", () => {
  const items = { file: "i.ndjson", itemId: "id", title: "title", complete: true };
  const all = Array.from({ length: 10 }, (_, at) => ({ id: `i${at}`, title: `Item ${at}` }));

  test("hides what it lacks, shows what it has again, and touches nothing else of either", () =>
    mapped({ items }, { "i.ndjson": jsonLines(...all.slice(1)) }, async ({ dir, run, withStore }) => {
      await withStore(async (store) => {
        await store.putItems([
          { itemId: "i0", title: "Old", price: 5 },
          { itemId: "deleted" },
          ...all.slice(1).map(({ id }) => ({ itemId: id, price: 1, hidden: true })),
        ]);
        await store.putItems(all.slice(2).map(({ id }) => ({ itemId: id, price: 1 })));
        await store.deleteItem("deleted");
      });
      const first = await run();
      expect(first.lines.join("\n")).toContain(
        "1 items of the store are not in the catalogue and will be hidden",
      );
      await withStore(async (store) => {
        expect(await store.getItems(["i0", "i1"])).toEqual([
          { itemId: "i0", title: "Old", price: 5, hidden: true },
          { itemId: "i1", title: "Item 1", price: 1 },
        ]);
        expect(await store.getItem("deleted")).toBeUndefined();
      });
      await put(dir, { "i.ndjson": jsonLines(...all) });
      expect((await run()).lines.at(-1)).not.toContain("hidden");
      await withStore(async (store) =>
        expect((await store.getItem("i0"))?.item).toEqual({ itemId: "i0", title: "Item 0", price: 5 }),
      );
    }));

  test("that has nothing in it is refused, whatever else there is", () =>
    mapped(
      { items: { ...items, maxHidden: 1 }, events: { ...MAPPING.events, hash: undefined } },
      { "i.ndjson": "\n", "orders.csv": ORDERS },
      async ({ run, withStore }) => {
        await withStore(async (store) => await store.putItems([{ itemId: "i0" }]));
        const { code, lines } = await run();
        expect(code).toBe(1);
        expect(lines.at(-1)).toContain("said to be complete and has no items in it");
        await withStore(async (store) => expect((await store.getItem("i0"))?.item.hidden).toBeUndefined());
      },
    ));

  test("that lacks much of the shop is refused, until the mapping says that it is meant", () =>
    mapped({ items }, { "i.ndjson": jsonLines(...all.slice(0, 7)) }, async ({ dir, run, withStore }) => {
      await withStore(async (store) => await store.putItems(all.map(({ id }) => ({ itemId: id }))));
      const { code, lines } = await run();
      expect(code).toBe(1);
      expect(lines.at(-1)).toContain(
        "lacks 3 of the 10 items that the shop shows, such as i7, i8, i9: nothing was taken",
      );
      await put(dir, { "mapping.json": JSON.stringify({ items: { ...items, maxHidden: 0.3 } }) });
      expect((await run()).code).toBe(0);
      await withStore(async (store) => expect((await store.getItem("i9"))?.item.hidden).toBe(true));
    }));
});

test("reports are their owner's alone, and the oldest of more than a hundred go", () =>
  mapped(MAPPING, { "orders.csv": ORDERS, "products.json": PRODUCTS }, async ({ home, run }) => {
    await run("--dry-run");
    const dir = join(home, "imports");
    const [name] = await readdir(dir);
    expect((await stat(join(dir, name!))).mode.toString(8)).toEndWith("600");
    await put(
      dir,
      Object.fromEntries(
        Array.from({ length: 110 }, (_, at) => [`2020-01-${String(at).padStart(3, "0")}.json`, "{}"]),
      ),
    );
    await run("--dry-run");
    const names = (await readdir(dir)).toSorted();
    expect([names.length, names[0]]).toEqual([100, "2020-01-012.json"]);
  }));
