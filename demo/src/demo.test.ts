import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FakeCheckout, fakeCheckout, takePort } from "../test/fake-checkout.ts";
import { type DemoConfig, neededPorts } from "./config.ts";
import { runDemo } from "./demo.ts";
import { DemoError, exitCodes } from "./errors.ts";
import { homePaths, removeHome } from "./home/home.ts";
import { requireRunningDemo, runningDemo } from "./home/running.ts";
import { listenerOf, portProblems } from "./preflight/ports.ts";
import { processesMarked } from "./processes/proc.ts";
import { markOf } from "./processes/supervisor.ts";

let checkout: FakeCheckout;
let lines: string[];
beforeEach(async () => {
  checkout = await fakeCheckout();
  lines = [];
});
afterEach(() => checkout.remove());

let runs = 0;

/** Starts the demo; `up` resolves when it has invited to try it, `ended` when it is over. */
function start(config: DemoConfig = checkout.config) {
  const stop = Promise.withResolvers<void>();
  const up = Promise.withResolvers<void>();
  const id = `test-${process.pid}-${runs++}`;
  const ended = runDemo(
    config,
    {
      env: process.env,
      write: (line) => {
        lines.push(line);
        if (line.includes("Ctrl-C")) up.resolve();
      },
      now: () => performance.now(),
      newId: () => id,
      stopAsked: stop.promise,
    },
    false,
  );
  ended.catch((error: unknown) => up.reject(error));
  up.promise.catch(() => undefined); // who waits for `ended` alone has seen the error there
  return { id, up: up.promise, ended, stop: () => stop.resolve() };
}

async function runOnce(config?: DemoConfig): Promise<void> {
  const demo = start(config);
  await demo.up;
  demo.stop();
  await demo.ended;
}

async function failure(config?: DemoConfig): Promise<DemoError> {
  const error: unknown = await start(config).ended.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DemoError) return error;
  throw new Error(`expected a DemoError, got ${String(error)}`);
}

describe("a demo that cannot start", () => {
  test("says which port is busy and starts nothing", async () => {
    const { port, close } = await takePort();
    try {
      const config = { ...checkout.config, ports: { ...checkout.config.ports, API_PORT: port } };
      const { message, exitCode } = await failure(config);
      expect(message).toContain(`port ${port}`);
      expect(message).toContain("API_PORT");
      expect(exitCode).toBe(exitCodes.preflight);
    } finally {
      await close();
    }
    expect(existsSync(homePaths(checkout.config.home).logs)).toBe(false);
    await runOnce();
  });

  test("says that another demo runs in the same home, and leaves that one alone", async () => {
    const first = start();
    await first.up;
    const { message } = await failure();
    expect(message).toContain(`already runs in ${checkout.config.home} (pid ${process.pid}`);
    expect(runningDemo(checkout.config.home)?.id).toBe(first.id);
    first.stop();
    await first.ended;
  });

  test("says that the home was made from other data", async () => {
    await runOnce();
    const { message, exitCode } = await failure({ ...checkout.config, data: tmpdir() });
    expect(message).toContain(`was made from generated, not from DATA=${tmpdir()}`);
    expect(message).toContain("make clean");
    expect(exitCode).toBe(exitCodes.usage);
  });

  test("says that DATA is not a folder, and forgets about it", async () => {
    const { message, exitCode } = await failure({ ...checkout.config, data: "/no/such/data" });
    expect(message).toBe("DATA=/no/such/data is not a folder");
    expect(exitCode).toBe(exitCodes.usage);
    await runOnce();
  });

  test("says that the home holds a shop of other settings", async () => {
    await runOnce();
    expect((await failure({ ...checkout.config, shopOptions: ["--items", "9"] })).message).toContain("SHOP=");
  });

  test("ends with the log of a service that does not come up", async () => {
    checkout.program("api/src/main.ts", `console.error("no such table"); process.exit(5);`);
    const { message, exitCode } = await failure();
    expect(message).toContain("api ended by itself (exit code 5)");
    expect(message).toContain("no such table");
    expect(exitCode).toBe(exitCodes.failed);
    expect(await portProblems(checkout.config.ports)).toEqual([]);
  });

  test("says that the disk is full", async () => {
    const { home } = checkout.config;
    mkdirSync(homePaths(home).logs);
    symlinkSync("/dev/full", join(homePaths(home).logs, "trainer-generate.log"));
    const { message, exitCode } = await failure();
    expect(message).toContain(`no space left on the disk of ${home}`);
    expect(exitCode).toBe(exitCodes.failed);
    expect(await portProblems(checkout.config.ports)).toEqual([]);
  });
});

describe("a demo that runs", () => {
  test("makes shop, store and model once, and serves at once the next time", async () => {
    await runOnce();
    expect(checkout.calls()).toEqual(["generate", "ingest", "retrain"]);
    expect(lines.join("\n")).toContain("this is retrain");
    await runOnce();
    expect(checkout.calls()).toEqual(["generate", "ingest", "retrain"]);
  });

  test("generates no shop when it is given data, and remembers whose data it holds", async () => {
    await runOnce({ ...checkout.config, data: tmpdir() });
    expect(checkout.calls()).toEqual(["ingest", "retrain"]);
    await runOnce();
    expect(checkout.calls()).toEqual(["ingest", "retrain"]);
  });

  test("lets simulated customers come once the first model of its own shop serves, and only then", async () => {
    const config = { ...checkout.config, simulate: true };
    const calls = ["generate", "ingest", "retrain", "simulate"];
    const demo = start(config);
    await demo.up;
    while (checkout.calls().length < calls.length) await Bun.sleep(5);
    demo.stop();
    await demo.ended;
    await runOnce(config);
    expect(checkout.calls()).toEqual(calls);
  });

  test("lets none come into data of the shop's own", async () => {
    await runOnce({ ...checkout.config, simulate: true, data: tmpdir() });
    expect(checkout.calls()).toEqual(["ingest", "retrain"]);
  });

  test("brings its data in again when the store was lost", async () => {
    await runOnce();
    await Bun.file(homePaths(checkout.config.home).store).delete();
    await runOnce();
    expect(checkout.calls()).toEqual(["generate", "ingest", "retrain", "ingest"]);
  });

  test("takes other data when the first never got in completely", async () => {
    const trap = join(checkout.config.home, "fail-ingest");
    writeFileSync(trap, "");
    await failure();
    await Bun.file(trap).delete();
    await runOnce({ ...checkout.config, data: tmpdir() });
    expect(checkout.calls()).toEqual(["generate", "ingest", "ingest", "retrain"]);
    expect(existsSync(homePaths(checkout.config.home).shop)).toBe(false);
  });

  test("goes on where a failed first run stopped", async () => {
    const trap = join(checkout.config.home, "fail-ingest");
    writeFileSync(trap, "");
    const { message } = await failure();
    expect(message).toContain("`trainer ingest` ended with exit code 7");
    await Bun.file(trap).delete();
    await runOnce();
    expect(checkout.calls()).toEqual(["generate", "ingest", "ingest", "retrain"]);
  });

  test("serves the model that a run which was cut off had promoted already", async () => {
    const folder = homePaths(checkout.config.home).models;
    checkout.program(
      "trainer/src/main.ts",
      `if (process.argv[2] === "retrain") {
        await Bun.write(${JSON.stringify(join(folder, "serving.json"))}, "{}");
        process.exit(3);
      }`,
    );
    await runOnce({ ...checkout.config, data: tmpdir() });
    expect(lines.join("\n")).toContain("api ready");
  });

  test("prints the address of everything and leaves no port and no process when it is stopped", async () => {
    const demo = start();
    await demo.up;
    const { ports, home } = checkout.config;
    for (const port of Object.values(neededPorts(checkout.config.ports))) {
      expect(lines.join("\n")).toContain(`http://127.0.0.1:${port}`);
      expect(listenerOf(port)).toBeGreaterThan(0);
    }
    expect(lines.join("\n")).toContain(
      "no prometheus on PATH: the console shows figures since the API's start",
    );
    expect(requireRunningDemo(home).ports).toEqual({ ...ports });
    demo.stop();
    await demo.ended;
    expect(await portProblems(ports)).toEqual([]);
    expect(processesMarked(markOf(demo.id))).toEqual([]);
    expect(() => requireRunningDemo(home)).toThrow("no demo runs in");
  });

  test("goes on without Prometheus when its port is taken, and says by whom and what to do", async () => {
    const { port, close } = await takePort();
    const { config } = checkout;
    await runOnce({
      ...config,
      prometheus: "/usr/bin/prometheus",
      ports: { ...config.ports, PROMETHEUS_PORT: port },
    });
    await close();
    expect(lines.join("\n")).toContain(
      `prometheus is not started: port ${port} is in use by pid ${process.pid}`,
    );
    expect(lines.join("\n")).toContain("PROMETHEUS_PORT=PORT. Until then the console shows figures");
  });

  test("goes on without Prometheus when its port is another one's", async () => {
    const { config } = checkout;
    const { WEB_PORT } = config.ports;
    await runOnce({ ...config, prometheus: "/x", ports: { ...config.ports, PROMETHEUS_PORT: WEB_PORT } });
    expect(lines.join("\n")).toContain(`as PROMETHEUS_PORT and WEB_PORT are both ${WEB_PORT}`);
  });

  test("goes on without Prometheus when it ends by itself, and says so", async () => {
    checkout.program("prometheus", "#!/bin/sh\nexit 3\n");
    const prometheus = join(checkout.config.root, "prometheus");
    chmodSync(prometheus, 0o755);
    await runOnce({ ...checkout.config, prometheus });
    expect(lines.join("\n")).toContain("prometheus ended by itself (exit code 3)");
    expect(lines.join("\n")).toContain("web ready");
  });

  test("stops everything when one service dies, and says which", async () => {
    const demo = start();
    await demo.up;
    const pid = listenerOf(checkout.config.ports.WEB_PORT);
    process.kill(pid ?? 0, "SIGKILL");
    expect(await demo.ended.catch(String)).toContain("web ended by itself (signal SIGKILL)");
    expect(await portProblems(checkout.config.ports)).toEqual([]);
    expect(processesMarked(markOf(demo.id))).toEqual([]);
  });

  test("can be stopped in the middle of its first training", async () => {
    checkout.program(
      "trainer/src/main.ts",
      `process.on("SIGTERM", () => {}); console.log("training"); await Bun.sleep(60_000);`,
    );
    const demo = start();
    while (!lines.join("\n").includes("training")) await Bun.sleep(20);
    demo.stop();
    await demo.ended;
    expect(processesMarked(markOf(demo.id))).toEqual([]);
  });

  test("cleans up after one that was killed", async () => {
    const orphan = Bun.spawn(["sleep", "64"], { env: { ...process.env, AISLE_DEMO_ID: "killed-demo" } });
    const record = { id: "killed-demo", pid: 2 ** 22 - 1, startedAt: 1, ports: checkout.config.ports };
    writeFileSync(homePaths(checkout.config.home).running, JSON.stringify(record));
    await runOnce();
    await orphan.exited;
    expect(orphan.signalCode).toBe("SIGTERM");
    expect(lines.join("\n")).toContain("cleaning up after it");
  });

  test("treats a record that was cut off as no record", async () => {
    writeFileSync(homePaths(checkout.config.home).running, `{"id":`);
    writeFileSync(homePaths(checkout.config.home).record, "");
    await runOnce();
    expect(checkout.calls()).toEqual(["generate", "ingest", "retrain"]);
  });
});

test("clean removes what the demo and the trainer made, and nothing else", async () => {
  await runOnce();
  const { home } = checkout.config;
  for (const name of ["retrain.json", "champion.lock", "search-0a1b.ndjson"])
    writeFileSync(join(home, name), "");
  removeHome(home);
  expect(readdirSync(home)).toEqual(["calls"]);
});

test("the demo removes no unfinished shop that is not its own", async () => {
  const { home } = checkout.config;
  mkdirSync(join(home, "shop.unfinished"));
  writeFileSync(join(home, "shop.unfinished", "mine.csv"), "");
  expect((await failure()).message).toContain("shop.unfinished is not the demo's: move it away");
  expect(existsSync(join(home, "shop.unfinished", "mine.csv"))).toBe(true);
});

test("clean leaves what was there before the demo, and says so", async () => {
  const { home } = checkout.config;
  mkdirSync(join(home, "models"));
  writeFileSync(join(home, "models", "mine.bin"), "");
  await runOnce();
  expect(removeHome(home)).toEqual([`${join(home, "models")} was there before the demo: it stays`]);
  expect(readdirSync(home).toSorted()).toEqual(["calls", "models"]);
  expect(readdirSync(join(home, "models"))).toContain("mine.bin");
});

test.each([undefined, "{"])("clean removes nothing from a folder whose mark is %j", async (record) => {
  const home = join(checkout.config.home, "elsewhere");
  for (const name of ["models", "logs", "mlflow", "shop"]) mkdirSync(join(home, name), { recursive: true });
  if (record !== undefined) writeFileSync(homePaths(home).record, record);
  const before = readdirSync(home);
  expect(removeHome(home)).toEqual([
    `${home} is not the demo's (it has no demo.json that can be read): nothing in it is removed`,
  ]);
  expect(readdirSync(home)).toEqual(before);
});

test("clean removes the folder too when nothing else is in it", async () => {
  await runOnce();
  const { home } = checkout.config;
  rmSync(join(home, "calls"));
  removeHome(home);
  expect(existsSync(home)).toBe(false);
});
