// The store on SQLite.
import { createGroupCommit } from "../group-commit.ts";
import { type NewEvent, type Store, StoreError } from "../store.ts";
import { migrate } from "../migrate.ts";
import { takenItems } from "../queries/customer-items.ts";
import { history } from "../queries/events.ts";
import { deleteEvent } from "../queries/delete-event.ts";
import { eraseCustomer, findErasures } from "../queries/erasure.ts";
import { sharedStore } from "../queries/shared-store.ts";
import { appendEvents } from "./append-events.ts";
import { openDatabase } from "./database.ts";
import { RecentCustomers } from "./recent-customers.ts";
import { dropMonthsBefore } from "./retention.ts";
import { SQLITE_MIGRATIONS } from "./migrations.ts";

/** SQL for the place in the log of the event whose id is its one value. */
const PLACE_OF_ID = "SELECT seq FROM events WHERE event_id = ?";
/** An id is known for as long as its event is there. */
const forgetIds = (): Promise<void> => Promise.resolve();

/** Opens the file, or `:memory:`, and brings its schema up to date. Throws `StoreError`. */
export async function openSqliteStore(filename: string, now: () => number): Promise<Store> {
  const recent = new RecentCustomers();
  const database = await openDatabase(filename, (read) => recent.follow(read));
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
  const shared = sharedStore(database, now);
  return {
    ...shared,
    history: async (customerId, limit) => {
      database.beginView();
      return recent.rows("history", customerId, limit, () => history(database.read, customerId, limit));
    },
    takenItems: async (customerId, limit) => {
      database.beginView();
      return recent.rows("taken", customerId, limit, () => takenItems(database.read, customerId, limit));
    },
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
