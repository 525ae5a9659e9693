import { describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings } from "./settings.ts";

describe("settings that cannot be used are refused, with what to set", () => {
  const missing = { DATA_BENCHMARK: "/nowhere/files", DATA_SHOP: "/nowhere/shop" };
  test.each([
    [{ ...missing }, "there is no Beauty.txt in /nowhere/files: set DATA_BENCHMARK"],
    [{ ...missing, PARTS: "depth" }, "there is no Beauty.txt in /nowhere/files: set DATA_BENCHMARK"],
    [{ ...missing, PARTS: "shop" }, "there is no folder /nowhere/shop: set DATA_SHOP"],
    [{ ...missing, PARTS: "graphs" }, "there is no folder /nowhere/shop: set DATA_SHOP"],
    [{ ...missing, BUDGET: "long" }, 'BUDGET must be seconds, 1 or more, not "long"'],
    [{ ...missing, BUDGET: "0" }, "BUDGET must be"],
    [
      { ...missing, PARTS: "shop,peers" },
      'PARTS knows literature, depth, shop, generated, graphs, gate, not "peers"',
    ],
  ])("%j", (env, message) => {
    expect(() => readSettings(env, "/")).toThrow(message);
  });
});

test("generated shops need no data", () => {
  const missing = { DATA_BENCHMARK: "/nowhere/files", DATA_SHOP: "/nowhere/shop" };
  expect([...readSettings({ ...missing, PARTS: "generated" }, "/").parts]).toEqual(["generated"]);
});

test("folders are relative to the checkout, and only what the parts need must be there", async () => {
  const dir = await mkdtemp(join(tmpdir(), "aisle-bench-"));
  try {
    await mkdir(join(dir, "files"));
    await writeFile(join(dir, "files", "Beauty.txt"), "");
    const env = { DATA_BENCHMARK: "files", PARTS: "literature", QUICK: "1" };
    const settings = readSettings(env, dir);
    expect(settings.benchmark).toBe(join(dir, "files"));
    expect(settings.quick).toBe(true);
    expect(settings.budget).toBeLessThan(60);
    expect([...settings.parts]).toEqual(["literature"]);
  } finally {
    await rm(dir, { recursive: true });
  }
});
