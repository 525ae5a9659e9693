import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { table } from "./chaos.ts";
import { FAULTS } from "./faults.ts";
import { leftBehind, makeShop, sceneOf } from "./place/scene.ts";

const oha = Bun.which("oha", {
  PATH: `${process.env["PATH"]}:${join(import.meta.dir, "../../.tools/bin")}`,
});

let shop: Awaited<ReturnType<typeof makeShop>>;
beforeAll(async () => {
  shop = await makeShop({ isShort: true, signal: new AbortController().signal });
});
afterAll(() => shop[Symbol.dispose]());

describe("in its short form", () => {
  for (const { name, about, needsOha = false, run } of FAULTS) {
    const missing = needsOha && oha === null;
    test.skipIf(missing)(
      `${name}: ${about}${missing ? " (oha is not installed)" : ""}`,
      async () => {
        const { signal } = new AbortController();
        using scene = sceneOf(shop, { isShort: true, soakSeconds: 6, write: () => undefined, signal });
        const checks = await run(scene);
        expect(checks.length).toBeGreaterThan(0);
        const missed = checks.filter(({ verdict }) => verdict === "missed");
        expect(table([{ fault: name, checks: missed }])).toEqual([name]);
      },
      60_000,
    );
  }
});

const start = (env: Record<string, string>) =>
  Bun.spawn([process.execPath, join(import.meta.dir, "main.ts")], {
    env: { ...process.env, SHORT: "1", ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });

test("a fault that there is not is answered with those there are", async () => {
  const child = start({ FAULT: "earthquake" });
  expect(await child.stdout.text()).toContain("FAULT is one of: kill-during-ingest, ");
  expect(await child.exited).toBe(2);
});

test("an interruption leaves nothing behind", async () => {
  const before = leftBehind();
  const child = start({ FAULT: "kill-during-ingest" });
  const reader = child.stdout.getReader();
  await reader.read(); // the fault begins
  await Bun.sleep(300);
  const processes = childrenOf(child.pid);
  child.kill("SIGINT");
  expect(await child.exited).toBe(130);
  expect(leftBehind()).toEqual(before);
  expect(processes.filter((pid) => isAlive(pid))).toEqual([]);
});

function childrenOf(pid: number): number[] {
  const children = Bun.spawnSync(["ps", "-o", "pid=", "--ppid", String(pid)]).stdout.toString();
  return children
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(Number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
