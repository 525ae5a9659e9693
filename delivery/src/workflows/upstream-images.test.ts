// Which stand-ins are made, on a machine whose Docker has some already.
import { ROOT } from "@aisle/testcluster";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aisle-stand-ins-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Returns what was built, with a Docker that has the image of these labels, and pulls nothing. */
function built(labels: Readonly<Record<string, string>>): string[] {
  const calls = join(folder, "calls");
  rmSync(calls, { force: true });
  mkdirSync(join(folder, "programs"), { recursive: true });
  const program = join(folder, "programs", "docker");
  const found = Object.entries(labels).map(([label, value]) => `*'"${label}"'*) echo '${value}' ;;`);
  writeFileSync(
    program,
    `#!/bin/sh\necho "$*" >>"$CALLS"\ncase "$1" in pull) exit 1 ;; image) case "$*" in ${found.join(" ")} esac ;; esac\n`,
  );
  chmodSync(program, 0o755);
  const { exitCode, stderr } = Bun.spawnSync([join(ROOT, "scripts/upstream-images"), "alertmanager"], {
    // PULL: nothing is made that root alone can make.
    env: { PATH: `${join(folder, "programs")}:${process.env["PATH"]}`, CALLS: calls, PULL: "1" },
  });
  expect([exitCode, stderr.toString()]).toEqual([0, ""]);
  const lines = existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
  return lines.filter((line) => line.startsWith("build "));
}

test("an image that is no stand-in stays, whatever lies here", () => {
  expect(built({ "aisle.stand-in": "" })).toEqual([]);
});

test("a stand-in is made anew when it was made of something else, and not otherwise", () => {
  const [build = "", ...more] = built({ "aisle.stand-in": "true", "aisle.made-from": "0123456789abcdef" });
  expect(more).toEqual([]);
  expect(build).toContain("--tag docker.io/prom/alertmanager:v0.28.1 ");
  const madeFrom = /aisle\.made-from=(\w{16}) /.exec(build)?.[1] ?? "";
  expect(madeFrom).not.toBe("");
  expect(built({ "aisle.stand-in": "true", "aisle.made-from": madeFrom })).toEqual([]);
});
