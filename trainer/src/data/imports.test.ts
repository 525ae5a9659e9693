// What is told again of the imports that were kept.
import { expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ImportReport, keepReport, readImports } from "./imports.ts";
import type { Loss } from "./losses.ts";
import { inFolder } from "./testing.ts";

const LOSS: Loss = {
  table: "events",
  file: "orders\u202e.csv",
  dropped: "row",
  reason: "missing-customer",
  rows: 3,
  of: 100,
  examples: [{ line: 4, raw: "ann@shop.test" }],
  placeName: "line",
};

const imported = (day: number): ImportReport => ({
  folder: "/data/shop",
  startedAt: new Date(Date.UTC(2026, 0, day)).toISOString(),
  outcome: "imported",
  result: { layout: "csv", items: 5, customers: 0, recorded: 90, duplicates: 7, hidden: 0, lost: [LOSS] },
});

/** What `readImports` gives and notes. */
async function readBack(home: string) {
  const notes: string[] = [];
  return { imports: await readImports(home, (text) => notes.push(text)), notes };
}

test("imports are told of in short, the newest first, without what customers wrote", async () => {
  await inFolder(async (home) => {
    for (const day of [1, 3, 2]) await keepReport(home, imported(day));
    const error = "/data/shop: nothing was taken.\n  - orders.csv: such as ann@shop.test";
    await keepReport(home, { ...imported(4), result: undefined as never, outcome: "refused", error });
    const { imports, notes } = await readBack(home);
    expect(imports.map(({ startedAt }) => startedAt.slice(8, 10))).toEqual(["04", "03", "02", "01"]);
    expect(imports[0]).toEqual({
      folder: "/data/shop",
      startedAt: "2026-01-04T00:00:00.000Z",
      outcome: "refused",
      losses: [],
      error: "/data/shop: nothing was taken.",
    });
    expect(imports[1]?.accepted).toEqual({ items: 5, events: 90, duplicates: 7, hidden: 0 });
    expect(imports[1]?.losses).toEqual([
      { table: "events", file: "orders .csv", dropped: "row", reason: "missing-customer", rows: 3, of: 100 },
    ]);
    expect(JSON.stringify(imports)).not.toContain("ann@");
    expect(notes).toEqual([]);
  });
});

test("no more than ten are told of", async () => {
  await inFolder(async (home) => {
    for (let day = 1; day <= 12; day++) await keepReport(home, imported(day));
    const { imports } = await readBack(home);
    expect(imports).toHaveLength(10);
    expect(imports.at(-1)?.startedAt).toStartWith("2026-01-03");
  });
});

test.each(["", "no json", "{}", JSON.stringify({ ...imported(1), outcome: "lost" })])(
  "a file that is no report of an import is named and left out: %j",
  async (text) => {
    await inFolder(async (home) => {
      await keepReport(home, imported(1));
      const odd = join(home, "imports", "2027-01-01-odd.json");
      await writeFile(odd, text);
      const { imports, notes } = await readBack(home);
      expect(imports).toHaveLength(1);
      expect(notes).toEqual([`${odd} is no report of an import: move it away`]);
    });
  },
);

test("without a folder there are none", async () => {
  await inFolder(async (home) => {
    expect(await readBack(home)).toEqual({ imports: [], notes: [] });
  });
});
