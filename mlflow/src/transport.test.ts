import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { MlflowError, TransientFault } from "./error.ts";
import { errorOf } from "./test/error-of.ts";
import { failure, json, scriptedServer, stillClock } from "./test/scripted-server.ts";
import { type Call, Transport, type TransportOptions } from "./transport.ts";

const schema = v.object({ ok: v.boolean() });
const get: Call = { method: "GET", path: "mlflow/anything" };

function transportTo(trackingUri: string, options: Partial<TransportOptions> = {}): Transport {
  return new Transport({ trackingUri, clock: stillClock(), ...options });
}

/** An address on which nothing listens. */
function silentAddress(): string {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const address = `http://127.0.0.1:${server.port}`;
  void server.stop(true);
  return address;
}

test.each(["", "localhost:5000", "sqlite:///mlflow.db", "file:///tmp"])(
  "the tracking URI %p is refused at once",
  (trackingUri) => {
    expect(() => transportTo(trackingUri)).toThrow("MLFLOW_TRACKING_URI must be an http(s) address");
  },
);

test.each(["http://user:secret@mlflow:5000", "https://secret@mlflow"])(
  "a password in the tracking URI is refused and not repeated: %s",
  (trackingUri) => {
    const make = (): Transport => transportTo(trackingUri);
    expect(make).toThrow("set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD");
    expect(make).not.toThrow("secret");
  },
);

describe("MLflow away", () => {
  test("is retried with growing pauses and then named, with what to do", async () => {
    const clock = stillClock();
    const address = silentAddress();
    const error = await errorOf(transportTo(address, { clock }).call(schema, get));
    expect(error.code).toBe("unreachable");
    expect(error.message).toStartWith(`MLflow at ${address} did not answer for 5`);
    expect(error.message).toContain("Start it with `make demo` or set MLFLOW_TRACKING_URI");
    expect(clock.slept.slice(0, 6)).toEqual([200, 400, 800, 1_600, 3_200, 5_000]);
    expect(clock.slept.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(60_000);
  });

  test("is told before each wait", async () => {
    const told: string[] = [];
    const transport = transportTo(silentAddress(), {
      giveUpAfterMs: 1_000,
      onRetry: (message) => void told.push(message),
    });
    await errorOf(transport.call(schema, get));
    expect(told).toHaveLength(2);
    expect(told[0]).toEndWith("trying again");
  });

  test("counts as away when it accepts and never answers", async () => {
    await using server = scriptedServer(() => new Promise<Response>(() => {}));
    const transport = transportTo(server.url, { attemptTimeoutMs: 30, giveUpAfterMs: 300 });
    const error = await errorOf(transport.call(schema, get));
    expect(error.message).toContain("no answer in time");
    expect(server.asked).toHaveLength(2);
  });

  test("is found again when it comes back", async () => {
    await using server = scriptedServer((_, n) =>
      n < 3 ? new Response("", { status: 503 }) : json({ ok: true }),
    );
    expect(await transportTo(server.url).call(schema, get)).toEqual({ ok: true });
    expect(server.asked).toHaveLength(4);
  });
});

describe("an answer", () => {
  test.each([
    [
      "a database fault, which MLflow reports as 400",
      () => failure(400, "BAD_REQUEST", "database is locked"),
    ],
    ["too many requests", () => failure(429, "REQUEST_LIMIT_EXCEEDED")],
    ["a server error without JSON", () => new Response("<html>Bad Gateway", { status: 502 })],
  ])("is retried: %s", async (_, first) => {
    await using server = scriptedServer((_, n) => (n === 0 ? first() : json({ ok: true })));
    await transportTo(server.url).call(schema, get);
    expect(server.asked).toHaveLength(2);
  });

  test("that keeps failing is blamed on MLflow, not on its absence", async () => {
    await using server = scriptedServer(() => failure(500, "INTERNAL_ERROR", "disk full"));
    const error = await errorOf(transportTo(server.url).call(schema, get));
    expect(error.message).toContain("kept failing");
    expect(error.message).toContain("disk full");
    expect(error.message).toContain("Look at MLflow's log");
  });

  test.each([
    ["not-found", () => failure(404, "RESOURCE_DOES_NOT_EXIST", "no such run"), "no such run"],
    ["exists", () => failure(400, "RESOURCE_ALREADY_EXISTS", "taken"), "taken"],
    ["rejected", () => failure(400, "INVALID_PARAMETER_VALUE", "bad key"), "bad key"],
    ["rejected", () => new Response("Invalid Host header", { status: 403 }), "--allowed-hosts"],
    ["rejected", () => new Response("Permission denied", { status: 403 }), "does not let this user do GET"],
    [
      "rejected",
      () => new Response("You are not authenticated.", { status: 401 }),
      "MLFLOW_TRACKING_PASSWORD",
    ],
    ["not-mlflow", () => new Response("<html>Not Found", { status: 404 }), "Is MLFLOW_TRACKING_URI right?"],
    ["not-mlflow", () => new Response("<html>Welcome"), "Is MLFLOW_TRACKING_URI right?"],
    ["not-mlflow", () => json({ ok: "yes" }), "does not answer as MLflow 3 does"],
  ])("is final: %s", async (code, answer, part) => {
    await using server = scriptedServer(answer);
    const error = await errorOf(transportTo(server.url).call(schema, get));
    expect(error.code).toBe(code as MlflowError["code"]);
    expect(error.message).toContain(part);
    expect(server.asked).toHaveLength(1);
  });
});

test("a user and password go with each request, in UTF-8, and not to where it is sent on", async () => {
  await using elsewhere = scriptedServer(() => json({ ok: true }));
  await using server = scriptedServer((_, n) =>
    n === 0 ? json({ ok: true }) : Response.redirect(`${elsewhere.url}/api/2.0/mlflow/anything`),
  );
  const transport = transportTo(server.url, { login: { username: "trainer", password: "pä:ss" } });
  expect(await transport.call(schema, get)).toEqual({ ok: true });
  const pair = Buffer.from("trainer:pä:ss", "utf8").toString("base64");
  expect(server.asked[0]?.authorization).toBe(`Basic ${pair}`);
  expect((await errorOf(transport.call(schema, get))).code).toBe("unreachable");
  expect(elsewhere.asked).toHaveLength(0);
});

test("an answer that does not end is read as far as an answer may be long", async () => {
  let sent = 0;
  const endless = (): Response =>
    new Response(
      new ReadableStream({
        pull(controller) {
          sent += 1_048_576;
          controller.enqueue(new Uint8Array(1_048_576));
        },
      }),
    );
  await using server = scriptedServer(endless);
  const error = await errorOf(transportTo(server.url, { giveUpAfterMs: 0 }).call(schema, get));
  expect(error.message).toContain("it has more than 33554432 bytes");
  expect(sent).toBeLessThan(128 * 1_048_576);
});

test("a clock that is set back does not prolong the retries", async () => {
  const clock = stillClock();
  let wall = 1_700_000_000_000;
  const setBack = { ...clock, now: () => (wall -= 3_600_000) };
  await errorOf(transportTo(silentAddress(), { clock: setBack }).call(schema, get));
  expect(clock.slept.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(60_000);
});

test("an error of the reader is passed on and not taken for a fault of MLflow", async () => {
  await using server = scriptedServer(() => json({}));
  const full = new MlflowError("local", "disk full");
  const action = transportTo(server.url).exchange({ method: "GET", path: "x" }, () => Promise.reject(full));
  expect(await errorOf(action)).toBe(full);
  expect(server.asked).toHaveLength(1);
});

describe("finding or creating", () => {
  test("does not create twice when the answer to the first creation is lost", async () => {
    let made = 0;
    await using server = scriptedServer(({ method }) => {
      if (method === "GET") return made > 0 ? json({ ok: true }) : failure(404, "RESOURCE_DOES_NOT_EXIST");
      made++;
      return new Response("", { status: 504 });
    });
    const transport = transportTo(server.url);
    const found = await transport.findOrCreate(
      () => transport.call(schema, get).catch(() => undefined),
      () => transport.call(schema, { method: "POST", path: "mlflow/create", body: {}, once: true }),
    );
    expect(found).toEqual({ ok: true });
    expect(made).toBe(1);
  });

  test("takes what somebody else created in between", async () => {
    const found: (string | undefined)[] = [undefined, "theirs"];
    const transport = transportTo("http://127.0.0.1:1");
    const result = await transport.findOrCreate(
      async () => found.shift(),
      () => Promise.reject(new MlflowError("exists", "taken")),
    );
    expect(result).toBe("theirs");
  });

  test("gives up like every other request", async () => {
    const transport = transportTo("http://127.0.0.1:1");
    const action = transport.findOrCreate(
      async () => undefined,
      () => Promise.reject(new TransientFault("connection reset", false)),
    );
    const error = await errorOf(action);
    expect(error).not.toBeInstanceOf(TransientFault);
    expect(error.message).toContain("connection reset");
  });
});

test("no more than four requests are under way at once", async () => {
  let now = 0;
  let most = 0;
  await using server = scriptedServer(async () => {
    most = Math.max(most, ++now);
    await Bun.sleep(5);
    now--;
    return json({ ok: true });
  });
  const transport = transportTo(server.url);
  await Promise.all(Array.from({ length: 20 }, () => transport.call(schema, get)));
  expect(server.asked).toHaveLength(20);
  expect(most).toBe(4);
});
