import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beginPending, endPending, type Work } from "./pending.ts";

const WORK: Work = { snapshot: "sha256:aa", champion: "sha256:bb", commit: "abc", trials: 24, seed: 1 };
const MONDAY = new Date("2026-03-02T10:00:00Z");
const TUESDAY = new Date("2026-03-03T10:00:00Z");

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "aisle-pending-"));
});
afterEach(() => rm(home, { recursive: true }));

describe("a retrain begins anew", () => {
  test.each(["", "{", "null", '{"key": "retrain:1", "startedAt": "yesterday"}'])(
    "when the record of the one before is %j",
    async (text) => {
      await writeFile(join(home, "retrain.json"), text);
      const pending = await beginPending(home, WORK, MONDAY);
      expect(pending).toMatchObject({ startedAt: MONDAY.toISOString(), work: WORK });
      expect(await beginPending(home, WORK, TUESDAY)).toEqual(pending);
    },
  );

  test.each<Partial<Work>>([
    { snapshot: "sha256:cc" },
    { champion: null },
    { commit: "def" },
    { trials: 25 },
    { seed: 2 },
  ])("when %j is other than before, because its bundle would be another", async (change) => {
    const first = await beginPending(home, WORK, MONDAY);
    const second = await beginPending(home, { ...WORK, ...change }, TUESDAY);
    expect(second.key).not.toBe(first.key);
    expect(second.startedAt).toBe(TUESDAY.toISOString());
  });

  test("after the one before has ended, and ending twice does no harm", async () => {
    const first = await beginPending(home, WORK, MONDAY);
    await endPending(home);
    await endPending(home);
    expect(await readdir(home)).toEqual([]);
    expect((await beginPending(home, WORK, MONDAY)).key).not.toBe(first.key);
  });
});

test("a record that is a device is as good as none", async () => {
  await symlink("/dev/zero", join(home, "retrain.json"));
  const pending = await beginPending(home, WORK, MONDAY);
  expect(await beginPending(home, WORK, TUESDAY)).toEqual(pending);
});

test("a retrain that was cut short is taken up with its key and its time, however often", async () => {
  const first = await beginPending(home, WORK, MONDAY);
  for (let attempt = 0; attempt < 3; attempt++)
    expect(await beginPending(home, { ...WORK }, TUESDAY)).toEqual(first);
  expect(JSON.parse(await readFile(join(home, "retrain.json"), "utf8"))).toEqual(first);
  expect(await readdir(home)).toEqual(["retrain.json"]);
});

test("a state folder that is not there is an error, and not a retrain that nobody remembers", async () => {
  expect(await beginPending(join(home, "gone"), WORK, MONDAY).catch((error: Error) => error)).toBeInstanceOf(
    Error,
  );
});
