import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "./remove-folder.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aisle-remove-"));
  mkdirSync(join(home, "ours"));
  writeFileSync(join(home, "ours", "manifest.json"), "{}");
});
afterEach(() => rmSync(home, { recursive: true }));

const remove = (name: string): Promise<string> =>
  removeFolder(join(home, name), (file) => file === "manifest.json").then(
    () => "removed",
    (error: Error) => error.message,
  );

describe("a folder stays as it is", () => {
  test.each([
    ["with a file that is not ours", () => writeFileSync(join(home, "ours", "diary.txt"), "")],
    ["with a folder", () => mkdirSync(join(home, "ours", "photos"))],
    [
      "with a folder of our file's name",
      () => {
        rmSync(join(home, "ours", "manifest.json"));
        mkdirSync(join(home, "ours", "manifest.json"));
      },
    ],
  ])("%s", async (_, add) => {
    add();
    const before = readdirSync(join(home, "ours"));
    expect(await remove("ours")).toContain("is not ours. Move it away");
    expect(readdirSync(join(home, "ours"))).toEqual(before);
  });

  test("behind a link", async () => {
    symlinkSync(join(home, "ours"), join(home, "link"));
    expect(await remove("link")).toContain("is no folder of ours");
    expect(existsSync(join(home, "ours", "manifest.json"))).toBe(true);
  });
});

test("a folder of ours goes, links in it go without what they lead to, and again does no harm", async () => {
  const kept = join(home, "kept");
  writeFileSync(kept, "");
  rmSync(join(home, "ours", "manifest.json"));
  symlinkSync(kept, join(home, "ours", "manifest.json"));
  expect([await remove("ours"), await remove("ours")]).toEqual(["removed", "removed"]);
  expect(readdirSync(home)).toEqual(["kept"]);
});
