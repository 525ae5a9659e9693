// Where the benchmark finds its data, and how much time it may take.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

export const PARTS = ["literature", "depth", "shop", "generated", "graphs", "gate"] as const;
export type Part = (typeof PARTS)[number];

/** What reads the folder of a shop. */
export const OF_A_SHOP = ["depth", "shop", "graphs", "gate"] as const;

/** What reads the literature's files. */
const OF_FILES = ["literature", "depth"] as const;

export interface Settings {
  /** A folder with the literature's files: `Beauty.txt`, `Beauty_item2attributes.json` and the same for Toys. */
  readonly benchmark: string;
  /** A folder of a shop's data, in any layout of docs/data-formats.md. */
  readonly shop: string;
  /** Seconds of search for each of the literature's data sets. */
  readonly budget: number;
  /** A look at whether everything runs: small grids, few repetitions. Its figures mean little. */
  readonly quick: boolean;
  readonly parts: ReadonlySet<Part>;
}

/** Reads the environment; relative folders are relative to `cwd`. Throws with what to set when something is wrong. */
export function readSettings(env: Readonly<Record<string, string | undefined>>, cwd: string): Settings {
  const quick = env["QUICK"] === "1";
  const budget = Number(env["BUDGET"] ?? (quick ? "20" : "600"));
  if (!(budget >= 1)) throw new Error(`BUDGET must be seconds, 1 or more, not "${env["BUDGET"]}"`);
  const parts = new Set(env["PARTS"] === undefined ? PARTS : env["PARTS"].split(",").map(partOf));
  const benchmark = resolve(cwd, env["DATA_BENCHMARK"] ?? "../shared/data/benchmark");
  const shop = resolve(cwd, env["DATA_SHOP"] ?? "../shared/data/amazon-beauty");
  if (OF_FILES.some((part) => parts.has(part)) && !existsSync(join(benchmark, "Beauty.txt")))
    throw new Error(`there is no Beauty.txt in ${benchmark}: set DATA_BENCHMARK (docs/benchmarks.md)`);
  if (OF_A_SHOP.some((part) => parts.has(part)) && !existsSync(shop))
    throw new Error(`there is no folder ${shop}: set DATA_SHOP (docs/benchmarks.md)`);
  return { benchmark, shop, budget, quick, parts };
}

function partOf(name: string): Part {
  const part = PARTS.find((known) => known === name);
  if (part === undefined) throw new Error(`PARTS knows ${PARTS.join(", ")}, not "${name}"`);
  return part;
}
