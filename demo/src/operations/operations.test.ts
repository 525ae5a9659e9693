import { afterAll, describe, expect, test } from "bun:test";
import {
  MAX_OPERATION_LINES,
  MAX_RECENT_OPERATIONS,
  Operation,
  OPERATION_KINDS,
  type OperationKind,
  Operations,
} from "@aisle/contract";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { OperationRunner } from "./operations.ts";
import { serveOperations } from "./server.ts";
import { operationsSocket } from "./socket.ts";

const folder = mkdtempSync(join(tmpdir(), "aisle-operations-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Operations whose command ends when the test says so, and the socket in front of them. */
function serve(kinds: readonly OperationKind[] = OPERATION_KINDS) {
  const runs: {
    args: readonly string[];
    say: (line: string) => void;
    stop: AbortSignal;
    end: (code: number) => void;
  }[] = [];
  const operations = new OperationRunner({
    kinds,
    run: (args, say, stop) => new Promise((end) => runs.push({ args, say, stop, end })),
    newId: randomUUID,
    now: Date.now,
  });
  const unix = join(folder, `${randomUUID().slice(0, 8)}.sock`);
  const server = serveOperations(unix, operations);
  const ask = (path: string, body?: string) =>
    fetch(`http://aisle${path}`, { unix, ...(body !== undefined && { method: "POST", body }) });
  const state = async () => v.parse(Operations, await (await ask("/operations")).json());
  return { runs, ask, state, unix, [Symbol.asyncDispose]: () => server.stop(true) };
}

describe("the socket of operations", () => {
  test.each([
    ["no JSON", "promote"],
    ["nothing", ""],
    ["a kind that there is not", '{"kind":"rm"}'],
    ["a version that is a path", '{"kind":"promote","version":"../../etc"}'],
    ["a version that is an option", '{"kind":"promote","version":"--help"}'],
    ["no version", '{"kind":"promote"}'],
    ["a field too many", '{"kind":"simulate","force":true}'],
  ])("refuses an order that is %s, and runs nothing", async (_, body) => {
    await using served = serve();
    const answer = await served.ask("/operations", body);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: string }).error).toContain("Expected");
    expect(served.runs).toEqual([]);
  });

  test("refuses an order that is too large, and a path that there is not", async () => {
    await using served = serve();
    expect((await served.ask("/operations", "x".repeat(2_000))).status).toBe(413);
    expect((await served.ask("/else")).status).toBe(404);
  });

  test("takes no order of a kind that is not for this shop, and says so before", async () => {
    await using served = serve(["retrain"]);
    expect((await served.state()).kinds).toEqual(["retrain"]);
    expect((await served.ask("/operations", '{"kind":"simulate"}')).status).toBe(400);
    expect(served.runs).toEqual([]);
  });

  test("does not stop what moves the champion", async () => {
    await using served = serve();
    await served.ask("/operations", '{"kind":"rollback"}');
    expect((await served.ask("/operations/stop", "")).status).toBe(409);
    expect(served.runs[0]!.stop.aborted).toBe(false);
  });

  test("runs one thing at a time, tells its lines, and keeps what came of it", async () => {
    await using served = serve();
    const begun = await served.ask("/operations", '{"kind":"promote","version":"3"}');
    expect(begun.status).toBe(202);
    expect(v.parse(Operation, await begun.json())).toMatchObject({
      kind: "promote",
      version: "3",
      lines: [],
    });
    expect((await served.ask("/operations", '{"kind":"rollback"}')).status).toBe(409);
    const [run] = served.runs;
    expect(run!.args).toEqual(["promote", "--version", "3"]);
    run!.say("fetched\u001b[31m\u0007");
    expect((await served.state()).current).toMatchObject({ kind: "promote", lines: ["fetched [31m "] });
    run!.end(3);
    await Bun.sleep(1);
    const { current, recent } = await served.state();
    expect(current).toBeNull();
    expect(recent).toMatchObject([{ kind: "promote", outcome: "refused" }]);
    expect((await served.ask("/operations", '{"kind":"rollback"}')).status).toBe(202);
  });

  test("stops what runs, and says so when nothing does", async () => {
    await using served = serve();
    expect((await served.ask("/operations/stop", "")).status).toBe(409);
    await served.ask("/operations", '{"kind":"simulate"}');
    const [run] = served.runs;
    expect((await served.ask("/operations/stop", "")).status).toBe(202);
    expect(run!.stop.aborted).toBe(true);
    run!.end(143);
    await Bun.sleep(1);
    expect((await served.state()).recent).toMatchObject([{ kind: "simulate", outcome: "stopped" }]);
  });

  test("keeps the last lines and the last operations only", async () => {
    await using served = serve();
    for (let at = 0; at < MAX_RECENT_OPERATIONS + 2; at++) {
      await served.ask("/operations", '{"kind":"retrain"}');
      const run = served.runs[at]!;
      for (let line = 0; line < MAX_OPERATION_LINES + 5; line++) run.say(`${line} ${"x".repeat(2_000)}`);
      run.end(at % 2);
      await Bun.sleep(1);
    }
    const { recent } = await served.state();
    expect(recent.length).toBe(MAX_RECENT_OPERATIONS);
    expect(recent[0]).toMatchObject({ outcome: "failed" });
    expect(recent[1]).toMatchObject({ outcome: "done" });
    expect(recent[0]!.lines.length).toBe(MAX_OPERATION_LINES);
    expect(recent[0]!.lines.at(-1)).toStartWith(`${MAX_OPERATION_LINES + 4} x`);
  });

  test("is for one user alone, and replaces what lies at its path", async () => {
    const path = join(folder, "old.sock");
    writeFileSync(path, "");
    const before = process.umask(0o077);
    try {
      const server = serveOperations(
        path,
        new OperationRunner({
          kinds: OPERATION_KINDS,
          run: () => Promise.resolve(0),
          newId: randomUUID,
          now: Date.now,
        }),
      );
      expect(statSync(path).mode & 0o777).toBe(0o700);
      await server.stop(true);
    } finally {
      process.umask(before);
    }
  });

  test("is nowhere when the home's path is too long for a socket", () => {
    expect(operationsSocket("/short")).toBe("/short/operations.sock");
    expect(operationsSocket(`/${"long".repeat(30)}`)).toBeUndefined();
  });
});
