// Made-up customers, started and stopped from the first page of the console.
import { describe, expect, test } from "bun:test";
import { type Operation, type Operations, OPERATION_KINDS } from "@aisle/contract";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue } from "../../../test/catalogue.ts";
import { visitShop } from "../../../test/visit.ts";
import { operationsAt } from "../operations/operations.ts";

const RUNNING: Operation = {
  id: "0b8f4a52-6e3a-4b0f-9a53-0d2c7a4a1f10",
  kind: "simulate",
  startedAt: new Date(Date.now() - 3 * 60_000).toISOString(),
  lines: ["<b>2026-01-01</b>  600"],
};

/** A console, and who takes its orders at a socket: `answer` says what is told of the state. */
async function visitConsole(answer: () => Response) {
  const folder = mkdtempSync(join(tmpdir(), "aisle-console-"));
  const unix = join(folder, "socket");
  const orders: string[] = [];
  const server = Bun.serve({
    unix,
    fetch: async (request) => {
      if (request.method === "GET") return answer();
      const path = new URL(request.url).pathname;
      orders.push(`${path} ${await request.text()}`.trim());
      return Response.json(RUNNING, { status: 202 });
    },
  });
  const visit = await visitShop(catalogue(24), ["c1"], {
    consoleHosts: ["localhost"],
    operations: operationsAt(unix),
  });
  return {
    ...visit,
    orders,
    server,
    async [Symbol.asyncDispose]() {
      await server.stop(true);
      rmSync(folder, { recursive: true, force: true });
      await visit[Symbol.asyncDispose]();
    },
  };
}

const told = (state: Operations) => () => Response.json(state);
const REFRESH = '<meta http-equiv="refresh" content="5"/>';

describe("simulated customers", () => {
  test("are started from the overview, which then shows what they do until they are stopped", async () => {
    let state: Operations = { kinds: [...OPERATION_KINDS], current: null, recent: [] };
    await using visit = await visitConsole(() => Response.json(state));
    const before = await visit.page("/console");
    expect(before.text).toContain("Let customers come");
    expect(before.text).not.toContain(REFRESH);
    const { status, headers } = await visit.submit("/console/simulation", { do: "start" });
    expect([status, headers.get("location")]).toEqual([303, "/console"]);

    state = { kinds: [...OPERATION_KINDS], current: RUNNING, recent: [] };
    const { text } = await visit.page("/console");
    for (const words of ["They came 3 minutes ago", "Stop them", "&lt;b&gt;2026-01-01", REFRESH])
      expect(text).toContain(words);
    await visit.submit("/console/simulation", { do: "stop" });
    expect(visit.orders).toEqual(['/operations {"kind":"simulate"}', "/operations/stop"]);

    state = {
      kinds: [...OPERATION_KINDS],
      current: null,
      recent: [{ ...RUNNING, outcome: "stopped", endedAt: RUNNING.startedAt }],
    };
    expect((await visit.page("/console")).text).toContain("The last ones were stopped 3 minutes ago.");
  });

  test("are not stopped when it is something else that runs", async () => {
    await using visit = await visitConsole(
      told({ kinds: [...OPERATION_KINDS], current: { ...RUNNING, kind: "retrain" }, recent: [] }),
    );
    await visit.submit("/console/simulation", { do: "stop" });
    expect(visit.orders).toEqual([]);
    const { text } = await visit.page("/console");
    expect(text).toContain("Something else runs now (retrain)");
    expect(text).not.toContain("Let customers come");
  });

  test("are not let in by a key that the API takes no more", async () => {
    await using visit = await visitConsole(told({ kinds: [...OPERATION_KINDS], current: null, recent: [] }));
    visit.api.failWith = 403;
    const { status, text } = await visit.submit("/console/simulation", { do: "start" });
    expect([status, text]).toEqual([503, expect.stringContaining("The API does not let this key do that")]);
    expect(visit.orders).toEqual([]);
  });

  test.each([
    ["a form without a word", {}],
    ["another word", { do: "restart" }],
  ])("%s is refused", async (_, fields) => {
    await using visit = await visitConsole(told({ kinds: [...OPERATION_KINDS], current: null, recent: [] }));
    expect((await visit.submit("/console/simulation", fields)).status).toBe(400);
    expect(visit.orders).toEqual([]);
  });

  test.each([
    ["rubbish", () => new Response("<html>")],
    ["another thing's state", () => Response.json({ current: { id: "../x" }, recent: [] })],
    ["too much", () => new Response("x".repeat(3_000_000))],
  ])("are left out of the page when the socket answers %s; a form says what to do", async (_, answer) => {
    await using visit = await visitConsole(answer);
    const { status, text } = await visit.page("/console");
    expect(status).toBe(200);
    expect(text).not.toContain("Simulated customers");
    const stop = await visit.submit("/console/simulation", { do: "stop" });
    expect([stop.status, stop.text]).toEqual([503, expect.stringContaining("OPERATIONS_SOCKET")]);
    expect(visit.unexpected).toEqual([]);
  });

  test("are no part of the console of a shop whose data are its own", async () => {
    await using visit = await visitConsole(told({ kinds: ["retrain"], current: null, recent: [] }));
    expect((await visit.page("/console")).text).not.toContain("Simulated customers");
  });

  test("are no part of a console whose orders nobody takes", async () => {
    await using visit = await visitShop(catalogue(24), ["c1"], { consoleHosts: ["localhost"] });
    expect((await visit.page("/console")).text).not.toContain("Simulated customers");
    expect((await visit.submit("/console/simulation", { do: "start" })).status).toBe(404);
  });
});
