// A small shop to test against: its catalogue, a fitted model, and the service on real ports.
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bundleContent,
  type CustomerAttributes,
  defaultRecipe,
  eventCode,
  fitModel,
  type Interactions,
  type Item,
  writeBundle,
} from "@aisle/recommender";
import { openStore, type Store } from "@aisle/store";
import type { Place, Target } from "@aisle/store/testing";
import * as v from "valibot";
import { type Config, readConfig } from "../src/platform/config.ts";
import { createLog } from "../src/platform/logging.ts";
import { startService } from "../src/platform/service.ts";
import { Recommendations } from "../src/recommendations/schema.ts";

const KINDS = ["polish", "brush", "cream", "soap"];
const BRANDS = ["Alba", "Bora", "Ciel"];

/** 60 items: 15 of each kind; every fifth is out of stock, every seventh has no price. */
export const ITEMS: readonly Item[] = Array.from({ length: 60 }, (_, at) => {
  const kind = KINDS[at % KINDS.length]!;
  const brand = BRANDS[at % BRANDS.length]!;
  return {
    itemId: `item-${at}`,
    title: `${brand} ${kind} ${at}`,
    brand,
    categories: ["beauty", kind],
    stock: at % 5 === 0 ? 0 : 10,
    ...(at % 7 !== 0 && { price: 1 + at }),
  };
});

/** The kind that an item of the shop has. */
export const kindOf = (itemId: string): string => KINDS[Number(itemId.slice("item-".length)) % KINDS.length]!;

/** 120 customers who each keep to one kind: views, then a purchase. */
function interactions(): Interactions {
  const customers = 120;
  const perCustomer = 6;
  const size = customers * perCustomer;
  const perKind = ITEMS.length / KINDS.length;
  const entry = (at: number) => {
    const customer = Math.floor(at / perCustomer);
    return ((customer * 7 + (at % perCustomer) * 2) % perKind) * KINDS.length + (customer % KINDS.length);
  };
  return {
    customers,
    items: ITEMS.length,
    offsets: Uint32Array.from({ length: customers + 1 }, (_, customer) => customer * perCustomer),
    item: Uint32Array.from({ length: size }, (_, at) => entry(at)),
    type: Uint8Array.from({ length: size }, (_, at) =>
      at % perCustomer === perCustomer - 1 ? eventCode.purchase : eventCode.view,
    ),
    time: Float64Array.from({ length: size }, (_, at) => 1_767_225_600 + at * 60),
  };
}

/** Each customer's attribute `likes` is the kind that they keep to. */
export function likes(): CustomerAttributes {
  const { customers } = interactions();
  return {
    values: KINDS.map((value) => ({ name: "likes", value })),
    offsets: Uint32Array.from({ length: customers + 1 }, (_, customer) => customer),
    codes: Uint8Array.from({ length: customers }, (_, customer) => customer % KINDS.length),
  };
}

/** Writes a fitted bundle under `directory`; returns what a pointer says of it. */
export async function fitBundle(
  directory: string,
  version: string,
  created = "2026-01-02T00:00:00.000Z",
  attributes?: CustomerAttributes,
): Promise<{ version: string; digest: string; bundle: string }> {
  const model = fitModel({ ...interactions(), attributes }, ITEMS, defaultRecipe);
  const bundle = join(directory, version);
  const content = bundleContent(model, ITEMS, {
    created,
    codeCommit: "unknown",
    data: {
      digest: `sha256:${"0".repeat(64)}`,
      from: "2026-01-01T00:00:00.000Z",
      to: "2026-01-01T12:00:00.000Z",
      events: 720,
      customers: 120,
      items: ITEMS.length,
    },
    metrics: { "ndcg@10": 0.5 },
  });
  const { digest } = await writeBundle(bundle, content);
  return { version, digest, bundle };
}

let target: Target | undefined;
/** Where shops have their stores, by the folder that each has otherwise. */
const places = new Map<string, Place>();

/** Shops that start from now on have stores of this kind; without one, a file of SQLite in their folder. */
export function useStores(kind: Target | undefined): void {
  target = kind;
}

export interface Shop {
  readonly url: string;
  readonly internalUrl: string;
  readonly home: string;
  readonly store: Store;
  readonly storeUrl: string;
  /** Every log line so far, parsed. */
  readonly log: Record<string, unknown>[];
  /** What the service takes for the time, in unix milliseconds. */
  readonly time: { now: number };
  /** Replaces the pointer to the model that should serve. */
  publish(model: { version: string; digest: string; bundle: string }): Promise<void>;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A list by POST; fails unless the answer is 200. */
  recommend(question?: object): Promise<Recommendations>;
  stop(): Promise<void>;
}

interface ShopOptions {
  /** Serve without a model when false. */
  readonly model?: boolean;
  /** Run on the files of another shop, as a second process would. */
  readonly home?: string;
  readonly environment?: Record<string, string>;
}

/** Starts a shop in a folder of its own, waits until it is ready, but for the model where it has none. */
export async function startShop({ model = true, home, environment = {} }: ShopOptions = {}): Promise<Shop> {
  const time = { now: Date.parse("2026-02-01T00:00:00Z") };
  const folder = home ?? (await mkdtemp(join(tmpdir(), "aisle-api-")));
  if (target !== undefined && home === undefined) places.set(folder, await target.make());
  const config: Config = readConfig({
    AISLE_HOME: folder,
    STORE_URL: places.get(folder)?.url,
    API_PORT: "0",
    API_INTERNAL_PORT: "0",
    STOP_DEADLINE_MS: "3000",
    LOG_LEVEL: "debug",
    MODEL_POINTER: join(folder, "serving.json"),
    CATALOGUE_POLL_MS: "100",
    TREND_POLL_MS: "100",
    API_ANONYMOUS: "recommend,events,catalogue,admin",
    API_KEYS_POLL_MS: "20",
    RULES_POLL_MS: "20",
    MODEL_POLL_MS: "50",
    // Tests hold up the process that they share with the service.
    API_MOST_WAIT_MS: "60000",
    ...environment,
  });
  const store = await openStore(config.storeUrl, { now: () => time.now });
  if (home === undefined) await store.putItems(ITEMS);
  const log: Record<string, unknown>[] = [];
  const write = (line: string) => void log.push(JSON.parse(line));
  const clock = () => time.now;
  const service = await startService({
    config,
    store,
    log: createLog({ level: config.logLevel, write, clock }),
    clock,
    newId: Bun.randomUUIDv7,
  });
  const url = `http://127.0.0.1:${service.port}`;
  const shop: Shop = {
    url,
    internalUrl: `http://127.0.0.1:${service.internalPort}`,
    home: folder,
    store,
    storeUrl: config.storeUrl,
    log,
    time,
    async publish(ref) {
      const path = join(folder, "serving.json");
      await Bun.write(`${path}.new`, JSON.stringify(ref));
      await rename(`${path}.new`, path);
    },
    async call(method, path, body, headers = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      if (method !== "HEAD" && response.status === 200 && LISTS.test(path))
        checkList(await response.clone().json());
      return response;
    },
    async recommend(question = {}) {
      const response = await shop.call("POST", "/v1/recommendations", question);
      if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
      return (await response.json()) as Recommendations;
    },
    async stop() {
      await service.stop();
      if (home !== undefined) return;
      await places.get(folder)?.[Symbol.asyncDispose]();
      places.delete(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
  if (model && home === undefined) await shop.publish(await fitBundle(folder, "v1"));
  await until(async () => {
    const ready = await fetch(`${shop.internalUrl}/health/ready`);
    return ready.ok || (!model && !(await ready.text()).includes("keys"));
  });
  return shop;
}

const LISTS = /^\/v1\/(?:recommendations(?!:)|cart\/|trending|items\/[^/?]+\/(?:similar|bought-together))/;

/** The service does not check its lists against their schema; its tests do, each list that they get. */
function checkList(list: unknown): void {
  const valid = v.parse(Recommendations, list);
  if (!Bun.deepEquals(valid, list)) throw new Error("a list has more in it than its schema says");
}

/** Waits for something to become true; fails after five seconds, or as many as given. */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 5): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`It did not become true within ${seconds} seconds.`);
    await Bun.sleep(10);
  }
}
