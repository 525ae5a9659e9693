import { expect, test } from "bun:test";
import { join } from "node:path";

const REPOSITORY = join(import.meta.dir, "..", "..", "..");
const MINUTES = 60_000;

/** Runs a command; its exit status, with what it said when that is not 0. */
async function run(...command: string[]): Promise<string> {
  const child = Bun.spawn(command, { cwd: REPOSITORY, stdout: "pipe", stderr: "pipe" });
  const [output, errors] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  const status = await child.exited;
  return status === 0 ? "0" : `${status}\n${output}${errors}`;
}

test(
  "schemathesis finds no fault in any answer, with all checks on",
  async () => {
    expect(await run("scripts/python-env", "fuzz")).toBe("0");
    // `make fuzz-api` asks each operation five times as much.
    expect(await run(process.execPath, "api/test/fuzz/main.ts", "--max-examples=10")).toBe("0");
  },
  5 * MINUTES,
);
