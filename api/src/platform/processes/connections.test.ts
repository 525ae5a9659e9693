import { afterEach, describe, expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import * as fc from "fast-check";
import { Connections, excesses } from "./connections.ts";

const sockets: Socket[] = [];
let server: Bun.Server<undefined> | undefined;
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.stop(true);
});

/** A server whose connections are evened out, and what asks it on a connection of its own, time and again. */
function serve(connections: Connections) {
  const fetch = connections.evened((request) =>
    request.url.endsWith("/late") ? Promise.resolve(new Response("late")) : new Response("now"),
  );
  server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch });
  const { port } = server;
  return (path = "/") => {
    const socket = connect(port!, "127.0.0.1");
    socket.on("error", () => undefined);
    sockets.push(socket);
    const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    const ask = () =>
      new Promise<string>((resolve) => {
        socket.once("data", (bytes) => resolve(String(bytes)));
        socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
      });
    return { ask, closed };
  };
}

describe("the connections of a process", () => {
  test("are counted once each, and anew after they were told", async () => {
    const connections = new Connections();
    const open = serve(connections);
    const [first, second] = [open(), open()];
    await first.ask();
    await first.ask();
    await second.ask();
    expect(connections.load()).toEqual({ connections: 2, requests: 3 });
    expect(connections.load()).toEqual({ connections: 0, requests: 0 });
    await second.ask();
    expect(connections.load()).toEqual({ connections: 1, requests: 1 });
  });

  test.each(["/", "/late"])("are closed after their answer, as many as asked for, at %s", async (path) => {
    const connections = new Connections();
    const open = serve(connections);
    const [first, second] = [open(path), open(path)];
    await first.ask();
    connections.close(1);
    expect((await first.ask()).toLowerCase()).toContain("connection: close");
    await first.closed;
    expect((await second.ask()).toLowerCase()).not.toContain("connection: close");
    expect(connections.load().connections).toBe(1);
  });
});

describe("connections to close", () => {
  const busy = (...connections: number[]) =>
    connections.map((connections) => ({ connections, requests: connections * 100 }));

  test.each([
    [busy(0, 0), [0, 0]],
    [busy(1, 0, 0, 0), [0, 0, 0, 0]],
    [busy(8, 8, 9, 7), [0, 0, 0, 0]],
    [busy(105, 95), [0, 0]],
    [busy(16, 0), [8, 0]],
    [busy(2, 11, 9, 10), [0, 3, 1, 2]],
    [busy(32), [0]],
  ])("of %j are %j", (loads, expected) => {
    expect(excesses(loads)).toEqual(expected);
  });

  test("are none while callers are so quiet that a second does not tell who is there", () => {
    expect(
      excesses([
        { connections: 16, requests: 20 },
        { connections: 0, requests: 0 },
      ]),
    ).toEqual([0, 0]);
  });

  test("are never so many that a process falls below its share", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { minLength: 1, maxLength: 64 }), (counts) => {
        const share = counts.reduce((sum, count) => sum + count, 0) / counts.length;
        for (const [at, close] of excesses(busy(...counts)).entries()) {
          expect(close).toBeGreaterThanOrEqual(0);
          if (close > 0) expect(counts[at]! - close).toBeGreaterThan(share - 1);
        }
      }),
    );
  });
});
