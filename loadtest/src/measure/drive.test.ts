// Stages by the clock and what is counted where, with a stand-in for oha; and once the real oha.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fakeOha } from "../../test/fake-oha.ts";
import { findOha, OhaError } from "../oha/run.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { drive } from "./drive.ts";
import { summarise } from "./summary.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aisle-drive-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const questions = () => ({ paths: ["/"] });
const signal = new AbortController().signal;

const STEPS: Scenario = {
  name: "steps",
  stages: [
    { name: "slow", seconds: 0.2, connections: 4, rate: 100 },
    { name: "fast", seconds: 0.2, connections: 4, rate: 500 },
  ],
  shares: { personalised: 3, trending: 1 },
  limits: [],
};

async function ohaOf(outcome: string) {
  const tools = await mkdtemp(join(folder, "tools-"));
  const asked = await fakeOha(tools, outcome);
  return { oha: [join(tools, "oha")], asked };
}

describe("a scenario", () => {
  test("runs stage after stage, each kind with its part", async () => {
    const { oha, asked } = await ohaOf("200");
    const begun: string[] = [];
    const measurement = await drive(STEPS, {
      oha,
      target: "http://127.0.0.1:9",
      questions,
      signal,
      onStage: ({ name }) => begun.push(name),
    });
    expect(begun).toEqual(["slow", "fast"]);
    expect(
      asked()
        .map(({ rate }) => rate)
        .sort((a = 0, b = 0) => a - b),
    ).toEqual([25, 75, 125, 375]);
    const { stages, total, kinds } = summarise(measurement);
    expect(stages.map(({ name, from, total }) => [name, from, total.requests])).toEqual([
      ["slow", 0, 20],
      ["fast", 0.2, 100],
    ]);
    expect(total).toMatchObject({ requests: 120, good: 120, offered: 120 });
    expect(kinds["trending"]?.requests).toBe(30);
    expect(total.latency?.p99).toBeCloseTo(2, 1);
  });

  test("is cut into pieces that one oha can keep in memory", async () => {
    const { oha, asked } = await ohaOf("200");
    const long = { ...STEPS, stages: [{ name: "long", seconds: 25, connections: 1, rate: 10 }] };
    const ended = new AbortController();
    const driven = drive(long, { oha, target: "http://127.0.0.1:9", questions, signal: ended.signal });
    while (asked().length < 2) await Bun.sleep(10);
    ended.abort(new Error("seen enough"));
    expect(driven).rejects.toThrow("seen enough");
    await driven.catch(() => undefined);
    expect(asked().map(({ seconds }) => seconds)).toEqual([8.333, 8.333]);
  });

  test("that nobody answers counts what failed over the time that it failed in", async () => {
    const { oha } = await ohaOf("refused");
    const { total, slices } = summarise(
      await drive(STEPS, { oha, target: "http://127.0.0.1:9", questions, signal }),
    );
    expect(total).toMatchObject({ requests: 120, good: 0, failed: 120 });
    expect(total.errors).toEqual({ "Connection refused (os error 111)": 120 });
    expect(total.latency).toBeUndefined();
    expect(slices.all.map(({ failed }) => failed)).toEqual([120]);
  });

  test("ends at once when an oha fails, and leaves no files", async () => {
    const { oha, asked } = await ohaOf("broken");
    const driven = drive(
      { ...STEPS, stages: [{ name: "long", seconds: 600, connections: 4 }] },
      { oha, target: "http://127.0.0.1:9", questions, signal },
    );
    expect(driven).rejects.toThrow(OhaError);
    await driven.catch(() => undefined);
    expect(existsSync(dirname(asked()[0]!.records!))).toBe(false);
  });

  test("that is interrupted ends its ohas", async () => {
    const { oha, asked } = await ohaOf("hangs");
    const ended = new AbortController();
    const driven = drive(STEPS, { oha, target: "http://127.0.0.1:9", questions, signal: ended.signal });
    while (asked().length < 2) await Bun.sleep(10);
    ended.abort(new Error("ended"));
    expect(driven).rejects.toThrow("ended");
    await driven.catch(() => undefined);
  });
});

const real = installed();
test.skipIf(real === undefined)(
  "the real oha is understood: statuses, latencies, rate and refusals",
  async () => {
    let asked = 0;
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Response("ok", { status: ++asked % 4 === 0 ? 429 : 200 }),
    });
    const scenario: Scenario = {
      name: "real",
      stages: [{ name: "only", seconds: 0.5, connections: 2, rate: 200 }],
      shares: { trending: 1 },
      limits: [],
    };
    const oha = [real!];
    const { total } = summarise(
      await drive(scenario, { oha, target: `http://127.0.0.1:${server.port}`, questions, signal }),
    );
    await server.stop(true);
    expect(total).toMatchObject({ requests: asked, failed: 0, offered: 100 });
    expect(total.shed).toBe(Math.floor(asked / 4));
    expect(total.good + total.shed).toBe(asked);
    expect(total.latency!.p50).toBeGreaterThan(0);
    expect(total.latency!.max).toBeGreaterThanOrEqual(total.latency!.p99);
    const away = await drive(scenario, { oha, target: `http://127.0.0.1:${server.port}`, questions, signal });
    expect(summarise(away).total).toMatchObject({ good: 0, statuses: {} });
    expect(summarise(away).total.failed).toBeGreaterThan(0);
  },
);

function installed(): string | undefined {
  try {
    return findOha(process.env["PATH"] ?? "", join(import.meta.dir, "../../../.tools/bin"));
  } catch {
    return undefined;
  }
}
