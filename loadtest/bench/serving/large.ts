// What 200,000 items cost: the time of an answer beside that of the small catalogue, the start, and the memory.
import { createClient, type Item, type NewEvent } from "@aisle/client";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { latencyAt, parseResult } from "../../src/oha/result.ts";
import { runOha } from "../../src/oha/run.ts";
import { startApi } from "./api.ts";
import { median } from "./measure.ts";
import type { Server } from "./server.ts";
import type { Settings } from "./settings.ts";
import { customerId } from "./shop.ts";

/** As many customers as give most items a full row of neighbours. */
const SHOP = { items: 200_000, customers: 250_000, days: 55 } as const;
const QUICK_SHOP = { items: 20_000, customers: 5_000, days: 55 } as const;

/** Customers who ask, each with events on so many items, their neighbours included. */
const CUSTOMERS = 5000;
const LIMIT = 10;
const STARTS = 4;
const NEIGHBOURS = 4;
/** Requests at once that ask for lists before memory is read. */
const CALLERS = 8;

/** Requests a second: far below what either server could answer. */
const RATE = 200;
const CONNECTIONS = 8;
const ROUNDS = 5;
const WARM_SECONDS = 5;
/** Milliseconds after the last request: what garbage there is then stays. */
const SETTLE = 3000;
const MINUTE = 60_000;
const PORTS = { small: 3981, large: 3983 } as const;
const write = (text: string): void => void process.stdout.write(`${text}\n`);

/** What a service is started with. */
interface Bundle {
  readonly bundle: string;
  readonly digest: string;
  readonly storeUrl: string;
  readonly processes?: number;
}

interface Task {
  readonly root: string;
  readonly settings: Settings;
  readonly oha: readonly string[];
  readonly small: Bundle;
}

/** Megabytes are 10^6 bytes; proportional sizes, after some thousand requests. */
export interface LargeMeasured {
  /** Median time of an answer from the large catalogue over that from the small one, at the same modest rate. */
  readonly large_catalogue_latency_ratio: number;
  /** From the start of the process until it is ready, with the whole catalogue in the store, in seconds. */
  readonly large_catalogue_ready_s: number;
  readonly pss_mb: number;
  /** What one more of several processes on a port adds. */
  readonly second_process_mb: number;
}

/** Makes the large shop on the first call, which takes some minutes. All services run on one core, two at a time. */
export async function measureLarge({ root, settings, oha, small }: Task): Promise<LargeMeasured> {
  const shop = settings.quick ? QUICK_SHOP : SHOP;
  const home = join(settings.home, `large-${shop.items}`);
  const bundle = await makeBundle(root, home, shop);
  const large = { bundle, digest: await digestOf(bundle), storeUrl: `sqlite://${join(home, "store.db")}` };
  const serving = async <T>(of: Bundle, port: number, work: (api: Server) => Promise<T>): Promise<T> => {
    const api = await startApi({ root, core: settings.cores.server, port, ...of });
    try {
      return await work(api);
    } finally {
      await api.stop();
    }
  };
  if (!existsSync(join(home, "filled"))) {
    await serving(large, PORTS.large, (api) => fillStore(api, bundle));
    await Bun.write(join(home, "filled"), "");
  }
  const began = performance.now();
  const measured = await serving(large, PORTS.large, async (api) => {
    const seconds = (performance.now() - began) / 1000;
    const ratio = await serving(small, PORTS.small, (other) => latencyRatio(oha, settings, api, other));
    await ask(api);
    return {
      large_catalogue_latency_ratio: ratio,
      large_catalogue_ready_s: seconds,
      pss_mb: await api.pssMegabytes(),
    };
  });
  const memoryOf = (processes: number): Promise<number> =>
    serving({ ...large, processes }, PORTS.large, async (api) => {
      // Each process gets its share of the questions.
      for (let round = 0; round < processes; round++) await ask(api);
      return await api.pssMegabytes();
    });
  // Both have a supervisor.
  const [two, three] = [await memoryOf(2), await memoryOf(3)];
  const added = three - two;
  write(
    `\n${shop.items} items: ready after ${measured.large_catalogue_ready_s.toFixed(2)} s, ` +
      `${measured.pss_mb.toFixed(0)} MB, another process adds ${added.toFixed(0)} MB; an answer ` +
      `takes ${measured.large_catalogue_latency_ratio.toFixed(2)} times as long as from the small catalogue`,
  );
  return { ...measured, second_process_mb: added };
}

async function makeBundle(
  root: string,
  home: string,
  shop: typeof SHOP | typeof QUICK_SHOP,
): Promise<string> {
  const bundle = join(home, "bundle");
  if (existsSync(bundle)) return bundle;
  const data = join(home, "shop");
  const size = Object.entries(shop).flatMap(([name, value]) => [`--${name}`, String(value)]);
  await train(root, home, ["generate", ...size, "--format", "parquet", "--out", data]);
  await train(root, home, ["train", "--from", data, "--trials", "0", "--out", bundle]);
  return bundle;
}

async function train(root: string, home: string, command: readonly string[]): Promise<void> {
  const child = Bun.spawn([process.execPath, join(root, "trainer/src/main.ts"), ...command], {
    env: { ...process.env, AISLE_HOME: home },
    stdout: "inherit",
    stderr: "inherit",
  });
  if ((await child.exited) !== 0) throw new Error(`trainer ${command[0]} did not end well`);
}

async function digestOf(bundle: string): Promise<string> {
  return `sha256:${Bun.SHA256.hash(await Bun.file(join(bundle, "manifest.json")).bytes(), "hex")}`;
}

/** The whole catalogue, and customers who bought products and some that were bought together with these. */
async function fillStore(api: Server, bundle: string): Promise<void> {
  const client = createClient({ baseUrl: api.url });
  const items = (await Bun.file(join(bundle, "items.jsonl")).text()).trimEnd().split("\n");
  const { rejected } = await client.importItems(items.map((line) => JSON.parse(line) as Item));
  if (rejected > 0) throw new Error(`${rejected} items were rejected`);
  for (let customer = 0; customer < CUSTOMERS; customer++) {
    const bought = new Set<string>();
    for (let start = 0; start < STARTS; start++) {
      // A step that has no divisor in common with the number of items comes by all of them.
      const line = items[((customer * STARTS + start) * 7919) % items.length]!;
      const { itemId } = JSON.parse(line) as Item;
      bought.add(itemId);
      const { items: others } = await client.boughtTogether(itemId, { limit: NEIGHBOURS });
      for (const other of others) bought.add(other.itemId);
    }
    const events = Array.from(bought, (itemId, at): NewEvent => ({
      eventId: `${customer}-${at}`,
      customerId: customerId(customer),
      itemId,
      type: "purchase",
      occurredAt: new Date(Date.now() - (bought.size - at) * MINUTE).toISOString(),
    }));
    await client.sendEvents(events);
  }
}

const CUSTOMER_IDS = Array.from({ length: CUSTOMERS }, (_, at) => customerId(at));
const QUESTIONS = CUSTOMER_IDS.map((customer) => JSON.stringify({ customerId: customer, limit: LIMIT }));

/** The two are asked in turns, so that what else the machine does falls on both. */
async function latencyRatio(
  oha: readonly string[],
  { seconds, quick }: Settings,
  large: Server,
  small: Server,
): Promise<number> {
  const medianOf = async (target: string, durationSeconds: number): Promise<number> => {
    const questions = { path: "/v1/recommendations", bodies: QUESTIONS };
    const load = { target, durationSeconds, connections: CONNECTIONS, rate: RATE };
    const result = parseResult(await runOha(oha, questions, load));
    if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} requests failed`);
    return latencyAt(result, 0.5)!;
  };
  const times: Record<"large" | "small", number[]> = { large: [], small: [] };
  for (const { url } of [large, small]) await medianOf(url, WARM_SECONDS);
  for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
    times.large.push(await medianOf(large.url, seconds / 2));
    times.small.push(await medianOf(small.url, seconds / 2));
  }
  return median(times.large) / median(times.small);
}

/** Asks for every customer's list once, again when the service is too busy, and lets the process settle. */
async function ask({ url }: Server): Promise<void> {
  const client = createClient({ baseUrl: url });
  const waiting = CUSTOMER_IDS.values();
  const caller = async (): Promise<void> => {
    for (const customer of waiting) await client.recommend({ customerId: customer, limit: LIMIT });
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  await Bun.sleep(SETTLE);
}
