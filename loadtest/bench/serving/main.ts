// `make bench-serving`: what answers cost beside the runtime's own constant answer, and how fast events are recorded.
// docs/benchmarks.md
import { createClient } from "@aisle/client";
import { existsSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { findOha } from "../../src/oha/run.ts";
import { startApi } from "./api.ts";
import { type EventsMeasured, measureEvents, startPostgres } from "./events.ts";
import { measureLarge } from "./large.ts";
import { measureLists } from "./lists.ts";
import { pinned, type Server } from "./server.ts";
import { readSettings, type Settings, SHOP } from "./settings.ts";
import { customersOf, readSequences } from "./shop.ts";

const root = resolve(import.meta.dir, "../../..");
/** Events that are sent at once to fill the store. */
const BATCH = 1000;
const write = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const settings = readSettings(process.env, root);
  const oha = pinned(settings.cores.load, [findOha(process.env["PATH"] ?? "", join(root, ".tools/bin"))]);
  await mkdir(settings.home, { recursive: true });
  const bundle = join(settings.home, "bundle");
  const digest = await makeBundle(settings, bundle);
  const sequences = readSequences(await Bun.file(settings.sequences).text());
  const items = [...new Set(sequences.flat())];

  /** Runs `work` against a service on a store of its own. */
  const withApi = async <T>(storeUrl: string, work: (api: Server) => Promise<T>): Promise<T> => {
    const api = await startApi({ root, core: settings.cores.server, storeUrl, bundle, digest });
    try {
      return await work(api);
    } finally {
      await api.stop();
    }
  };
  const lists = await withApi(`sqlite://${join(settings.home, "store.db")}`, async (api) => {
    await fillStore(settings, sequences, api);
    return settings.parts.has("lists") ? await measureLists(settings, oha, api, items) : {};
  });
  const small = { bundle, digest, storeUrl: `sqlite://${join(settings.home, "store.db")}` };
  const large = settings.parts.has("large") ? await measureLarge({ root, settings, oha, small }) : {};
  const record = (api: Server): Promise<EventsMeasured> => measureEvents(api, items, settings.seconds);
  const events = settings.parts.has("events") ? await measureStores(settings, withApi, record) : {};
  const figures: Readonly<Record<string, number>> = { ...lists, ...large, ...events };
  const rounded = Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(3))]);
  write(JSON.stringify({ bundle: digest, ...Object.fromEntries(rounded) }));
} catch (error) {
  process.stderr.write(`bench-serving: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** How fast events are recorded by each store. */
async function measureStores(
  { home }: Settings,
  withApi: <T>(storeUrl: string, work: (api: Server) => Promise<T>) => Promise<T>,
  record: (api: Server) => Promise<EventsMeasured>,
) {
  for (const file of ["events.db", "events.db-wal", "events.db-shm"])
    rmSync(join(home, file), { force: true });
  const onSqlite = await withApi(`sqlite://${join(home, "events.db")}`, record);
  say("SQLite", onSqlite);
  const onPostgres = await withPostgres((url) => withApi(url, record));
  if (onPostgres === undefined) write("No Postgres is installed: its events were not measured.");
  else say("Postgres", onPostgres);
  return {
    events_per_s_sqlite: Math.round(onSqlite.perSecond),
    ...(onPostgres && { events_per_s_postgres: Math.round(onPostgres.perSecond) }),
    event_visible_p99_ms: onSqlite.visibleP99,
  };
}

/** What `work` makes of an empty database; undefined where no Postgres is installed. */
async function withPostgres<T>(work: (url: string) => Promise<T>): Promise<T | undefined> {
  const postgres = await startPostgres(root);
  if (postgres === undefined) return undefined;
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}

function say(store: string, { perSecond, visibleP99 }: EventsMeasured): void {
  write(
    `${store}: ${perSecond.toFixed(0)} events/s; in the next list after ${visibleP99.toFixed(2)} ms (p99)`,
  );
}

/** The bundle of the recipe that meets the bars on Beauty; returns its digest. */
async function makeBundle({ sequences, attributes }: Settings, out: string): Promise<string> {
  if (!existsSync(out)) {
    const recipe = join(import.meta.dir, "recipe.json");
    const data = ["--sequences", sequences, "--attributes", attributes];
    const trainer = join(root, "trainer/src/main.ts");
    const child = Bun.spawn(
      [process.execPath, trainer, "benchmark", ...data, "--recipe", recipe, "--out", out],
      { stdout: "inherit", stderr: "inherit" },
    );
    if ((await child.exited) !== 0) throw new Error("the bundle could not be made");
  }
  return `sha256:${Bun.SHA256.hash(await Bun.file(join(out, "manifest.json")).bytes(), "hex")}`;
}

/** Every customer's events, unless an earlier run has sent them. */
async function fillStore({ home }: Settings, sequences: readonly string[][], api: Server): Promise<void> {
  const done = join(home, "filled");
  if (existsSync(done)) return;
  const client = createClient({ baseUrl: api.url });
  const customers = customersOf(sequences, {
    count: SHOP.customers,
    length: SHOP.events,
    until: Date.now(),
  });
  const started = performance.now();
  let waiting: Parameters<typeof client.sendEvents>[0][] = [];
  for (const events of customers) {
    waiting.push(events);
    if (waiting.length * SHOP.events >= BATCH) await send();
  }
  await send();
  await Bun.write(done, "");
  const seconds = (performance.now() - started) / 1000;
  write(`${SHOP.customers * SHOP.events} events sent in ${seconds.toFixed(1)} s`);

  async function send(): Promise<void> {
    if (waiting.length === 0) return;
    const { rejected } = await client.sendEvents(waiting.flat());
    if (rejected > 0) throw new Error(`${rejected} events were rejected`);
    waiting = [];
  }
}
