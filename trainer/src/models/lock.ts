// One command at a time moves the champion of a state folder: MLflow has no compare-and-swap for aliases, and two
// retrains would share the pending run and the folder of the bundle.
import { Database, SQLiteError } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Another command that moves the champion is at work in this state folder. */
export class BusyError extends Error {
  override readonly name = "BusyError";
}

/**
 * Takes the folder's lock; disposing of the result gives it back. SQLite holds it as a lock of the operating system,
 * which ends with the process however that ends. Throws `BusyError` when another process has it.
 */
export function lockHome(home: string): Disposable {
  mkdirSync(home, { recursive: true });
  const database = new Database(join(home, "champion.lock"));
  try {
    database.run("PRAGMA busy_timeout = 0");
    database.run("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (!(error instanceof SQLiteError) || error.code !== "SQLITE_BUSY") throw error;
    throw new BusyError(
      `another retrain, promote or rollback is at work in ${home}: run this again when it is done`,
    );
  }
  return { [Symbol.dispose]: () => database.close() };
}
