import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readServing, type Serving, servingPath, writeServing } from "./serving.ts";

function serving(version: number): Serving {
  return {
    version: String(version),
    digest: `sha256:${version.toString(16).padStart(64, "0")}`,
    bundle: `/models/m${version}`,
  };
}

let home: string;
let path: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "aisle-serving-"));
  path = servingPath(home);
  await mkdir(join(home, "models"));
});
afterEach(() => rm(home, { recursive: true }));

describe("a pointer that cannot be read means that nothing is served", () => {
  test("when there is none", async () => {
    expect(await readServing(path)).toBeUndefined();
  });

  test.each([
    "",
    '{"version": "1", "dig',
    "[]",
    JSON.stringify({ ...serving(1), digest: "sha256:12" }),
    JSON.stringify({ ...serving(1), digest: "0".repeat(64) }),
    JSON.stringify({ ...serving(1), version: 1 }),
    JSON.stringify({ version: "1", digest: serving(1).digest }),
  ])("when it is %j", async (text) => {
    await writeFile(path, text);
    expect(await readServing(path)).toBeUndefined();
  });

  test("when a folder is in its place", async () => {
    await mkdir(path);
    expect(await readServing(path)).toBeUndefined();
  });
});

describe("writing the pointer", () => {
  test("gives back what was written, also over a damaged one", async () => {
    await writeFile(path, "{");
    await writeServing(path, serving(2));
    expect(await readServing(path)).toEqual(serving(2));
    expect(await readdir(join(home, "models"))).toEqual(["serving.json"]);
  });

  test("names a bundle beside it by its folder alone, so that both can move", async () => {
    await writeServing(path, { ...serving(1), bundle: join(home, "models", "m1") });
    const moved = `${home}-moved`;
    await rename(home, moved);
    try {
      expect(await readServing(servingPath(moved))).toEqual({
        ...serving(1),
        bundle: join(moved, "models", "m1"),
      });
    } finally {
      await rename(moved, home);
    }
  });

  test("that fails leaves the old one, and nothing beside it", async () => {
    await mkdir(join(path, "occupied"), { recursive: true });
    expect(await writeServing(path, serving(1)).catch((error: Error) => error)).toBeInstanceOf(Error);
    expect(await readdir(join(home, "models"))).toEqual(["serving.json"]);
  });

  test("where there is no folder fails", async () => {
    const error = await writeServing(join(home, "gone", "serving.json"), serving(1)).catch(
      (error: Error) => error,
    );
    expect(error).toMatchObject({ code: "ENOENT" });
  });

  test("leaves whoever is reading the old one with the old one, whole", async () => {
    await writeServing(path, serving(1));
    await using reader = await open(path, "r");
    await writeServing(path, serving(2));
    expect(JSON.parse(await reader.readFile("utf8"))).toEqual(serving(1));
    expect(await readServing(path)).toEqual(serving(2));
  });
});
