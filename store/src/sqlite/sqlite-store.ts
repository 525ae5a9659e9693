// The store on SQLite.
import { createGroupCommit } from "../group-commit.ts";
import { type NewEvent, type Store, StoreError } from "../store.ts";
import { migrate } from "../migrate.ts";
import { eraseCustomer } from "../queries/customers.ts";
import { sharedStore } from "../queries/shared-store.ts";
import { appendEvents } from "./append-events.ts";
import { openDatabase } from "./database.ts";
import { dropMonthsBefore } from "./retention.ts";
import { SQLITE_MIGRATIONS } from "./migrations.ts";

/** Opens the file, or `:memory:`, and brings its schema up to date. Throws `StoreError`. */
export async function openSqliteStore(filename: string, now: () => number): Promise<Store> {
  const database = await openDatabase(filename);
  const { write } = database;
  const appends = createGroupCommit<NewEvent, "recorded" | "duplicate">(
    (events) => write((query) => appendEvents(query, events)),
    (error) => error instanceof StoreError && error.code === "invalid",
  );
  const runMigrations = () => migrate(database, SQLITE_MIGRATIONS, now);
  try {
    await runMigrations();
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    ...sharedStore(database, now),
    migrate: runMigrations,
    appendEvents: (events) => appends.add(events),
    eraseCustomer: (customerId) => write((query) => eraseCustomer(query, customerId)),
    dropMonthsBefore: (time) => dropMonthsBefore(database, time),
    async close() {
      await appends.idle();
      await database.close();
    },
  };
}
