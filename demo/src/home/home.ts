// What the demo remembers in AISLE_HOME between runs: whose data it holds, and how far its first run came.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
    mlflow: join(home, "mlflow"),
    logs: join(home, "logs"),
  };
}

/** Replaces a JSON file in one step, so that a reader sees the old one or the new one. */
export function writeJson(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
}

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

/**
 * Opens AISLE_HOME for the configured data: makes it, or checks that it was made from the same data.
 * Without DATA a home that holds someone's data goes on with it. Throws a DemoError when they differ.
 */
export function openHome(config: DemoConfig): HomeRecord {
  const paths = homePaths(config.home);
  try {
    mkdirSync(config.home, { recursive: true });
  } catch (error) {
    throw new DemoError(`AISLE_HOME=${config.home} cannot be made: ${String(error)}`, exitCodes.preflight);
  }
  const known = readJson(paths.record, record);
  if (known === undefined) {
    const fresh = { data: config.data ?? "generated", shopOptions: [...config.shopOptions], ingested: false };
    writeJson(paths.record, fresh);
    return fresh;
  }
  const remedy = "Use another AISLE_HOME for it, or `make clean` to start over";
  if (config.data !== undefined && config.data !== known.data) {
    throw new DemoError(
      `${config.home} was made from ${known.data}, not from DATA=${config.data}. ${remedy}`,
      exitCodes.usage,
    );
  }
  if (config.shopOptions.length > 0 && config.shopOptions.join(" ") !== known.shopOptions.join(" ")) {
    throw new DemoError(
      `${config.home} holds a shop made with SHOP="${known.shopOptions.join(" ")}". ${remedy}`,
      exitCodes.usage,
    );
  }
  return known;
}

/** Removes what the demo wrote into AISLE_HOME, and the folder itself when nothing else is in it. */
export function removeHome(home: string): void {
  const { record: recordPath, store, ...others } = homePaths(home);
  for (const path of [...Object.values(others), store, `${store}-wal`, `${store}-shm`, recordPath]) {
    rmSync(path, { recursive: true, force: true });
  }
}
