// Locks between processes that end with the process, however that ends, also in containers that share a volume.
import { Database, SQLiteError } from "bun:sqlite";

/**
 * Takes the lock at `path`, a file that is made for it; disposing of the result gives it back, and the file stays.
 * Undefined when somebody else has it. SQLite holds it as a lock of the operating system. Throws what opening the file
 * throws.
 */
export function takeLock(path: string): Disposable | undefined {
  const database = new Database(path);
  try {
    database.run("PRAGMA busy_timeout = 0");
    // Nothing is written, so there is no need of a journal beside the file.
    database.run("PRAGMA journal_mode = MEMORY");
    database.run("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (error instanceof SQLiteError && error.code === "SQLITE_BUSY") return undefined;
    throw error;
  }
  return { [Symbol.dispose]: () => database.close() };
}
