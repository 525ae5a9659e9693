import { expect, test } from "bun:test";
import { takePort } from "../test/fake-checkout.ts";
import { untilReady } from "./ready.ts";

const service = (readyUrl: string, patience: number) => ({
  name: "api",
  argv: [],
  cwd: "/",
  env: {},
  logFile: "/logs/api.log",
  advice: "Try again.",
  readyUrl,
  patience,
});

const never = new AbortController().signal;
const ignore = () => undefined;

test("a service that answers with errors is reported with its last answer and its log", async () => {
  using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response("no model", { status: 503 }),
  });
  const waiting = untilReady(service(server.url.href, 250), never, ignore);
  expect(await waiting.catch(String)).toMatch(
    /api is not ready .*HTTP 503: no model.*\/logs\/api\.log\. Try again\./,
  );
});

test("a service that goes on refusing is told of once", async () => {
  using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response("no model", { status: 503 }),
  });
  const told: string[] = [];
  const waiting = untilReady(service(server.url.href, 350), never, (seen) => told.push(seen), 0);
  await waiting.catch(ignore);
  expect(told).toEqual(["HTTP 503: no model"]);
});

test("a service that does not listen is reported as such", async () => {
  const { port, close } = await takePort();
  await close();
  const waiting = untilReady(service(`http://127.0.0.1:${port}`, 250), never, ignore);
  expect(await waiting.catch(String)).toMatch("no answer");
});

test("a service that becomes ready is waited for", async () => {
  let asked = 0;
  using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response("", { status: ++asked < 3 ? 503 : 200 }),
  });
  await untilReady(service(server.url.href, 10_000), never, ignore);
  expect(asked).toBe(3);
});

test("the wait ends when the demo stops", async () => {
  const { port, close } = await takePort();
  await close();
  const stopped = AbortSignal.timeout(50);
  expect(
    await untilReady(service(`http://127.0.0.1:${port}`, 60_000), stopped, ignore).catch(() => "ended"),
  ).toBe("ended");
});
