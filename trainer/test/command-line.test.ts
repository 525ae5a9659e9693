// The trainer as a person calls it: `bun run trainer`, in the checkout.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dir, "..", "..");
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "aisle-command-line-"));
});
afterAll(() => rm(home, { recursive: true }));

/** What a terminal shows, and the exit code. */
async function typed(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; lines: string[] }> {
  const shell = Bun.spawn(["sh", "-c", '"$@" 2>&1', "sh", process.execPath, "run", "trainer", ...words], {
    cwd: root,
    env: { PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`, AISLE_HOME: home, ...env },
    stdout: "pipe",
  });
  const text = await shell.stdout.text();
  return { code: await shell.exited, lines: text.trimEnd().split("\n") };
}

describe("a command that fails ends with its own message", () => {
  test.each([
    [["rollback"], { MLFLOW_PORT: "x" }, 1, "rollback: MLFLOW_PORT: a port is a number"],
    [["validate"], {}, 1, "validate: no events in store: ingest or generate data first"],
    [["train"], {}, 2, "See: trainer train --help"],
  ] as const)("%j", async (words, env, code, last) => {
    const shown = await typed(words, env);
    expect([shown.code, shown.lines.at(-1)]).toEqual([code, last]);
    expect(shown.lines[0]).toStartWith(`${words[0]}: `);
  });
});

test("a command shows no password of an address", async () => {
  const { code, lines } = await typed([
    "benchmark",
    "--sequences",
    "https://shop:hunter2@files.example/Beauty.txt",
  ]);
  expect(code).toBe(2);
  expect(lines[0]).toBe("benchmark: there is no file https://***@files.example/Beauty.txt");
});

test("a command shows nothing that would steer the terminal", async () => {
  await Bun.write(join(home, "steering", "e.csv"), "\u001b[2Jwho,\u009b31mwhat,when\n1,2,3\n");
  const events = { file: "e.csv", customerId: "c", itemId: "i", timestamp: "t" };
  await Bun.write(join(home, "steering", "mapping.json"), JSON.stringify({ events }));
  const { code, lines } = await typed(["ingest", "--data", join(home, "steering")]);
  expect(code).toBe(1);
  expect(lines.at(-1)).toBe("ingest: e.csv has no column c, i, t; it has  [2Jwho,  31mwhat, when");
});
