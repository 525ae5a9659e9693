// A checkout whose services are tiny programs, so that starting, stopping and failing can be tested alone.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DemoConfig, Ports } from "../src/config.ts";

const serveOn = (port: string) => `
Bun.serve({ hostname: "127.0.0.1", port: Number(${port}), fetch: () => new Response("ok") });
`;

const programs: Readonly<Record<string, string>> = {
  "api/src/main.ts": serveOn("process.env.API_PORT") + serveOn("process.env.API_INTERNAL_PORT"),
  "web/src/main.ts": serveOn("process.env.WEB_PORT"),
  ".tools/mlflow/bin/mlflow": `#!${process.execPath}
${serveOn('process.argv[process.argv.indexOf("--port") + 1]')}`,
  // Notes each call; `fail-ingest` in the home makes one fail, as a killed run would.
  "trainer/src/main.ts": `
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
const home = process.env.AISLE_HOME;
const [command, ...rest] = process.argv.slice(2);
appendFileSync(home + "/calls", command + "\\n");
console.log("this is " + command);
if (command === "generate") mkdirSync(rest[1]);
if (command === "ingest" && existsSync(home + "/fail-ingest")) process.exit(7);
if (command === "ingest") writeFileSync(home + "/store.db", "");
if (command === "retrain") {
  mkdirSync(home + "/models", { recursive: true });
  writeFileSync(home + "/models/serving.json", "{}");
}
`,
};

export interface FakeCheckout {
  readonly config: DemoConfig;
  /** The trainer's commands so far, in order. */
  calls(): string[];
  /** Replaces one of the programs. */
  program(path: string, source: string): void;
  remove(): void;
}

export async function fakeCheckout(): Promise<FakeCheckout> {
  const root = mkdtempSync(join(tmpdir(), "aisle-demo-"));
  const home = join(root, "home");
  const program = (path: string, source: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  };
  for (const [path, source] of Object.entries(programs)) program(path, source);
  chmodSync(join(root, ".tools/mlflow/bin/mlflow"), 0o755);
  mkdirSync(home);
  return {
    config: {
      root,
      home,
      ports: await freePorts(),
      prometheus: undefined,
      otherHosts: { API_HOSTS: [], WEB_HOSTS: [] },
      data: undefined,
      shopOptions: [],
      days: 7,
      simulate: false,
      force: false,
    },
    calls: () => readFileSync(join(home, "calls"), "utf8").trim().split("\n"),
    program,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Below the ports that systems give to whoever asks for any: nobody else takes one of these meanwhile. */
const [FIRST_PORT, LAST_PORT] = [10_000, 32_000];

/** Ports that were free a moment ago. */
export async function freePorts(): Promise<Ports> {
  const free = new Set<number>();
  while (free.size < 5) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    const taken = await takePort(port).catch(() => undefined);
    if (taken === undefined) continue;
    await taken.close();
    free.add(port);
  }
  const [api = 0, internal = 0, web = 0, mlflow = 0, prometheus = 0] = free;
  return {
    API_PORT: api,
    API_INTERNAL_PORT: internal,
    WEB_PORT: web,
    MLFLOW_PORT: mlflow,
    PROMETHEUS_PORT: prometheus,
  };
}

/** Listens on a port, by default on any free one, until `close`. */
export function takePort(wanted = 0): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port: wanted, host: "127.0.0.1" }, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      resolve({ port, close: () => new Promise((closed) => server.close(() => closed())) });
    });
  });
}
