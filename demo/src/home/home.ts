// What the demo remembers in AISLE_HOME between runs: whose data it holds, and how far its first run came.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import * as v from "valibot";
import type { DemoConfig } from "../config.ts";
import { DemoError, exitCodes } from "../errors.ts";

const record = v.object({
  /** "generated" or the absolute path of the data's folder. */
  data: v.string(),
  shopOptions: v.array(v.string()),
  /** True once all of the data is in the store. */
  ingested: v.boolean(),
  /** True once simulated customers were let into a generated shop. */
  simulated: v.optional(v.boolean(), false),
  /** What was in the folder before the demo was, under a name that the demo uses: it is never removed. */
  keeps: v.optional(v.array(v.string()), []),
});

export type HomeRecord = v.InferOutput<typeof record>;

/** Paths in AISLE_HOME; `docs/architecture.md` lists them. */
export function homePaths(home: string) {
  return {
    record: join(home, "demo.json"),
    running: join(home, "running.json"),
    store: join(home, "store.db"),
    shop: join(home, "shop"),
    unfinishedShop: join(home, "shop.unfinished"),
    snapshots: join(home, "snapshots"),
    models: join(home, "models"),
    serving: join(home, "models", "serving.json"),
    idKey: join(home, "recommendation-id.key"),
    mlflow: join(home, "mlflow"),
    prometheus: join(home, "prometheus"),
    logs: join(home, "logs"),
    /** Where the console orders operations. */
    operations: join(home, "operations.sock"),
    /** Of retrain, promote and rollback: what has begun, and whose turn it is. */
    pending: join(home, "retrain.json"),
    lock: join(home, "champion.lock"),
    simulationLock: join(home, "simulation.lock"),
  };
}

/** Replaces a JSON file in one step, so that a reader sees the old one or the new one. */
export function writeJson(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/** What a JSON file holds; undefined when there is none or it is not of this schema. */
export function readJson<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
): v.InferOutput<Schema> | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const parsed = v.safeParse(schema, JSON.parse(readFileSync(path, "utf8")));
    return parsed.success ? parsed.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // written by something else, or cut off
    throw error;
  }
}

/** Makes the folder. Throws a DemoError when that cannot be done. */
export function makeHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true });
  } catch (error) {
    throw new DemoError(`AISLE_HOME=${home} cannot be made: ${String(error)}`, exitCodes.preflight);
  }
}

/**
 * Opens AISLE_HOME for the configured data: notes whose data it will hold, or checks that it is the same data.
 * Without DATA a home goes on with the data that it has; when its store was lost, the data has yet to get in again. Data
 * that never got in completely is forgotten for other data. Throws a DemoError when the data differ. Only for whoever has taken the home.
 */
export function openHome({ home, data, shopOptions }: DemoConfig): HomeRecord {
  const paths = homePaths(home);
  if (data !== undefined && !isFolder(data))
    throw new DemoError(`DATA=${data} is not a folder`, exitCodes.usage);
  const known = readJson(paths.record, record);
  const difference = known === undefined ? undefined : differenceTo(known, data, shopOptions);
  if (known !== undefined && difference === undefined) {
    return existsSync(paths.store) ? known : { ...known, ingested: false };
  }
  if (known?.ingested === true) {
    throw new DemoError(
      `${home} ${difference}. Use another AISLE_HOME for it, or \`make clean\` to start over`,
      exitCodes.usage,
    );
  }
  const keeps = known?.keeps ?? madeByTheDemo(home).filter((name) => existsSync(join(home, name)));
  if (known !== undefined) removeData(home, keeps);
  const fresh = {
    data: data ?? "generated",
    shopOptions: [...shopOptions],
    ingested: false,
    simulated: false,
    keeps,
  };
  writeJson(paths.record, fresh);
  return fresh;
}

function differenceTo(
  known: HomeRecord,
  data: string | undefined,
  shopOptions: readonly string[],
): string | undefined {
  if (data !== undefined && data !== known.data) return `was made from ${known.data}, not from DATA=${data}`;
  if (shopOptions.length > 0 && shopOptions.join(" ") !== known.shopOptions.join(" ")) {
    return `holds a shop made with SHOP="${known.shopOptions.join(" ")}"`;
  }
  return undefined;
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/**
 * Removes what the demo wrote into AISLE_HOME, and nothing else there: demo.json is the mark by which a folder is known
 * to be the demo's. Returns what it left alone, in sentences.
 */
export function removeHome(home: string): string[] {
  const paths = homePaths(home);
  rmSync(paths.running, { force: true });
  const known = readJson(paths.record, record);
  const kept: string[] = [];
  if (known !== undefined) {
    removeData(home, known.keeps);
    kept.push(...known.keeps.map((name) => `${join(home, name)} was there before the demo: it stays`));
  } else if (existsSync(home) && readdirSync(home).length > 0) {
    kept.push(`${home} is not the demo's (it has no demo.json that can be read): nothing in it is removed`);
  }
  if (existsSync(home) && readdirSync(home).length === 0) rmdirSync(home);
  return kept;
}

/** What `trainer search` remembers of its trials. */
const SEARCH_JOURNAL = /^search-.*\.ndjson$/;

/** Names in AISLE_HOME that the demo and its services write to. */
function madeByTheDemo(home: string): string[] {
  const { running: _, record: __, store, ...others } = homePaths(home);
  const journals = existsSync(home) ? readdirSync(home).filter((name) => SEARCH_JOURNAL.test(name)) : [];
  const paths = [store, `${store}-wal`, `${store}-shm`, ...Object.values(others)];
  return [...paths.map((path) => basename(path)), ...journals];
}

function removeData(home: string, keeps: readonly string[]): void {
  const names = madeByTheDemo(home).filter((name) => !keeps.includes(name));
  for (const name of names) rmSync(join(home, name), { recursive: true, force: true });
  // The record last: a removal that was cut off can then be repeated.
  rmSync(homePaths(home).record, { force: true });
}
