import { ROOT } from "@aisle/testcluster";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let folder: string;
let second: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aisle-builds-"));
  second = join(folder, "2");
  for (const build of ["1", "2"]) {
    mkdirSync(join(folder, build, "aisle"), { recursive: true });
    writeFileSync(join(folder, build, "aisle/main.ts"), "run();\n");
    symlinkSync("main.ts", join(folder, build, "aisle/start"));
  }
  utimesSync(join(second, "aisle/main.ts"), 0, 0);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function compare() {
  const { exitCode, stdout } = Bun.spawnSync([join(ROOT, "scripts/compare-builds")], {
    env: {
      PATH: `${join(import.meta.dir, "programs")}:${process.env["PATH"]}`,
      BUILDS: folder,
      CALLS: join(folder, "calls"),
    },
  });
  return { code: exitCode, said: stdout.toString() };
}

describe("two builds", () => {
  test.each([
    ["another content", () => writeFileSync(join(second, "aisle/main.ts"), "ran();\n"), "aisle/main.ts"],
    ["another mode", () => chmodSync(join(second, "aisle/main.ts"), 0o777), "-rwxrwxrwx"],
    ["one file more", () => writeFileSync(join(second, "log"), ""), "./log"],
    [
      "a link to something else",
      () => {
        rmSync(join(second, "aisle/start"));
        symlinkSync("/bin/sh", join(second, "aisle/start"));
      },
      "./aisle/start -> /bin/sh",
    ],
  ])("with %s differ", (_, change, shown) => {
    change();
    const { code, said } = compare();
    expect(code).toBe(1);
    expect(said).toStartWith("compare-builds: api: two builds differ in more than time stamps:\n");
    expect(said).toContain(shown);
  });

  test("with other times are the same", () => {
    const { code, said } = compare();
    expect(code).toBe(0);
    expect(said).toMatch(/^compare-builds: api: \d+ lines, the same\n/);
  });
});
