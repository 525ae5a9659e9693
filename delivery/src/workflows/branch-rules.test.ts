import { ROOT } from "@aisle/testcluster";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const READ = "api --paginate repos/{owner}/{repo}/rulesets?includes_parents=false";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aisle-rules-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs it against a GitHub with these rulesets, as "id name". */
function branchRules(there: string, ...args: readonly string[]) {
  const calls = join(folder, "calls");
  const { exitCode, stdout } = Bun.spawnSync([join(ROOT, "scripts/branch-rules"), ...args], {
    env: {
      PATH: `${join(import.meta.dir, "programs")}:${process.env["PATH"]}`,
      RULESETS: there,
      CALLS: calls,
    },
  });
  const lines = existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
  return { exitCode, said: stdout.toString(), reads: lines[0], changes: lines.slice(1) };
}

const allow = "api --silent --method PATCH repos/{owner}/{repo} -F allow_auto_merge=true";
const made = (name: string) =>
  `api --silent --method POST repos/{owner}/{repo}/rulesets --input .github/rulesets/${name}.json`;
const replaced = (id: number, name: string) =>
  `api --silent --method PUT repos/{owner}/{repo}/rulesets/${id} --input .github/rulesets/${name}.json`;

describe("the rules of branches", () => {
  test("are made where there are none", () => {
    const { exitCode, reads, changes } = branchRules("");
    expect(exitCode).toBe(0);
    expect(reads).toStartWith(READ);
    expect(changes[0]).toStartWith(allow);
    expect(changes.slice(1)).toEqual([made("develop"), made("main"), made("tags")]);
  });

  test("replace those of the same name, and no others", () => {
    const { changes, said } = branchRules("7 main-old\n11 main\n12 others");
    expect(changes.slice(1)).toEqual([made("develop"), replaced(11, "main"), made("tags")]);
    expect(said).toBe(
      "branch-rules: develop: made\nbranch-rules: main: replaced\nbranch-rules: tags: made\n",
    );
  });

  test("are only shown in a dry run", () => {
    const { changes, said } = branchRules("11 main", "--dry-run");
    expect(changes).toEqual([]);
    expect(said).toContain("would call: gh api --method PUT repos/{owner}/{repo}/rulesets/11");
    expect(said).not.toContain("replaced");
  });
});
