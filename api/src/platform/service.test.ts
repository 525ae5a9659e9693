import { afterEach, expect, test } from "bun:test";
import { connect } from "node:net";
import { join } from "node:path";
import { type Shop, startShop, until } from "../../test/shop.ts";

let shop: Shop | undefined;
afterEach(async () => {
  await shop?.stop();
  shop = undefined;
});

const MAIN = join(import.meta.dir, "..", "main.ts");

function startProcess(environment: Record<string, string>) {
  return Bun.spawn([process.execPath, MAIN], {
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdout: "pipe",
    stderr: "pipe",
  });
}

test("a stop lets a request in flight finish and then refuses connections", async () => {
  shop = await startShop();
  let finish = () => {};
  const slow = fetch(`${shop.url}/v1/items:batch`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"itemId":"slow-1"}\n'));
        finish = () => {
          controller.enqueue(new TextEncoder().encode('{"itemId":"slow-2"}\n'));
          controller.close();
        };
      },
    }),
  });
  const metrics = async () => (await fetch(`${shop!.internalUrl}/metrics`)).text();
  await until(async () => (await metrics()).includes("aisle_http_requests_in_flight 1"));
  const stopped = shop.stop();
  await until(async () => (await fetch(`${shop!.internalUrl}/health/ready`)).status === 503);
  const late = await fetch(`${shop.url}/v1/model`, { keepalive: false }).catch((error: unknown) => error);
  expect(late).toBeInstanceOf(Error);
  finish();
  const response = await slow;
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ accepted: 2 });
  await stopped;
});

test("a stop cuts off at its deadline what never ends", async () => {
  shop = await startShop({ environment: { STOP_DEADLINE_MS: "100" } });
  const { port } = new URL(shop.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.on("error", () => {});
  socket.write(
    "POST /v1/items:batch HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-ndjson\r\ncontent-length: 99\r\n\r\n{",
  );
  await until(async () =>
    (await (await fetch(`${shop!.internalUrl}/metrics`)).text()).includes("aisle_http_requests_in_flight 1"),
  );
  const { log } = shop;
  await shop.stop();
  expect(log.map(({ message }) => message)).toContain("requests cut off at the deadline");
  socket.destroy();
});

test.each(["x", "api", "shop.example:8080"])("a request to the host %s is answered", async (host) => {
  shop = await startShop();
  const response = await fetch(`${shop.url}/v1/items/item-1`, { headers: { host } });
  expect(response.status).toBe(200);
});

test("the process starts from the environment and ends by itself on TERM, after what it had to do", async () => {
  shop = await startShop();
  const child = startProcess({
    AISLE_HOME: shop.home,
    MODEL_POINTER: join(shop.home, "serving.json"),
    API_PORT: "0",
    API_INTERNAL_PORT: "0",
    API_ANONYMOUS: "recommend",
  });
  const reader = child.stdout.getReader();
  let text = "";
  while (!text.includes("service listens")) text += new TextDecoder().decode((await reader.read()).value);
  const first = JSON.parse(text.split("\n").find((line) => line.includes("service listens"))!) as {
    port: number;
    internalPort: number;
  };
  await until(async () => (await fetch(`http://127.0.0.1:${first.internalPort}/health/ready`)).ok);
  const list = await fetch(`http://127.0.0.1:${first.port}/v1/trending`);
  expect(list.status).toBe(200);
  child.kill("SIGTERM");
  expect(await child.exited).toBe(0);
});

test("the process serves although its log cannot be written", async () => {
  shop = await startShop();
  const free = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const { port } = free;
  await free.stop(true);
  const url = `http://127.0.0.1:${port}`;
  const child = Bun.spawn([process.execPath, MAIN], {
    env: { AISLE_HOME: shop.home, API_PORT: String(port), API_INTERNAL_PORT: "0" },
    stdout: Bun.file("/dev/full"), // every write fails: no space left on device
  });
  const answers = () =>
    fetch(`${url}/openapi.json`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(async () => child.exitCode !== null || (await answers()));
  await Bun.sleep(100); // the lines of the start have failed by now
  expect(await answers()).toBe(true);
  child.kill("SIGTERM");
  expect(await child.exited).toBe(0);
});

test.each([
  [{ API_PORT: "none" }, 'API_PORT is "none"'],
  [{ API_PROCESSES: "0" }, 'API_PROCESSES is "0"'],
  [{ API_PROCESSES: "abc" }, 'API_PROCESSES is "abc"'],
  [{ API_PROCESSES: "1000" }, "a whole number from 1 to 64"],
  [{ STORE_URL: "mysql://localhost/shop" }, "mysql:"],
])("a start with %j fails with what to change", async (environment, message) => {
  const child = startProcess(environment);
  expect(await child.exited).toBe(2);
  expect(await new Response(child.stderr).text()).toContain(message);
});

test("a port that is taken is named with its variable", async () => {
  shop = await startShop();
  const taken = new URL(shop.url).port;
  const child = startProcess({ AISLE_HOME: shop.home, API_PORT: taken, API_INTERNAL_PORT: "0" });
  expect(await child.exited).not.toBe(0);
  expect(await new Response(child.stderr).text()).toContain(`API_PORT`);
});
