// `make demo` itself: started on a small shop, used as a person would, retrained, stopped, and started again.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { homePaths } from "../src/home/home.ts";
import { runningDemo } from "../src/home/running.ts";
import { portProblems } from "../src/preflight/ports.ts";
import { processesMarked } from "../src/processes/proc.ts";
import { markOf, sweepMarked } from "../src/processes/supervisor.ts";
import { addresses } from "../src/services.ts";
import { freePorts } from "./fake-checkout.ts";

const root = resolve(import.meta.dir, "..", "..");
const home = mkdtempSync(join(tmpdir(), "aisle-home-"));
const ports = await freePorts();
const at = addresses(ports);
const env = {
  ...process.env,
  ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
  AISLE_HOME: home,
  SHOP: "--customers 2500 --items 600 --days 90",
  DAYS: "2",
  // What is asked twice here must not be changed by others in between.
  SIMULATE: "0",
};

afterAll(async () => {
  const demo = runningDemo(home);
  if (demo !== undefined) {
    process.kill(demo.pid, "SIGKILL");
    await sweepMarked(demo.id);
  }
  rmSync(home, { recursive: true, force: true });
});

function make(target: string) {
  const child = Bun.spawn(["make", target], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) output += decoder.decode(chunk, { stream: true });
  };
  const ended = Promise.all([collect(child.stdout), collect(child.stderr), child.exited]).then(
    ([, , code]) => code,
  );
  return { child, ended, output: () => output };
}

/** Starts the demo and waits until it invites to try it. */
async function demoUp() {
  const demo = make("demo");
  while (!demo.output().includes("Ctrl-C stops everything")) {
    if (demo.child.exitCode !== null) throw new Error(`make demo ended:\n${demo.output()}`);
    await Bun.sleep(100);
  }
  return demo;
}

async function ask(path: string, body?: unknown): Promise<Record<string, unknown>> {
  const request =
    body === undefined
      ? {}
      : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`${at.api}${path}`, request);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

interface Answer {
  readonly recommendationId: string;
  readonly model: { readonly version: string; readonly digest: string };
  readonly items: readonly { readonly itemId: string; readonly score: number }[];
}
const recommend = (customerId: string) =>
  ask("/v1/recommendations", { customerId, limit: 10 }) as unknown as Promise<Answer>;

async function someCustomer(): Promise<string> {
  const { customers } = (await ask("/v1/customers?limit=1")) as { customers: { customerId: string }[] };
  return customers[0]?.customerId ?? "";
}

describe("make demo", () => {
  test(
    "starts from nothing, is used, retrained, stopped, and starts again at once",
    async () => {
      const first = await demoUp();
      const id = runningDemo(home)?.id ?? "";
      expect(processesMarked(markOf(id)).length).toBeGreaterThanOrEqual(3);

      // Two equal questions get equal answers; one purchase changes them.
      const customer = await someCustomer();
      const before = await recommend(customer);
      expect(before.items).toHaveLength(10);
      expect((await recommend(customer)).items).toEqual(before.items);
      const bought = before.items[0]?.itemId ?? "";
      await ask("/v1/events", {
        eventId: "e2e-1",
        customerId: customer,
        itemId: bought,
        type: "purchase",
        recommendationId: before.recommendationId,
      });
      expect((await recommend(customer)).items).not.toEqual(before.items);

      // Everything that was announced answers.
      const page = await fetch(at.web);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain("<html");
      expect((await fetch(`${at.internal}/metrics`)).status).toBe(200);
      expect((await fetch(`${at.mlflow}/health`)).status).toBe(200);
      expect((await ask("/openapi.json"))["openapi"]).toBeString();

      // Under no other name, as when a foreign page's leads to this machine.
      for (const url of [at.web, `${at.api}/v1/trending`, `${at.internal}/metrics`, at.mlflow]) {
        const { status } = await fetch(url, { headers: { host: "evil.example" } });
        expect({ url, isRefused: status === 421 || status === 403 }).toEqual({ url, isRefused: true });
      }

      // Nothing has changed since the first model, so a second one is not better.
      const retrain = make("retrain");
      expect({ code: await retrain.ended, output: retrain.output() }).toMatchObject({
        code: 0,
        output: expect.stringMatching(/not better/i) as string,
      });
      expect((await recommend(customer)).model).toEqual(before.model);

      const simulate = make("simulate");
      expect({ code: await simulate.ended, output: simulate.output() }).toMatchObject({ code: 0 });

      first.child.kill("SIGTERM");
      await first.ended;
      expect(first.output()).toContain("nothing is left running");
      expect(processesMarked(markOf(id))).toEqual([]);
      expect(await portProblems(ports)).toEqual([]);

      // The second start trains nothing and serves the same model.
      const again = await demoUp();
      expect(again.output()).not.toContain("first model");
      expect((await recommend(customer)).model).toEqual(before.model);
      process.kill(runningDemo(home)?.pid ?? 0, "SIGINT"); // as Ctrl-C does, which make leaves to its children
      expect(await again.ended).toBe(0);
      expect(await portProblems(ports)).toEqual([]);
      expect(readFileSync(homePaths(home).record, "utf8")).toContain('"ingested": true');
    },
    { timeout: 300_000 },
  );

  test("make retrain without a demo says so", async () => {
    const retrain = make("retrain");
    expect(await retrain.ended).not.toBe(0);
    expect(retrain.output()).toContain(`no demo runs in ${home}`);
  });

  test("make demo with a wrong port says which", async () => {
    const child = Bun.spawn(["make", "demo"], {
      cwd: root,
      env: { ...env, WEB_PORT: "eighty" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    expect(await child.stderr.text()).toContain("WEB_PORT=eighty");
    expect(await child.exited).not.toBe(0);
  });
});
