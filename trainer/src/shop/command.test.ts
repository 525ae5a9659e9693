import { afterAll, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { snapshotFolder } from "../data/snapshot.ts";
import { generateCommand } from "./command.ts";
import { readShopSettings } from "./files.ts";

const dir = await mkdtemp(join(tmpdir(), "aisle-shop-"));
afterAll(() => rm(dir, { recursive: true }));

const NOW = Date.parse("2026-03-01T08:00:00Z");

async function run(...argv: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await generateCommand(argv, { write: (line) => lines.push(line), isTty: false }, NOW);
  return { code, lines };
}

const SMALL = ["--customers", "50", "--items", "40", "--days", "20"];
const textOf = (...path: string[]) => Bun.file(join(dir, ...path)).text();

describe("a wrong command line", () => {
  test.each([
    [["--seed", "1"], "--out DIR is missing"],
    [["--out", dir, "--items", "0"], "--items must be a whole number from 1 to 999999"],
    [["--out", dir, "--customers", "many"], "--customers"],
    [["--out", dir, "--days", ""], "--days"],
    [["--out", dir, "--seed", "1.5"], "--seed"],
    [["--out", dir, "--colour", "red"], "--colour"],
    [["--out", dir, "--format", "excel"], '--format must be text or parquet, not "excel"'],
    [
      ["--out", dir, "--until", "2026-02-30"],
      '--until must be a date such as 2026-05-31, or yesterday, not "2026-02-30"',
    ],
    [["--out", dir, "--until", "tomorrow"], "--until must be a date"],
    [["--out", dir, "--until", "2026-03-02"], "--until 2026-03-02 has not begun yet"],
    [["--out", dir, "stray"], "stray"],
  ])("%j is refused with exit code 2, the fault and the way to help", async (argv, fault) => {
    const { code, lines } = await run(...argv);
    expect(code).toBe(2);
    expect(lines[0]).toContain(fault);
    expect(lines[1]).toContain("trainer generate --help");
    expect(await readdir(dir)).toEqual([]);
  });
});

test("a folder that cannot be written is exit code 1 with the reason", async () => {
  const { code, lines } = await run("--out", "/dev/null/shop", ...SMALL);
  expect(code).toBe(1);
  expect(lines[0]).toContain("/dev/null");
});

test("--help shows examples and writes nothing", async () => {
  const { code, lines } = await run("--help");
  expect(code).toBe(0);
  expect(lines.join("\n")).toContain("Examples:\n  trainer generate --out");
});

describe("a written shop", () => {
  test("has the same bytes for the same settings, and says which it is", async () => {
    const { code, lines } = await run("--out", join(dir, "one"), ...SMALL, "--seed", "3", "--json");
    expect(code).toBe(0);
    await run("--out", join(dir, "two"), ...SMALL, "--seed", "3");
    for (const file of ["items.jsonl", "interactions.csv", "customers.csv", "shop.json"])
      expect(await textOf("one", file)).toBe(await textOf("two", file));
    const rows = (await textOf("one", "interactions.csv")).trimEnd().split("\n");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      seed: 3,
      customers: 50,
      items: 40,
      events: rows.length - 1,
    });
    expect(await readdir(join(dir, "one"))).toHaveLength(4);
    expect(await readShopSettings(join(dir, "one"))).toMatchObject({
      seed: 3,
      items: 40,
      customers: 50,
      days: 20,
    });
  });

  test("ends on the day that is asked for, and is the same for the same day", async () => {
    const until = async (name: string, date: string) => {
      await run("--out", join(dir, name), ...SMALL, "--until", date);
      return await textOf(name, "interactions.csv");
    };
    const text = await until("yesterday", "yesterday");
    expect(await until("date", "2026-02-28")).toBe(text);
    const times = text
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((row) => Number(row.split(",")[2]) * 1000);
    expect(new Date(Math.max(...times)).toISOString()).toStartWith("2026-02-28");
    expect(new Date(Math.min(...times)).toISOString() >= "2026-02-09").toBe(true);
    expect(await readShopSettings(join(dir, "date"))).toMatchObject({ days: 20 });
  });

  test("has rows of the documented columns", async () => {
    await run("--out", join(dir, "columns"), ...SMALL);
    const [head, ...rows] = (await textOf("columns", "interactions.csv")).trimEnd().split("\n");
    expect(head).toBe("user_id,item_id,timestamp,seq_pos,event_type");
    for (const row of rows) expect(row).toMatch(/^c\d{7},p\d{6},17\d{8},\d+,(view|cart|purchase)$/);
    const items = (await textOf("columns", "items.jsonl")).trimEnd().split("\n");
    expect(items).toHaveLength(40);
    expect(JSON.parse(items[0] ?? "")).toMatchObject({ item_id: "p000000", stock: expect.any(Number) });
  });
});

describe("a shop written as Parquet", () => {
  test("freezes to the same snapshot as one written as text", async () => {
    const snapshotOf = async (format: string) => {
      await run("--out", join(dir, format), ...SMALL, "--format", format);
      return await snapshotFolder(join(dir, format), { root: join(dir, "snapshots"), now: new Date() });
    };
    expect((await snapshotOf("parquet")).digest).toBe((await snapshotOf("text")).digest);
  });

  test("leaves nothing half-written beside its files", async () => {
    await run("--out", join(dir, "files"), ...SMALL, "--format", "parquet");
    expect((await readdir(join(dir, "files"))).toSorted()).toEqual([
      "customers.parquet",
      "events.parquet",
      "items.parquet",
      "mapping.json",
      "shop.json",
    ]);
  });
});

describe("which shop a folder holds", () => {
  test("is unknown without a shop.json", async () => {
    expect(await readShopSettings(join(dir, "nowhere"))).toBeUndefined();
  });

  test.each(["", "{", "[]", '{"format":2,"seed":1}', '{"format":1,"seed":"1"}'])(
    "cannot be read from %j, and the error names the file",
    async (text) => {
      await Bun.write(join(dir, "broken", "shop.json"), text);
      const settings = readShopSettings(join(dir, "broken"));
      expect(await settings.catch(String)).toContain("broken/shop.json is not a generated shop");
    },
  );
});
