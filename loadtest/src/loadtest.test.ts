// The load test from arguments to report, with a stand-in for oha that prints recorded output.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ANSWERED } from "../test/oha-output.ts";
import { EXIT, loadtest } from "./loadtest.ts";

let folder: string;
let customers: string[] = ["c1", "c2"];

const api = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/v1/customers") {
      return Response.json({
        customers: customers.map((customerId) => ({ customerId, events: 1, lastEventAt: "" })),
      });
    }
    if (pathname === "/v1/items") return Response.json({ items: [{ itemId: "a" }, { itemId: "b" }] });
    if (pathname === "/v1/model") return Response.json({ version: "7", track: "stable" });
    return new Response(null, { status: 404 });
  },
});
const target = `http://127.0.0.1:${api.port}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aisle-loadtest-test-"));
});

afterEach(() => {
  customers = ["c1", "c2"];
});

afterAll(async () => {
  await api.stop(true);
  await rm(folder, { recursive: true, force: true });
});

/** Puts an `oha` into a folder of its own that runs the given shell lines; returns the folder. */
async function fakeOha(script: string): Promise<string> {
  const tools = await mkdtemp(join(folder, "tools-"));
  await Bun.write(join(tools, "oha"), `#!/bin/sh\n${script}\n`);
  await chmod(join(tools, "oha"), 0o755);
  return tools;
}

async function run(argv: readonly string[], tools: string) {
  const lines: string[] = [];
  const reports = await mkdtemp(join(folder, "reports-"));
  const code = await loadtest(argv, {
    env: { PATH: "" },
    tools,
    reports,
    now: () => new Date("2025-05-01T10:20:30.000Z"),
    write: (line) => lines.push(line),
  });
  return { code, text: lines.join("\n"), reports };
}

describe("without a measurement", () => {
  test("a missing oha is named, with the command that installs it", async () => {
    const { code, text, reports } = await run(["--target", target], folder);
    expect(code).toBe(EXIT.unmeasured);
    expect(text).toContain("cargo install --locked oha --version 1.16.0 --root .tools");
    expect(await readdir(reports)).toEqual([]);
  });

  test("an API that is away is named", async () => {
    const { code, text } = await run(["--target", "http://127.0.0.1:9"], await fakeOha("exit 0"));
    expect(code).toBe(EXIT.unmeasured);
    expect(text).toContain("127.0.0.1:9");
  });

  test("a shop without customers says where they come from", async () => {
    customers = [];
    const { code, text } = await run(["--target", target], await fakeOha("exit 0"));
    expect(code).toBe(EXIT.unmeasured);
    expect(text).toContain("no customers yet");
  });

  test("oha's own error is passed on", async () => {
    const { code, text } = await run(
      ["--target", target],
      await fakeOha("echo too many open files >&2; exit 3"),
    );
    expect(code).toBe(EXIT.unmeasured);
    expect(text).toBe(
      [`personalised: 16 connections on ${target} for 20 s`, "oha ended with 3: too many open files"].join(
        "\n",
      ),
    );
  });

  test("a wrong option says so, and help helps", async () => {
    expect((await run(["--duration", "soon"], folder)).code).toBe(EXIT.unmeasured);
    const help = await run(["--help"], folder);
    expect(help.code).toBe(EXIT.held);
    expect(help.text).toContain("--connections N");
  });
});

describe("with a measurement", () => {
  test("oha gets one JSON question a line, customers and strangers", async () => {
    const copy = join(folder, "bodies-copy");
    const script = `while [ "$1" != -Z ]; do shift; done; cat "$2" > ${copy}; echo "$3" > ${copy}.url; printf '%s' '${ANSWERED}'`;
    await run(["--target", target], await fakeOha(script));
    const questions = (await Bun.file(copy).text()).split("\n").map((line): unknown => JSON.parse(line));
    expect(questions).toEqual([
      { customerId: "c1", limit: 10 },
      { customerId: "c2", limit: 10 },
      { session: [{ itemId: "a" }, { itemId: "b" }, { itemId: "a" }], limit: 10 },
    ]);
    expect((await Bun.file(`${copy}.url`).text()).trim()).toBe(`${target}/v1/recommendations`);
  });

  test("the limits decide the exit code, and the report is kept either way", async () => {
    const tools = await fakeOha(`printf '%s' '${ANSWERED}'`);
    const good = await run(["--target", target, "--max-error-rate", "0.01"], tools);
    expect(good.code).toBe(EXIT.held);
    const bad = await run(["--target", target, "--max-error-rate", "0.001"], tools);
    expect(bad.code).toBe(EXIT.missed);
    const report = join(bad.reports, "2025-05-01T10-20-30-000Z");
    expect((await readdir(report)).sort()).toEqual(["oha.json", "report.html"]);
    expect(await Bun.file(join(report, "report.html")).text()).toContain("7 (stable)");
  });
});
