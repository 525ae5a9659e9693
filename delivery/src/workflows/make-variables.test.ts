// What `make TARGET NAME=VALUE` does with values that are programs to make or to a shell: nothing but pass them on.
import { ROOT } from "@aisle/testcluster";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const makefile = readFileSync(join(ROOT, "Makefile"), "utf8");
/** Ends with 0 and says its arguments, a line each. */
const PROGRAM = '#!/bin/sh\nfor word in "$@"; do printf "<%s>\\n" "$word"; done\n';
let folder: string;
let mark: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "aisle-make-"));
  mark = join(folder, "ran");
  copyFileSync(join(ROOT, "Makefile"), join(folder, "Makefile"));
  const programs = [...makefile.matchAll(/scripts\/[a-z-]+/g)].map(([path]) => path);
  for (const path of [".tools/bin/bun", ...programs]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), PROGRAM);
    chmodSync(join(folder, path), 0o755);
  }
  copyFileSync(join(ROOT, "scripts/with-args"), join(folder, "scripts/with-args"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function make(target: string, settings: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = Bun.spawnSync(["make", "--silent", target, ...settings], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
  return {
    code: exitCode,
    words: [...stdout.toString().matchAll(/<[^>]*>/g)].map(([word]) => word),
    err: stderr.toString(),
  };
}

const hostile = (): string[] =>
  [
    "$(touch M)",
    "`touch M`",
    '"; touch M; "',
    "'; touch M; '",
    "$(shell touch M)",
    "$$(touch M)",
    "${shell touch M}",
  ]
    .concat(
      "$(eval X:=$(shell touch M))",
      "x\ny: ; touch M",
      "; touch M",
      "|touch M",
      "&touch M",
      "$(MAKEFILE_LIST)",
    )
    .map((text) => text.replace("M", mark));

const TAKES: readonly (readonly [target: string, variable: string, before: readonly string[]])[] = [
  ["release-notes", "VERSION", []],
  ["release-tag", "TAG", []],
  ["backup", "TO", ["<store/src/main.ts>", "<backup>"]],
  ["restore", "FROM", ["<store/src/main.ts>", "<restore>"]],
  ["retention", "MONTHS", ["<store/src/main.ts>", "<retention>", "<--months>"]],
];

describe.each(TAKES)("make %s", (target, variable, before) => {
  test(`passes ${variable} on as one word, whatever it is`, () => {
    for (const value of hostile()) {
      const setting = `${variable}=${value}`;
      for (const result of [
        make(target, [setting]),
        make(target, [], { [variable]: value }),
        make(target, ["--environment-overrides", setting]),
      ])
        expect(result).toEqual({ code: 0, words: [...before, `<${value}>`], err: "" });
    }
    expect(existsSync(mark)).toBeFalse();
  });
});

describe.each(["compose-down", "key", "fuzz-api", "branch-rules"])("make %s", (target) => {
  test("passes the words of ARGS on, with quotes around some, and runs nothing of them", () => {
    const said = make(target, ["ARGS=create --name \"my shop\" 'a b'  c\\ d *"]).words;
    expect(said.slice(-6)).toEqual(["<create>", "<--name>", "<my shop>", "<a b>", "<c d>", "<*>"]);
    const bare = make(target, []);
    expect(bare.code).toBe(0);
    expect(said.slice(0, -6)).toEqual(bare.words);
    for (const value of hostile()) {
      make(target, [`ARGS=${value}`]);
      make(target, [], { ARGS: value });
      expect([value, existsSync(mark)]).toEqual([value, false]);
    }
  });

  test("says that a quote in ARGS is open", () => {
    const { code, words, err } = make(target, ['ARGS=create "x']);
    expect(code).not.toBe(0);
    expect(words).not.toContain("<create>");
    expect(err).toContain("ARGS has an open quote");
  });
});

test("no variable that somebody may give runs a program in any recipe", () => {
  const names = [...new Set([...makefile.matchAll(/\b([A-Z][A-Z_]+)(?==|\b)/g)].map(([, name]) => name))];
  expect(names).toEqual(expect.arrayContaining(["REGISTRY", "PROOFS", "DATA", "BUN", "REPORTS", "SHELL"]));
  const targets = [...makefile.matchAll(/^([a-z-]+):.* ## /gm)].map(([, target = ""]) => target);
  for (const value of [`$(shell touch ${mark})`, `;touch ${mark};`]) {
    const settings = names
      .filter((name) => !["SHELL", "PHONY"].includes(name ?? ""))
      .map((name) => `${name}=${value}`);
    for (const target of targets) make(target, ["--dry-run", ...settings]);
    for (const target of targets.filter((name) => !["clean", "unit", "test", "check"].includes(name)))
      make(target, settings);
    expect(existsSync(mark)).toBeFalse();
  }
});
