// Where a fault happens: a shop with a model, in a folder that is gone afterwards.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ended } from "./ended.ts";

export const ROOT = resolve(import.meta.dir, "../../..");

/** What a scene is made for. */
export interface Terms {
  /** Seconds instead of minutes, and no verdict on times that a busy machine decides. */
  readonly isShort: boolean;
  /** How long a soak takes. */
  readonly soakSeconds: number;
  readonly write: (line: string) => void;
  /** Ends the fault when it is aborted. */
  readonly signal: AbortSignal;
}

export interface Scene extends Terms, Disposable {
  /** Absolute path; what is in it is gone with the scene. */
  readonly folder: string;
  /** The address of the shop's store, a file of SQLite. */
  readonly storeUrl: string;
  /** The model, a bundle. */
  readonly bundle: string;
  /** The generated shop, as `trainer ingest` reads it. */
  readonly data: string;
  /** Has a pointer name a bundle for the model that should serve; returns the pointer's path. */
  readonly point: (bundle: string, version: string) => string;
}

/** The generator's own sizes, those of the demo, unless it has to be quick. */
const SHORT_SHOP = ["--customers", "400", "--items", "120", "--days", "40"];

/** A folder with the shop, its store and its model, for `sceneOf` to copy. Takes some seconds, a short one about one. */
export async function makeShop({
  isShort,
  signal,
}: Pick<Terms, "isShort" | "signal">): Promise<Disposable & { readonly folder: string }> {
  const folder = temporaryFolder();
  const at = placesIn(folder);
  try {
    await trainer(["generate", "--out", at.data, ...(isShort ? SHORT_SHOP : [])], {}, signal);
    await trainer(["ingest", "--data", at.data], { STORE_URL: at.storeUrl }, signal);
    await trainer(
      ["train", "--from", at.data, "--out", at.bundle, "--trials", "0"],
      { AISLE_HOME: folder },
      signal,
    );
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A scene of its own for one fault. */
export function sceneOf(shop: { readonly folder: string }, terms: Terms): Scene {
  const folder = temporaryFolder();
  cpSync(shop.folder, folder, { recursive: true });
  const at = placesIn(folder);
  return {
    ...terms,
    folder,
    ...at,
    point(bundle, version) {
      const digest = `sha256:${Bun.SHA256.hash(readFileSync(join(bundle, "manifest.json")), "hex")}`;
      const pointer = join(folder, "serving.json");
      writeFileSync(pointer, JSON.stringify({ version, digest, bundle }));
      return pointer;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs a command of the trainer to its end. Throws what it said when it fails. */
export async function trainer(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const { code, output } = await ended([process.execPath, join(ROOT, "trainer/src/main.ts"), ...args], {
    env,
    signal,
  });
  if (code !== 0) throw new Error(`trainer ${args.join(" ")} ended with ${code}:\n${output}`);
}

/** Ids of some customers of the generated shop. */
export function customersOf({ data }: Pick<Scene, "data">, count: number): string[] {
  const lines = readFileSync(join(data, "interactions.csv"), "utf8").split("\n").slice(1);
  return [...new Set(lines.map((line) => line.split(",", 1)[0]!).filter((id) => id !== ""))].slice(0, count);
}

/** Ids of some items of the generated shop. */
export function itemsOf({ data }: Pick<Scene, "data">, count: number): string[] {
  const lines = readFileSync(join(data, "items.jsonl"), "utf8").split("\n").slice(0, count);
  return lines.map((line) => (JSON.parse(line) as { readonly item_id: string }).item_id);
}

const PREFIX = "aisle-chaos-";
const temporaryFolder = () => mkdtempSync(join(tmpdir(), PREFIX));

/** Folders that a fault has left behind: for tests. */
export const leftBehind = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));

const placesIn = (folder: string) => ({
  storeUrl: `sqlite://${join(folder, "store.db")}`,
  bundle: join(folder, "bundle"),
  data: join(folder, "shop"),
});
