import { describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../test/run-command.ts";
import { withDuckDb } from "./duckdb.ts";
import { loadFolder } from "./layouts/detect.ts";
import { mappingCommand } from "./suggest-command.ts";
import { inFolder, jsonLines, put } from "./testing.ts";

const suggesting = (files: Readonly<Record<string, string>>, ...options: string[]) =>
  inFolder(async (dir) => {
    await put(dir, files);
    const ran = await runCommand(mappingCommand, [dir, ...options], {});
    const mapping = await readFile(join(dir, "mapping.json"), "utf8").catch(() => "null");
    const loaded = ran.code === 0 ? await withDuckDb(async (db) => await loadFolder(db, dir)) : undefined;
    return { ...ran, mapping: JSON.parse(mapping) as unknown, loaded };
  });

describe("trainer mapping", () => {
  test("writes a mapping that ingest can read, from the names of columns", async () => {
    const { code, lines, mapping, loaded } = await suggesting({
      "orders.csv":
        "Kunden-Nr;SKU;Datum;Aktion;Action;Menge\n7;a;01.05.2026;x;product_view;1\n7;b;02.05.2026;x;bought;2\n7;b;02.05.2026;x;scroll;2\n",
      "products.tsv":
        "id\ttitle\tproduct_type\tprice\timage_link\titem_group_id\na\tLamp\tHome\t5,50\t\tlamps\n",
      "notes.json": '{"a": 1}',
    });
    expect(code).toBe(0);
    expect(mapping).toEqual({
      events: [
        {
          file: "orders.csv",
          customerId: "Kunden-Nr",
          itemId: "SKU",
          timestamp: "Datum",
          type: "Action",
          value: "Menge",
          types: { product_view: "view", bought: "purchase", scroll: "ignore" },
        },
      ],
      items: [
        {
          file: "products.tsv",
          itemId: "id",
          groupId: "item_group_id",
          title: "title",
          categories: "product_type",
          price: "price",
          imageUrl: "image_link",
        },
      ],
    });
    expect(lines).toContain("Left out: notes.json, with the columns a");
    expect(loaded!.readings.map(({ rows, ignored }) => [rows, ignored])).toEqual([
      [3, 1],
      [1, 0],
    ]);
  });

  test("finds what is nested in JSON", async () => {
    const { mapping } = await suggesting({
      "orders.ndjson": jsonLines({
        user: { id: 7 },
        created_at: "2026-05-01",
        items: [{ sku: "a", qty: 2 }],
        tags: ["x"],
      }),
    });
    expect(mapping).toEqual({
      events: [
        {
          file: "orders.ndjson",
          customerId: "user.id",
          itemId: "items[].sku",
          timestamp: "created_at",
          value: "items[].qty",
        },
      ],
    });
  });

  test("never writes over a mapping unless it is told to", async () => {
    const files = { "p.csv": "sku,name\na,Lamp\n", "mapping.json": "{}" };
    const kept = await suggesting(files);
    expect([kept.code, kept.mapping]).toEqual([2, {}]);
    expect(kept.lines[0]).toContain("mapping.json is there already: --force replaces it");
    expect((await suggesting(files, "--force")).mapping).toEqual({
      items: [{ file: "p.csv", itemId: "sku", title: "name" }],
    });
  });

  test("says what it found where nothing looks like events or items", async () => {
    const { code, lines } = await suggesting({ "x.csv": "a,b\n1,2\n" });
    expect(code).toBe(1);
    expect(lines[0]).toContain("  - x.csv: a, b");
    expect((await suggesting({})).lines[0]).toContain("no CSV, JSON or Parquet at all");
    expect((await runCommand(mappingCommand, [], {})).lines[0]).toContain("name one folder");
    const nowhere = await runCommand(mappingCommand, ["/nowhere/at/all"], {});
    expect(nowhere.lines[0]).toBe("mapping: /nowhere/at/all is not a folder that can be read");
    expect((await runCommand(mappingCommand, ["--help"], {})).lines[0]).toContain(
      "Usage: trainer mapping DIR",
    );
  });
});
