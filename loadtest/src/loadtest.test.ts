// The load test from arguments to report, with a stand-in for oha.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Asked, fakeOha } from "../test/fake-oha.ts";
import { EXIT, loadtest } from "./loadtest.ts";

let folder: string;
let customers: string[];
let status: number;
let erased: string[];
let takesEvents: boolean;

const api = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch(request) {
    const { pathname } = new URL(request.url);
    if (status !== 200) return Response.json({ title: "No" }, { status, headers: { "retry-after": "0" } });
    if (request.method === "POST" && pathname === "/v1/events") {
      if (!takesEvents) return Response.json({ title: "No" }, { status: 403 });
      return Response.json({ accepted: 1, duplicates: 0, rejected: 0, results: [] });
    }
    if (request.method === "DELETE") {
      erased.push(pathname);
      return Response.json({ customerId: "x", erased: 2 });
    }
    if (pathname === "/v1/customers") {
      return Response.json({
        customers: customers.map((customerId) => ({ customerId, events: 1, lastEventAt: "" })),
      });
    }
    if (pathname === "/v1/items") return Response.json({ items: [{ itemId: "a" }, { itemId: "b/c" }] });
    if (pathname === "/v1/model") return Response.json({ version: "7", track: "stable" });
    return new Response(null, { status: 404 });
  },
});
const target = `http://127.0.0.1:${api.port}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aisle-loadtest-test-"));
});

beforeEach(() => {
  customers = ["c1", "c2", "loadtest-3"];
  status = 200;
  erased = [];
  takesEvents = true;
});

afterAll(async () => {
  await api.stop(true);
  await rm(folder, { recursive: true, force: true });
});

interface Tried {
  /** What oha does; absent: there is no oha. */
  readonly oha?: string;
  readonly env?: Record<string, string>;
  /** Where runs are kept; absent: a folder of their own. */
  readonly runs?: string;
  readonly at?: string;
  readonly signal?: AbortSignal;
  /** Called with every line that is written, the first of them right before the load. */
  readonly onLine?: () => void;
}

async function run(argv: readonly string[], tried: Tried = {}) {
  const lines: string[] = [];
  const tools = await mkdtemp(join(folder, "tools-"));
  const asked: () => Asked[] = tried.oha === undefined ? () => [] : await fakeOha(tools, tried.oha);
  const runs = tried.runs ?? (await mkdtemp(join(folder, "runs-")));
  const code = await loadtest(argv, {
    env: { PATH: "", TARGET: target, ...tried.env },
    tools,
    runs,
    now: () => new Date(tried.at ?? "2025-05-01T10:20:30.000Z"),
    write: (line) => {
      lines.push(line);
      tried.onLine?.();
    },
    signal: tried.signal ?? new AbortController().signal,
  });
  return { code, text: lines.join("\n"), runs, asked };
}

const SECOND = ["--duration", "1s"];

describe("without a measurement", () => {
  test("a missing oha is named, with the command that installs it", async () => {
    const { code, text, runs } = await run([]);
    expect(code).toBe(EXIT.unmeasured);
    expect(text).toContain("cargo install --locked oha --version 1.16.0 --root .tools");
    expect(await readdir(runs)).toEqual([]);
  });

  test("an API that is away is named", async () => {
    const { code, text } = await run(["--target", "http://127.0.0.1:9"], { oha: "200" });
    expect(code).toBe(EXIT.unmeasured);
    expect(text).toContain("127.0.0.1:9");
  });

  test.each([401, 403])(
    "a key that is missing or may too little (%p) says how to make one",
    async (refusal) => {
      status = refusal;
      const { code, text, asked } = await run([], { oha: "200" });
      expect(code).toBe(EXIT.unmeasured);
      expect(text).toContain("Set API_KEY");
      expect(text).toContain("make key");
      expect(asked()).toEqual([]);
    },
  );

  test("a key that may not send events is told so before a load that does", async () => {
    takesEvents = false;
    const { code, text, asked } = await run(["--scenario", "mixed"], { oha: "200" });
    expect(code).toBe(EXIT.unmeasured);
    expect(text).toContain("Set API_KEY");
    expect(asked()).toEqual([]);
  });

  test("an API without a model gets no load", async () => {
    status = 503;
    const { code, text, asked } = await run([], { oha: "200" });
    expect(code).toBe(EXIT.unmeasured);
    expect(text).toContain("503");
    expect(asked()).toEqual([]);
  });

  test("a shop without customers but those of load tests says where they come from", async () => {
    customers = ["loadtest-1"];
    const { code, text } = await run([], { oha: "200" });
    expect(code).toBe(EXIT.unmeasured);
    expect(text).toContain("no customers yet");
  });

  test("metrics that cannot be read are told before the load", async () => {
    const { code, text, asked } = await run([], { oha: "200", env: { METRICS: target } });
    expect(code).toBe(EXIT.unmeasured);
    expect(text).toBe(`METRICS: ${target}/metrics cannot be used: it answered 404.`);
    expect(asked()).toEqual([]);
  });

  test("oha's own error is passed on, and nothing is kept", async () => {
    const { code, text, runs } = await run(SECOND, { oha: "broken" });
    expect(code).toBe(EXIT.unmeasured);
    expect(text).toContain("oha ended with 3: too many open files");
    expect(await readdir(runs)).toEqual([]);
  });

  test("a wrong option says so, and help helps", async () => {
    expect((await run(["--duration", "soon"])).code).toBe(EXIT.unmeasured);
    const help = await run(["--help"]);
    expect(help.code).toBe(EXIT.held);
    expect(help.text).toContain("--connections N");
  });
});

describe("an interrupted load test", () => {
  test("ends its oha, erases its events and keeps nothing", async () => {
    const interrupted = new AbortController();
    const began = run(["--scenario", "mixed", ...SECOND], { oha: "hangs", signal: interrupted.signal });
    setTimeout(() => interrupted.abort(new Error("ended")), 300);
    const { code, text, runs } = await began;
    expect(code).toBe(EXIT.interrupted);
    expect(text).toContain("Interrupted");
    expect(await readdir(runs)).toEqual([]);
    expect(erased).toContain("/v1/customers/loadtest-0");
  });
});

describe("with a measurement", () => {
  test("oha gets one JSON question a line, the shop's customers and strangers, with the key", async () => {
    const { code, asked } = await run(SECOND, { oha: "200", env: { API_KEY: "k" } });
    expect(code).toBe(EXIT.held);
    const [only] = asked();
    expect(asked()).toHaveLength(1);
    expect(only).toMatchObject({
      url: `${target}/v1/recommendations`,
      connections: 16,
      seconds: 1,
      header: "authorization: Bearer k",
    });
    const common = { limit: 10, placement: "loadtest" };
    expect(only!.lines.map((line): unknown => JSON.parse(line))).toEqual([
      { customerId: "c1", ...common },
      { customerId: "c2", ...common },
      { session: [{ itemId: "a" }, { itemId: "b/c" }, { itemId: "a" }], ...common },
    ]);
  });

  test("mixed traffic is one oha for each kind, with its part of rate and connections", async () => {
    const { code, asked, text } = await run(["--scenario", "mixed", "--rate", "100", ...SECOND], {
      oha: "200",
    });
    expect(code).toBe(EXIT.held);
    const all = asked();
    expect(all.map(({ rate }) => rate).sort((a = 0, b = 0) => b - a)).toEqual([40, 20, 10, 10, 10, 10]);
    const similar = all.find(({ lines: [line = ""] }) => line.includes("/similar"));
    expect(similar?.lines).toContain(`${target}/v1/items/b%2Fc/similar?limit=10&placement=loadtest`);
    expect(text).toContain("loadtest-…");
  });

  test("events are of own customers, new each time, and erased afterwards unless they are to stay", async () => {
    const { asked, text } = await run(["--scenario", "mixed", ...SECOND], { oha: "200" });
    const events = asked().find(({ url }) => url === `${target}/v1/events`);
    for (const line of events!.lines) {
      const { events } = JSON.parse(line) as { events: { customerId: string; eventId?: string }[] };
      expect(events.every(({ customerId }) => customerId.startsWith("loadtest-"))).toBe(true);
      expect(events.every(({ eventId }) => eventId === undefined)).toBe(true);
    }
    expect(erased).toHaveLength(100);
    expect(erased.every((path) => path.startsWith("/v1/customers/loadtest-"))).toBe(true);
    expect(text).toContain("The 200 events of this load test were erased again.");
    erased = [];
    await run(["--scenario", "mixed", "--keep-events", ...SECOND], { oha: "200" });
    expect(erased).toEqual([]);
  });

  test("refused and failed requests are told apart, and each has its threshold", async () => {
    const shed = await run(SECOND, { oha: "503" });
    expect(shed.code).toBe(EXIT.missed);
    expect(shed.text).toContain("ok      Failed requests: 0 %");
    expect(shed.text).toContain("FAILED  Refused requests (429, 503): 100 %");
    const away = await run(SECOND, { oha: "refused" });
    expect(away.code).toBe(EXIT.missed);
    expect(away.text).toContain("FAILED  Failed requests: 100 %");
    expect(away.text).toContain("without an answer: Connection refused (os error 111)");
  });

  test("a target that stops answering under load is measured, not lost", async () => {
    const { code, text, runs } = await run(SECOND, {
      oha: "refused",
      onLine: () => {
        status = 503;
      },
    });
    expect(code).toBe(EXIT.missed);
    expect(text).toContain("7 (stable), then none: the API did not answer any more");
    expect(await readdir(runs)).toHaveLength(1);
  });

  test("the thresholds decide the exit code, and the run is kept either way, next to nothing unfinished", async () => {
    expect((await run([...SECOND, "--max-p99", "5"], { oha: "200" })).code).toBe(EXIT.held);
    const bad = await run([...SECOND, "--max-p99", "1"], { oha: "200" });
    expect(bad.code).toBe(EXIT.missed);
    expect(await readdir(bad.runs)).toEqual(["2025-05-01T10-20-30-000Z-personalised"]);
    const kept = join(bad.runs, "2025-05-01T10-20-30-000Z-personalised");
    expect((await readdir(kept)).sort()).toEqual(["report.html", "run.json"]);
    expect(await Bun.file(join(kept, "report.html")).text()).toContain("7 (stable)");
    expect(await Bun.file(join(kept, "run.json")).json()).toMatchObject({
      total: { requests: 100, good: 100, statuses: { "200": 100 } },
    });
  });

  test("the second run is compared with the first", async () => {
    const first = await run(SECOND, { oha: "200" });
    expect(first.text).not.toContain("Against the last run");
    const again = await run(SECOND, { oha: "503", runs: first.runs, at: "2025-05-02T00:00:00.000Z" });
    expect(again.text).toContain("Against the last run, of 2025-05-01T10:20:30.000Z: Worse:");
    expect(await readdir(first.runs)).toHaveLength(2);
  });
});
