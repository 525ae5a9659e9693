// What `make bench-serving` measures with, and where it keeps what it prepares.
import { join, resolve } from "node:path";

/** Customers who ask, each with so many events in the store. */
export const SHOP = { customers: 20_000, events: 20 } as const;

/** What can be measured by itself. */
const PARTS = ["lists", "large", "events"] as const;
export type Part = (typeof PARTS)[number];

export interface Settings {
  readonly parts: ReadonlySet<Part>;
  /** The literature's files of Amazon Beauty. */
  readonly sequences: string;
  readonly attributes: string;
  /** Bundle, store and logs of the measured service. */
  readonly home: string;
  /** A look at whether everything runs. */
  readonly quick: boolean;
  /** Seconds of each measurement. */
  readonly seconds: number;
  /** Times that baseline and service are measured, in turns. */
  readonly rounds: number;
  /** Cores of the server and of oha. */
  readonly cores: { readonly server: number; readonly load: number };
}

/** Reads the environment, in which `PARTS` names some with commas; relative folders are relative to `cwd`. */
export function readSettings(env: Readonly<Record<string, string | undefined>>, cwd: string): Settings {
  const data = resolve(cwd, env["DATA_BENCHMARK"] ?? "../shared/data/benchmark");
  const quick = env["QUICK"] === "1";
  return {
    parts: partsOf(env["PARTS"]),
    sequences: join(data, "Beauty.txt"),
    attributes: join(data, "Beauty_item2attributes.json"),
    home: resolve(cwd, env["AISLE_HOME"] ?? ".aisle", "bench", "serving"),
    quick,
    seconds: quick ? 2 : 8,
    rounds: quick ? 1 : 3,
    cores: { server: 0, load: 1 },
  };
}

function partsOf(named: string | undefined): ReadonlySet<Part> {
  const names = named?.split(",") ?? PARTS;
  const parts = PARTS.filter((part) => names.includes(part));
  if (parts.length < names.length)
    throw new Error(`PARTS are ${PARTS.join(", ")}, with commas, not ${named}`);
  return new Set(parts);
}
