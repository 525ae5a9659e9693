// What lists cost beside a constant answer of the same size.
import { join } from "node:path";
import { type Measured, measure, median, middle, type Questions } from "./measure.ts";
import { type Server, startServer } from "./server.ts";
import { type Settings, SHOP } from "./settings.ts";
import { customerId } from "./shop.ts";
import { warmUp } from "./warm-up.ts";

const BASELINE_PORT = 3980;
const CONNECTIONS = 32;
const LIMIT = 10;
/** Requests at once that ask for every address, as few as warm the service up. */
const CALLERS = 4;
/** Milliseconds until a request is sent again that was refused. */
const PAUSE = 1000;
const write = (text: string): void => void process.stdout.write(`${text}\n`);

export async function measureLists(
  { seconds, rounds, cores }: Settings,
  oha: readonly string[],
  api: Server,
  items: readonly string[],
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
  const placements: Record<string, { readonly paths: readonly string[] }> = {
    similar: { paths: items.map((item) => `/v1/items/${item}/similar?limit=${LIMIT}`) },
    "bought together": { paths: items.map((item) => `/v1/items/${item}/bought-together?limit=${LIMIT}`) },
    trending: {
      paths: Array.from({ length: 50 }, (_, at) => `/v1/trending?limit=${LIMIT}&placement=p${at}`),
    },
    "GET, repeated": {
      paths: customers
        .slice(0, 1000)
        .map((customer) => `/v1/recommendations?customerId=${customer}&limit=${LIMIT}`),
    },
  };

  const baseline = await startServer(
    [process.execPath, join(import.meta.dir, "baseline.step.ts"), String(BASELINE_PORT), String(bytes)],
    {
      core: cores.server,
      url: `http://127.0.0.1:${BASELINE_PORT}`,
      ready: `http://127.0.0.1:${BASELINE_PORT}/`,
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
    for (const [name, [server, what]] of Object.entries(asked)) {
      if (server === api && "paths" in what) await askEach(api, what.paths);
      write(`${name}: warmed up in ${await warmUp(oha, server, what)} s`);
    }
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
    const halves: number[] = [];
    for (let round = 0; round < rounds; round++)
      halves.push((await measure(oha, api, personal, { ...load, rate })).p99Milliseconds);
    const half = median(halves);
    write(`\nAt half of saturation, ${rate}/s: p99 ${half.toFixed(2)} ms`);
    return {
      baseline_rps: Math.round(of("baseline").perSecond),
      personalised_ratio: of("personalised").perSecond / of("baseline").perSecond,
      personalised_cpu_ratio: of("baseline").cpuMicroseconds / of("personalised").cpuMicroseconds,
      personalised_cpu_us_over_baseline: of("personalised").cpuMicroseconds - of("baseline").cpuMicroseconds,
      p99_ms_half_load: half,
      cached_ratio: Math.min(
        ...Object.keys(placements).map((name) => of(name).perSecond / of("baseline, GET").perSecond),
      ),
    };
  } finally {
    await baseline.stop();
  }
}

/** Asks for every address once, so that all answers are kept that can be. */
async function askEach(api: Server, paths: readonly string[]): Promise<void> {
  const waiting = paths.values();
  const caller = async (): Promise<void> => {
    for (const path of waiting) {
      let response = await fetch(api.url + path);
      for (let again = 0; response.status === 503 && again < 10; again++) {
        await Bun.sleep(PAUSE);
        response = await fetch(api.url + path);
      }
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}
