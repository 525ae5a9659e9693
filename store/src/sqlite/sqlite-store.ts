// The store on SQLite.
import { createGroupCommit } from "../group-commit.ts";
import { type NewEvent, type Store, StoreError } from "../store.ts";
import { migrate } from "../migrate.ts";
import { deleteEvent } from "../queries/delete-event.ts";
import { eraseCustomer, findErasures } from "../queries/erasure.ts";
import { sharedStore } from "../queries/shared-store.ts";
import { appendEvents } from "./append-events.ts";
import { openDatabase } from "./database.ts";
import { dropMonthsBefore } from "./retention.ts";
import { SQLITE_MIGRATIONS } from "./migrations.ts";

/** SQL for the place in the log of the event whose id is its one value. */
const PLACE_OF_ID = "SELECT seq FROM events WHERE event_id = ?";
/** An id is known for as long as its event is there. */
const forgetIds = (): Promise<void> => Promise.resolve();

/** Opens the file, or `:memory:`, and brings its schema up to date. Throws `StoreError`. */
export async function openSqliteStore(filename: string, now: () => number): Promise<Store> {
  const database = await openDatabase(filename);
  const { write } = database;
  const appends = createGroupCommit<NewEvent, "recorded" | "duplicate">(
    (events) => write((query) => appendEvents(query, events)),
    (error) => error instanceof StoreError && error.code === "invalid",
  );
  const runMigrations = () => migrate(database, SQLITE_MIGRATIONS, now);
  let erasures: Promise<void>;
  try {
    await runMigrations();
    erasures = (await findErasures(database, forgetIds))();
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    ...sharedStore(database, now),
    migrate: runMigrations,
    appendEvents: (events) => appends.add(events),
    eraseCustomer: (customerId) => eraseCustomer(database, customerId, forgetIds),
    deleteEvent: (eventId) => write((query) => deleteEvent(query, eventId, PLACE_OF_ID, forgetIds)),
    dropMonthsBefore: (time) => dropMonthsBefore(database, time),
    async close() {
      await Promise.all([appends.idle(), erasures]);
      await database.close();
    },
  };
}
