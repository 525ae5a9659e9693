// Several processes on one port, as a program that is started and ended.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import type { NewEvent } from "@aisle/store";
import { makeKey } from "../src/keys/key.ts";
import type { Recommendations } from "../src/recommendations/schema.ts";
import { ITEMS, type Shop, startShop, until } from "./shop.ts";
import { lives, type Processes, spawnApi, startProcesses } from "./processes.ts";

let shop: Shop;
let api: Processes | undefined;
beforeAll(async () => {
  shop = await startShop();
});
afterEach(async () => {
  await api?.stop();
  api = undefined;
});
afterAll(() => shop.stop());

/** Asks on a connection of its own, so that chance says which process answers. */
const ask = ({ url }: Processes, method: string, path: string, body?: unknown, headers = {}) =>
  fetch(`${url}${path}`, {
    method,
    keepalive: false,
    headers: { "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

describe("a start of several processes", () => {
  test("fails with the reason when no process can start, and leaves none", async () => {
    const child = spawnApi(shop, { API_PROCESSES: "2", STORE_URL: "mysql://localhost/shop" });
    expect(await child.exited).toBe(2);
    expect(await new Response(child.stderr).text()).toContain("mysql:");
    const lines = (await new Response(child.stdout).text()).trim().split("\n");
    const pids = lines.flatMap((line) => (JSON.parse(line) as { pid?: number }).pid ?? []);
    expect(pids).toHaveLength(2);
    expect(await Promise.all(pids.map(lives))).toEqual([false, false]);
  });

  test.each(["API_PORT", "API_INTERNAL_PORT"])("names %s when it is taken", async (variable) => {
    const taken = new URL(variable === "API_PORT" ? shop.url : shop.internalUrl).port;
    const child = spawnApi(shop, { API_PROCESSES: "2", [variable]: taken });
    expect(await child.exited).toBe(1);
    expect(await new Response(child.stderr).text()).toContain(`Cannot listen on ${variable}`);
  });

  test("does not share the port of another one", async () => {
    api = await startProcesses(shop, 2);
    const child = spawnApi(shop, { API_PROCESSES: "2", API_PORT: new URL(api.url).port });
    expect(await child.exited).toBe(1);
    expect(await new Response(child.stderr).text()).toContain("Cannot listen on API_PORT");
  });
});

describe("several processes", () => {
  test("all answer, and are counted together and each", async () => {
    api = await startProcesses(shop, 2);
    expect(await api.readiness()).toEqual({ http: 200, status: "ready", reasons: [] });
    expect((await fetch(`${api.internalUrl}/health/live`)).status).toBe(200);
    const of = (place: number) => api!.metric(`aisle_process_requests_total{process="${place}"}`);
    let asked = 0;
    await until(async () => {
      expect((await ask(api!, "GET", "/v1/trending")).status).toBe(200);
      asked++;
      return (await of(1)) > 0 && (await of(2)) > 0;
    });
    expect((await of(1)) + (await of(2))).toBe(asked);
    expect(await api.metric('aisle_http_requests_total{method="GET",route="/v1/trending"')).toBe(asked);
    expect(
      await api.metric('aisle_http_request_duration_seconds_count{method="GET",route="/v1/trending"'),
    ).toBe(asked);
    expect(await api.metric("aisle_model_info{")).toBe(1);
    expect(await api.metric("aisle_catalogue_items")).toBe(ITEMS.length);
    expect(await api.metric("aisle_process_up")).toBe(2);
  });

  test("all apply the shop's standing rules soon after one of them saved them, and say so together", async () => {
    api = await startProcesses(shop, 2);
    const { version } = (await (await ask(api, "GET", "/v1/rules")).json()) as { version: number };
    const save = async (rules: readonly object[], expectedVersion: number) => {
      expect((await ask(api!, "PUT", "/v1/rules", { rules, expectedVersion })).status).toBe(200);
      // Of the process that is behind.
      await until(async () => (await api!.metric("aisle_rules_version ")) === expectedVersion + 1);
    };
    await save([{ pin: ["item-58"] }], version);
    const firsts = async () => {
      const lists = Array.from({ length: 20 }, async () => {
        const { items } = (await (await ask(api!, "GET", "/v1/trending")).json()) as Recommendations;
        return items[0]?.itemId;
      });
      return new Set(await Promise.all(lists));
    };
    expect(await firsts()).toEqual(new Set(["item-58"]));
    expect(await api.metric('aisle_ruled_lists_total{list="trending"}')).toBe(20);
    await save([], version + 1);
    expect(await firsts()).not.toContain("item-58");
  });

  test("are not ready while one of them does not answer, and their metrics do not wait for it", async () => {
    api = await startProcesses(shop, 2);
    for (let time = 0; time < 10; time++) await ask(api, "GET", "/v1/trending");
    const total = () => api!.metric("aisle_http_requests_total");
    expect(await total()).toBe(10);
    process.kill(api.pid(2), "SIGSTOP");
    expect(await api.readiness()).toEqual({
      http: 503,
      status: "not ready",
      reasons: ["Process 2: It does not answer."],
    });
    expect(await total()).toBe(10);
    expect(await api.metric('aisle_process_up{process="2"}')).toBe(0);
    process.kill(api.pid(2), "SIGCONT");
    expect((await api.readiness()).http).toBe(200);
    expect(await total()).toBe(10);
  });

  test("say which of them lacks what", async () => {
    const empty = await startShop({ model: false });
    const waiting = spawnApi(empty, { API_PROCESSES: "2" });
    const first = await (async () => {
      let text = "";
      for await (const chunk of waiting.stdout) {
        text += new TextDecoder().decode(chunk);
        const line = text.split("\n").find((line) => line.includes('"processes":2'));
        if (line !== undefined) return JSON.parse(line) as { internalPort: number };
      }
      throw new Error("it ended");
    })();
    const response = await fetch(`http://127.0.0.1:${first.internalPort}/health/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      reasons: ["Process 1: No model has been published yet.", "Process 2: No model has been published yet."],
    });
    waiting.kill("SIGTERM");
    expect(await waiting.exited).toBe(0);
    await empty.stop();
  });

  test("go on without one that dies, and get another one in its place, which forgets no count", async () => {
    api = await startProcesses(shop, 2);
    for (let time = 0; time < 20; time++) await ask(api, "GET", "/v1/trending");
    const total = () => api!.metric("aisle_http_requests_total");
    expect(await total()).toBe(20);
    for (const signal of ["SIGKILL", "SIGTERM"] as const) {
      const before = api.pid(1);
      process.kill(before, signal);
      await until(() => api!.pid(1) !== before, 10);
      expect(await total()).toBe(20);
      await until(async () => (await api!.readiness()).http === 200, 10);
      expect(await total()).toBe(20);
    }
    expect(await api.metric('aisle_process_restarts_total{process="1"}')).toBe(2);
    expect(api.log).toContainEqual(
      expect.objectContaining({ level: "error", message: "process ended", place: 1, how: "signal SIGKILL" }),
    );
    expect((await ask(api, "GET", "/v1/trending")).status).toBe(200);
  });

  test("end with the supervisor, whatever ends it", async () => {
    api = await startProcesses(shop, 2);
    const pids = [api.pid(1), api.pid(2)];
    expect(await Promise.all(pids.map(lives))).toEqual([true, true]);
    api.supervisor.kill("SIGKILL");
    await until(async () => !(await Promise.all(pids.map(lives))).includes(true));
  });

  test("finish what is in flight when they are asked to end", async () => {
    api = await startProcesses(shop, 2);
    let finish = () => {};
    const slow = fetch(`${api.url}/v1/items:batch`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"itemId":"item-1"}\n'));
          finish = () => {
            controller.enqueue(new TextEncoder().encode('{"itemId":"item-2"}\n'));
            controller.close();
          };
        },
      }),
    });
    await until(async () => (await api!.metric("aisle_http_requests_in_flight")) === 1);
    api.supervisor.kill("SIGTERM");
    await until(async () => (await api!.readiness()).http === 503);
    finish();
    expect(await (await slow).json()).toMatchObject({ accepted: 2 });
    expect(await api.supervisor.exited).toBe(0);
  });
});

describe("the load of several processes", () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  /** Asks on one connection as long as it can, then on the next. */
  function keepAsking(port: number): void {
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    const next = () => socket.write("GET /v1/trending?limit=1 HTTP/1.1\r\nhost: x\r\n\r\n");
    socket.on("connect", next);
    socket.on("data", () => setTimeout(next, 20));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.splice(sockets.indexOf(socket), 1);
      if (api !== undefined) keepAsking(port);
    });
  }

  test("becomes even, and is again after one of them was replaced", async () => {
    api = await startProcesses(shop, 2);
    const { url } = api;
    for (let caller = 0; caller < 16; caller++) keepAsking(Number(new URL(url).port));
    const connections = (place: number) => api!.metric(`aisle_process_connections{process="${place}"}`);
    const isEven = async () => {
      const [first, second] = await Promise.all([connections(1), connections(2)]);
      return first + second === 16 && Math.abs(first - second) <= 2;
    };
    await until(isEven, 15);
    const before = api.pid(1);
    process.kill(before, "SIGKILL");
    await until(async () => (await connections(2)) === 16, 15);
    await until(isEven, 15);
  });
});

describe("what one of several processes takes counts in all of them", () => {
  test("an event ends the answers that others kept", async () => {
    api = await startProcesses(shop, 2);
    const given = new Set<string>();
    const list = async () => {
      const response = await ask(api!, "GET", "/v1/recommendations?customerId=across");
      expect(response.status).toBe(200);
      return (await response.json()) as Recommendations;
    };
    for (const itemId of ["item-1", "item-2", "item-3", "item-4"]) {
      const event = { customerId: "across", itemId, type: "hide" };
      expect((await ask(api, "POST", "/v1/events", event)).status).toBe(202);
      const lists: Recommendations[] = [];
      for (let time = 0; time < 8; time++) lists.push(await list());
      for (const { recommendationId, items } of lists) {
        expect(given).not.toContain(recommendationId);
        expect(items.map((item) => item.itemId)).not.toContain(itemId);
        given.add(recommendationId);
      }
    }
    // Some of them were answers that a process had kept.
    expect(await api.metric("aisle_kept_answers_sent_total")).toBeGreaterThan(0);
  });

  test("a click on a list of another one, and once", async () => {
    api = await startProcesses(shop, 2);
    const clicked: number[] = [];
    for (let time = 0; time < 6; time++) {
      const list = (await (await ask(api, "POST", "/v1/recommendations", {})).json()) as Recommendations;
      const click = {
        customerId: "c",
        itemId: "item-1",
        type: "click",
        recommendationId: list.recommendationId,
      };
      // By connections of their own, so that either process may get them.
      for (let again = 0; again < 4; again++)
        expect((await ask(api, "POST", "/v1/events", click)).status).toBe(202);
      clicked.push(await api.metric("aisle_clicks_total"));
    }
    expect(clicked).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await api.metric('aisle_feedback_ignored_total{reason="unverified"}')).toBe(0);
    expect(api.log.filter(({ message }) => message === "no key signs the ids of lists")).toHaveLength(1);
  });

  test("a request with a key that has a rate", async () => {
    // One request, and the next in a quarter of an hour.
    const { key, keyId, secretHash } = makeKey((bytes) =>
      crypto.getRandomValues(new Uint8Array(bytes.length)),
    );
    const rate = { requestsPerSecond: 0.001, scopes: ["recommend"], name: "slow", createdAt: 0 };
    await shop.store.addApiKey({ keyId, secretHash, ...rate });
    api = await startProcesses(shop, 2);
    const headers = { authorization: `Bearer ${key}` };
    const statuses = new Set<number>();
    const round = async () => {
      const answers = Array.from({ length: 10 }, () => ask(api!, "GET", "/v1/trending", undefined, headers));
      for (const { status } of await Promise.all(answers)) statuses.add(status);
    };
    expect((await ask(api, "GET", "/v1/trending", undefined, headers)).status).toBe(200);
    await Bun.sleep(1000); // ten times as long as it takes until the other one knows
    await round();
    expect([...statuses]).toEqual([429]);
  });

  test("events sent to all of them at once are recorded once each, and none is refused", async () => {
    api = await startProcesses(shop, 4);
    const BATCHES = 80;
    const SIZE = 25;
    // Each batch is sent twice, and shares half of its events with the next.
    const batchOf = (batch: number) =>
      Array.from({ length: SIZE * 2 }, (_, at): NewEvent => {
        const id = batch * SIZE + at;
        return {
          eventId: `at-once-${id}`,
          customerId: `writer-${id % 7}`,
          itemId: ITEMS[id % ITEMS.length]!.itemId,
          type: "view",
          occurredAt: Date.parse("2026-01-01T00:00:00Z") + id,
        };
      });
    const asked = Array.from({ length: BATCHES * 2 }, (_, at) => batchOf(at % BATCHES));
    const results = await Promise.all(
      asked.map(async (events) => {
        const response = await ask(api!, "POST", "/v1/events", { events });
        return {
          status: response.status,
          ...((await response.json()) as { accepted: number; rejected: number }),
        };
      }),
    );
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set([202]));
    const distinct = (BATCHES + 1) * SIZE;
    expect(results.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(distinct);
    expect(results.reduce((sum, { rejected }) => sum + rejected, 0)).toBe(0);
    const stored = await Promise.all(
      Array.from({ length: 7 }, (_, at) => shop.store.history(`writer-${at}`, 100_000)),
    );
    expect(stored.flat()).toHaveLength(distinct);
    expect(await api.metric('aisle_events_recorded_total{type="view"}')).toBe(distinct);
    expect(await api.metric("aisle_process_up")).toBe(4);
  });
});
