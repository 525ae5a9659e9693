// What `make bench-training` measures, and where it keeps what it generates.
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";

/** Customers, items and days of the shop of twenty million events. */
export const SHOP = { customers: 1_000_000, items: 200_000, days: 55 } as const;

export interface Settings {
  /** Sizes that are fitted, as numbers of customers of the shop. */
  readonly customers: readonly number[];
  /** The largest of them: that many customers are generated. */
  readonly generated: number;
  /** Whether a hundred million events are fitted too; that many are not trained on as a whole. */
  readonly huge: boolean;
  readonly threads: number;
  /** Where the generated shop, its columns and all that is written lie; several GB. */
  readonly home: string;
}

/** Sizes in millions of events, about. */
const SIZES = [1, 5, 10, 20];
const HUGE = 100;

/** Reads the environment; a relative folder is relative to `cwd`. */
export function readSettings(env: Readonly<Record<string, string | undefined>>, cwd: string): Settings {
  const huge = env["HUGE"] === "1";
  const sizes = huge ? [...SIZES, HUGE] : SIZES;
  const scale = Number(env["SCALE"] ?? "1");
  if (!(scale > 0 && scale <= 1)) throw new Error(`SCALE must be from 0 to 1, not "${env["SCALE"]}"`);
  const customers = sizes.map((size) => Math.round((SHOP.customers * scale * size) / 20));
  return {
    customers,
    generated: customers.at(-1)!,
    huge,
    threads: availableParallelism(),
    home: resolve(cwd, env["AISLE_HOME"] ?? ".aisle", "bench", `${customers.at(-1)!}-customers`),
  };
}

export function folders(home: string) {
  return {
    shop: join(home, "shop"),
    columns: join(home, "columns"),
    peer: join(home, "peer"),
    trainer: join(home, "trainer"),
  };
}
