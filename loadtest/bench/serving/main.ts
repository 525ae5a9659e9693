// `make bench-serving`: what an answer costs beside the runtime's own constant answer. docs/benchmarks.md
import { createClient } from "@aisle/client";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { findOha } from "../../src/oha/run.ts";
import { type Measured, measure, middle, type Questions } from "./measure.ts";
import { pinned, type Server, startServer } from "./server.ts";
import { readSettings, type Settings, SHOP } from "./settings.ts";
import { customerId, customersOf, readSequences } from "./shop.ts";

const root = resolve(import.meta.dir, "../../..");
const bun = process.execPath;
const PORTS = { baseline: 3980, api: 3981, internal: 3982 } as const;
const CONNECTIONS = 32;
const LIMIT = 10;
/** Events that are sent at once. */
const BATCH = 1000;
const write = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const settings = readSettings(process.env, root);
  const oha = pinned(settings.cores.load, [findOha(process.env["PATH"] ?? "", join(root, ".tools/bin"))]);
  await mkdir(settings.home, { recursive: true });
  const digest = await makeBundle(settings);
  const api = await startApi(settings, digest);
  try {
    await fillStore(settings, api);
    write(JSON.stringify({ bundle: digest, ...(await measureAll(settings, oha, api)) }));
  } finally {
    await api.stop();
  }
} catch (error) {
  process.stderr.write(`bench-serving: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** The bundle of the recipe that meets the bars on Beauty; returns its digest. */
async function makeBundle({ home, sequences, attributes }: Settings): Promise<string> {
  const out = bundleIn(home);
  if (!existsSync(out)) {
    const recipe = join(import.meta.dir, "recipe.json");
    const data = ["--sequences", sequences, "--attributes", attributes];
    const trainer = join(root, "trainer/src/main.ts");
    const child = Bun.spawn([bun, trainer, "benchmark", ...data, "--recipe", recipe, "--out", out], {
      stdout: "inherit",
      stderr: "inherit",
    });
    if ((await child.exited) !== 0) throw new Error("the bundle could not be made");
  }
  return `sha256:${Bun.SHA256.hash(await Bun.file(join(out, "manifest.json")).bytes(), "hex")}`;
}

function bundleIn(home: string): string {
  return join(home, "bundle");
}

async function startApi({ home, cores }: Settings, digest: string): Promise<Server> {
  return await startServer([bun, join(root, "api/src/main.ts")], {
    core: cores.server,
    url: `http://127.0.0.1:${PORTS.api}`,
    ready: `http://127.0.0.1:${PORTS.internal}/health/ready`,
    environment: {
      API_PORT: String(PORTS.api),
      API_ANONYMOUS: "recommend,events",
      API_INTERNAL_PORT: String(PORTS.internal),
      STORE_URL: `sqlite://${join(home, "store.db")}`,
      MODEL_BUNDLE: bundleIn(home),
      MODEL_VERSION: "bench",
      MODEL_DIGEST: digest,
    },
  });
}

/** Every customer's events, unless an earlier run has sent them. */
async function fillStore({ home, sequences }: Settings, api: Server): Promise<void> {
  const done = join(home, "filled");
  if (existsSync(done)) return;
  const client = createClient({ baseUrl: api.url });
  const lines = readSequences(await Bun.file(sequences).text());
  const customers = customersOf(lines, { count: SHOP.customers, length: SHOP.events, until: Date.now() });
  const started = performance.now();
  let waiting: Parameters<typeof client.sendEvents>[0][] = [];
  for (const events of customers) {
    waiting.push(events);
    if (waiting.length * SHOP.events >= BATCH) await send();
  }
  await send();
  await Bun.write(done, "");
  write(
    `${SHOP.customers * SHOP.events} events sent in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );

  async function send(): Promise<void> {
    if (waiting.length === 0) return;
    const { rejected } = await client.sendEvents(waiting.flat());
    if (rejected > 0) throw new Error(`${rejected} events were rejected`);
    waiting = [];
  }
}

async function measureAll(
  { seconds, rounds, cores, sequences }: Settings,
  oha: readonly string[],
  api: Server,
) {
  const customers = Array.from({ length: SHOP.customers }, (_, at) => customerId(at));
  const questions = customers.map((customer) => JSON.stringify({ customerId: customer, limit: LIMIT }));
  const personal: Questions = { path: "/v1/recommendations", bodies: questions };
  const sample = await fetch(`${api.url}/v1/recommendations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: questions[0]!,
  });
  const bytes = (await sample.arrayBuffer()).byteLength;
  const items = new Set(readSequences(await Bun.file(sequences).text()).flat());
  const placements: Record<string, Questions> = {
    similar: { paths: Array.from(items, (item) => `/v1/items/${item}/similar?limit=${LIMIT}`) },
    "bought together": {
      paths: Array.from(items, (item) => `/v1/items/${item}/bought-together?limit=${LIMIT}`),
    },
    trending: { paths: Array.from({ length: 50 }, (_, at) => `/v1/trending?limit=${at + 1}`) },
    "GET, repeated": {
      paths: customers
        .slice(0, 1000)
        .map((customer) => `/v1/recommendations?customerId=${customer}&limit=${LIMIT}`),
    },
  };

  const baseline = await startServer(
    [bun, join(import.meta.dir, "baseline.step.ts"), String(PORTS.baseline), String(bytes)],
    {
      core: cores.server,
      url: `http://127.0.0.1:${PORTS.baseline}`,
      ready: `http://127.0.0.1:${PORTS.baseline}/`,
      environment: {},
    },
  );
  try {
    const load = { durationSeconds: seconds, connections: CONNECTIONS };
    const asked: Record<string, readonly [Server, Questions]> = {
      baseline: [baseline, personal],
      personalised: [api, personal],
      "baseline, GET": [baseline, { paths: ["/"] }],
      ...Object.fromEntries(Object.entries(placements).map(([name, paths]) => [name, [api, paths] as const])),
    };
    for (const [server, what] of Object.values(asked))
      await measure(oha, server, what, { ...load, durationSeconds: 2 });
    const measured = new Map<string, Measured[]>(Object.keys(asked).map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [name, [server, what]] of Object.entries(asked)) {
        measured.get(name)!.push(await measure(oha, server, what, load));
      }
    }
    const of = (name: string): Measured => middle(measured.get(name)!);

    write(`\nAn answer of ${bytes} bytes; ${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s\n`);
    write(
      "| route | answers/s | of the baseline | CPU µs | above the baseline | p99 ms |\n| --- | --- | --- | --- | --- | --- |",
    );
    for (const name of measured.keys()) {
      const base = of(name === "baseline" || name === "personalised" ? "baseline" : "baseline, GET");
      const { perSecond, cpuMicroseconds, p99Milliseconds } = of(name);
      const cells = [
        perSecond.toFixed(0),
        (perSecond / base.perSecond).toFixed(3),
        cpuMicroseconds.toFixed(1),
        (cpuMicroseconds - base.cpuMicroseconds).toFixed(1),
        p99Milliseconds.toFixed(2),
      ];
      write(`| ${[name, ...cells].join(" | ")} |`);
    }
    const rate = Math.round(of("personalised").perSecond / 2);
    const half = await measure(oha, api, personal, { ...load, rate });
    write(`\nAt half of saturation, ${rate}/s: p99 ${half.p99Milliseconds.toFixed(2)} ms`);
    return {
      baseline_rps: Math.round(of("baseline").perSecond),
      personalised_ratio: rounded(of("personalised").perSecond / of("baseline").perSecond),
      personalised_cpu_us_over_baseline: rounded(
        of("personalised").cpuMicroseconds - of("baseline").cpuMicroseconds,
      ),
      p99_ms_half_load: rounded(half.p99Milliseconds),
      cached_ratio: rounded(
        Math.min(
          ...Object.keys(placements).map((name) => of(name).perSecond / of("baseline, GET").perSecond),
        ),
      ),
      pss_mb: Math.round(await api.pssMegabytes()),
    };
  } finally {
    await baseline.stop();
  }
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
