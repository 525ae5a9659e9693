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
import { join } from "node:path";
import * as v from "valibot";
import type { DemoConfig } from "../config.ts";
import { DemoError, exitCodes } from "../errors.ts";

const record = v.object({
  /** "generated" or the absolute path of the data's folder. */
  data: v.string(),
  shopOptions: v.array(v.string()),
  /** True once all of the data is in the store. */
  ingested: v.boolean(),
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
    logs: join(home, "logs"),
    /** Of retrain, promote and rollback: what has begun, and whose turn it is. */
    pending: join(home, "retrain.json"),
    lock: join(home, "champion.lock"),
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
  if (known !== undefined) removeData(home);
  const fresh = { data: data ?? "generated", shopOptions: [...shopOptions], ingested: false };
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

/** Removes what the demo wrote into AISLE_HOME, and nothing else there. */
export function removeHome(home: string): void {
  removeData(home);
  rmSync(homePaths(home).running, { force: true });
  if (existsSync(home) && readdirSync(home).length === 0) rmdirSync(home);
}

/** What `trainer search` remembers of its trials. */
const SEARCH_JOURNAL = /^search-.*\.ndjson$/;

function removeData(home: string): void {
  const { running: _, record: recordPath, store, ...others } = homePaths(home);
  const databases = [store, `${store}-wal`, `${store}-shm`];
  const journals = existsSync(home) ? readdirSync(home).filter((name) => SEARCH_JOURNAL.test(name)) : [];
  const data = [...databases, ...Object.values(others), ...journals.map((name) => join(home, name))];
  // The record last: a removal that was cut off can then be repeated.
  for (const path of [...data, recordPath]) rmSync(path, { recursive: true, force: true });
}
