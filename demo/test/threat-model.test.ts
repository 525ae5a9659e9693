// Every line of docs/security.md's tables of threats names a test that exists.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const page = join(resolve(import.meta.dir, "..", ".."), "docs", "security.md");

interface Threat {
  readonly threat: string;
  readonly line: string;
}

/** The lines of all tables whose last column is of tests. */
function threats(): Threat[] {
  const found: Threat[] = [];
  let isThreats = false;
  for (const line of readFileSync(page, "utf8").split("\n")) {
    if (!line.startsWith("|")) isThreats = false;
    else if (/^\| threat .*\| test +\|$/.test(line)) isThreats = true;
    else if (isThreats && !/^\| -+ /.test(line)) found.push({ threat: line.split("|")[1]!.trim(), line });
  }
  return found;
}

/** Whether the file has a test, a group of tests or a case of one with this title. */
function hasTest(file: string, title: string): boolean {
  const source = readFileSync(resolve(page, "..", file), "utf8");
  return /\btest\b/.test(source) && source.includes(JSON.stringify(title));
}

describe("the threat model", () => {
  test("has threats of every kind", () => {
    const headings = readFileSync(page, "utf8").match(/^## Somebody .*$/gm);
    expect(headings).toHaveLength(6);
    expect(threats().length).toBeGreaterThan(50);
  });

  test.each(threats().map(({ threat, line }) => [threat, line]))("“%s” is held by a test", (_, line) => {
    const { file = "", title = "" } =
      /\]\((?<file>\.\.\/[^)]+)\): `(?<title>[^`]+)` +\|$/.exec(line)?.groups ?? {};
    expect(file).not.toBe("");
    expect([title, hasTest(file, title)]).toEqual([title, true]);
  });
});
