// Keeping runs and finding the last one.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aRun } from "../../test/runs.ts";
import { keepRun, lastRun } from "./keep.ts";

let runs: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), "aisle-runs-test-"));
});
afterEach(() => rm(runs, { recursive: true, force: true }));

describe("the last run", () => {
  test("is none where there is no folder yet", async () => {
    expect(await lastRun(join(runs, "none"), aRun())).toBeUndefined();
  });

  test("is the newest of the same scenario and target", async () => {
    for (const day of ["03", "01", "02"])
      await keepRun(runs, aRun({ startedAt: `2025-05-${day}T00:00:00.000Z` }), "");
    await keepRun(runs, aRun({ startedAt: "2025-05-04T00:00:00.000Z", scenario: "soak" }), "");
    await keepRun(runs, aRun({ startedAt: "2025-05-05T00:00:00.000Z", target: "http://[::1]:3000" }), "");
    expect((await lastRun(runs, aRun()))?.startedAt).toBe("2025-05-03T00:00:00.000Z");
  });

  test("is looked for past files that are no runs", async () => {
    await keepRun(runs, aRun(), "");
    for (const [day, text] of [
      ["02", ""],
      ["03", "{"],
      ["04", '{"format":1}'],
      ["05", JSON.stringify({ ...aRun(), format: 2 })],
    ] as const)
      await Bun.write(join(runs, `2025-06-${day}T00-00-00-000Z-mixed`, "run.json"), text);
    await mkdir(join(runs, "2025-07-01T00-00-00-000Z-mixed"));
    expect(await lastRun(runs, aRun())).toEqual(aRun());
  });
});

describe("a run", () => {
  test("is kept whole, or not at all", async () => {
    const report = await keepRun(runs, aRun(), "<html>");
    expect(await Bun.file(report).text()).toBe("<html>");
    expect(await readdir(runs)).toEqual(["2025-05-01T10-20-30-000Z-mixed"]);
    // The same moment again: its folder is there already, and stays as it is.
    expect(keepRun(runs, aRun(), "another")).rejects.toThrow();
    await keepRun(runs, aRun(), "another").catch(() => undefined);
    expect(await readdir(runs)).toEqual(["2025-05-01T10-20-30-000Z-mixed"]);
    expect(await Bun.file(report).text()).toBe("<html>");
  });
});
