// One command at a time moves the champion of a state folder: MLflow has no compare-and-swap for aliases, and two
// retrains would share the pending run and the folder of the bundle.
import { takeLock } from "@aisle/platform";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Another command that moves the champion is at work in this state folder. */
export class BusyError extends Error {
  override readonly name = "BusyError";
}

/** Takes the folder's lock; disposing of the result gives it back. Throws `BusyError` when another process has it. */
export function lockHome(home: string): Disposable {
  mkdirSync(home, { recursive: true });
  const lock = takeLock(join(home, "champion.lock"));
  if (lock !== undefined) return lock;
  throw new BusyError(
    `another retrain, promote or rollback is at work in ${home}: run this again when it is done`,
  );
}
