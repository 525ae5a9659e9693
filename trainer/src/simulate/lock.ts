// One simulation at a time in a shop: two would play the same days, each without the other's new products.
import { takeLock } from "@aisle/platform";
import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * Takes the lock of the state folder, where there is one; disposing of the result gives it back. Throws when another
 * simulation has it.
 */
export function lockSimulation(home: string): Disposable {
  const lock = existsSync(home) ? takeLock(join(home, "simulation.lock")) : NOTHING;
  if (lock !== undefined) return lock;
  throw new Error(
    `simulated customers are in the shop of ${home} already: wait until they have left, or stop them first`,
  );
}

const NOTHING: Disposable = { [Symbol.dispose]: () => undefined };
