// The desk as a process, as its image starts it.
import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const home = mkdtempSync(join(tmpdir(), "aisle-releases-"));
const FLAGGER_TOKEN = "flagger-secret-of-a-test";
const running: Bun.Subprocess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill("SIGKILL");
    await child.exited;
  }
  rmSync(join(home, "releases.db"), { force: true });
});

function start(environment: Readonly<Record<string, string>> = {}) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "main.ts")], {
    env: { PATH: process.env["PATH"] ?? "", AISLE_HOME: home, RELEASES_PORT: "0", ...environment },
    stdout: "pipe",
    stderr: "pipe",
  });
  running.push(child);
  return child;
}

/** Its address, from the line that says it. */
async function addressOf(child: ReturnType<typeof start>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    text += decoder.decode(chunk);
    const url = /"url":"([^"]+)"/.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`the desk said only: ${text}`);
}

describe("the desk", () => {
  test("does not start with a configuration that it cannot use, and names it", async () => {
    const child = start({ RELEASES_PORT: "x", GIT_URL: "nowhere" });
    expect(await child.exited).toBe(2);
    expect(await child.stderr.text()).toMatch(/GIT_URL is "nowhere".*\n?/);
  });

  test("serves its pages, probes and metrics, and stops when it is asked", async () => {
    const child = start({ FLAGGER_TOKEN });
    const url = await addressOf(child);
    expect(await (await fetch(`${url}/health/live`)).text()).toBe("ok\n");
    expect(await (await fetch(url)).text()).toContain("Nothing was released yet.");
    expect(await (await fetch(`${url}/metrics`)).text()).toContain("aisle_release_running 0");
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    expect((await fetch(`${url}/webhooks/flagger`, { method: "POST", body: "{}" })).status).toBe(401);
    const headers = { authorization: `Bearer ${FLAGGER_TOKEN}` };
    const sent = { method: "POST", headers, body: '{"name":"api","timestamp":1e400}' };
    expect((await fetch(`${url}/webhooks/flagger`, sent)).status).toBe(400);
    const large = { method: "POST", headers, body: "x".repeat(2_000_000) };
    expect((await fetch(`${url}/webhooks/flagger`, large)).status).toBe(413);
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('aisle_release_webhooks_refused_total{sender="flagger"} 1');
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
  });

  test("answers for its own hosts only, where they are listed", async () => {
    const url = await addressOf(start({ RELEASES_HOSTS: "desk.example" }));
    const ask = async (host: string) => (await fetch(url, { headers: { host } })).status;
    expect(await ask("evil.example")).toBe(421);
    expect(await ask("desk.example")).toBe(200);
    expect(await ask(new URL(url).host)).toBe(200);
  });

  test("starts again after it was killed, and not beside another with the same journal", async () => {
    const first = start();
    await addressOf(first);
    const second = start();
    expect(await second.exited).toBe(1);
    expect(await second.stderr.text()).toContain("only one may decide at a time");
    first.kill("SIGKILL");
    await first.exited;
    await addressOf(start());
  });
});
