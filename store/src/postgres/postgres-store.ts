// The store on Postgres.
import { createGroupCommit } from "../group-commit.ts";
import { migrate } from "../migrate.ts";
import { deleteEvent } from "../queries/delete-event.ts";
import { eraseCustomer, findErasures } from "../queries/erasure.ts";
import { sharedStore } from "../queries/shared-store.ts";
import { type NewEvent, type Store, StoreError } from "../store.ts";
import type { PostgresAddress } from "./address.ts";
import { openDatabase } from "./database.ts";
import { inTime } from "./deadline.ts";
import { isMonthMissing } from "./errors.ts";
import { appendEvents, deleteIds, PLACE_OF_ID } from "./events.ts";
import { POSTGRES_MIGRATIONS } from "./migrations.ts";
import { makeEarly, Months } from "./months.ts";
import { dropMonthsBefore } from "./retention.ts";

const OLDEST_SERVER = 15;
/** A list that somebody waits for is made without the customer's past when it takes longer than this. */
const PAST_MS = 1_000;

/** Connects and brings the schema up to date. Throws `StoreError`. */
export async function openPostgresStore(address: PostgresAddress, now: () => number): Promise<Store> {
  const database = openDatabase(address);
  const { write } = database;
  const months = new Months(write);

  const record = async (events: readonly NewEvent[]) => {
    await months.makeFor(events.map(({ occurredAt }) => occurredAt));
    return await write((query) => appendEvents(query, events));
  };
  const appends = createGroupCommit<NewEvent, "recorded" | "duplicate">(
    (events) =>
      record(events).catch((error: unknown) => {
        if (!isMonthMissing(error)) throw error;
        months.forget();
        return record(events);
      }),
    (error) => error instanceof StoreError && error.code === "invalid",
  );

  const runMigrations = async () => {
    await migrate(database, POSTGRES_MIGRATIONS, now);
    await database.migrate((query) => makeEarly(query, now()));
  };
  let erasures: Promise<void>;
  try {
    await checkServer();
    await runMigrations();
    erasures = (await findErasures(database, deleteIds))();
  } catch (error) {
    await database.close();
    throw error;
  }

  async function checkServer(): Promise<void> {
    const [server] = await database.read<{ version: number; encoding: string }>(
      "SELECT current_setting('server_version_num')::integer / 10000 AS version, current_setting('server_encoding') AS encoding",
    );
    const refuse = (why: string) => new StoreError("unavailable", `${address.name} cannot be used: ${why}`);
    if (server === undefined || server.version < OLDEST_SERVER)
      throw refuse(`it is Postgres ${server?.version}, and ${OLDEST_SERVER} is the oldest that will do`);
    if (server.encoding !== "UTF8")
      throw refuse(`its encoding is ${server.encoding}: create it with createdb --encoding=UTF8`);
  }

  const soon = <T>(answer: Promise<T>): Promise<T> =>
    inTime(answer, PAST_MS, () => new StoreError("unavailable", `${address.name} takes too long to answer`));
  const shared = sharedStore(database, now);
  return {
    ...shared,
    history: (customerId, limit) => soon(shared.history(customerId, limit)),
    takenItems: (customerId, limit) => soon(shared.takenItems(customerId, limit)),
    attributes: (customerId) => soon(shared.attributes(customerId)),
    migrate: runMigrations,
    appendEvents: (events) => appends.add(events),
    eraseCustomer: (customerId) => eraseCustomer(database, customerId, deleteIds),
    deleteEvent: (eventId) => write((query) => deleteEvent(query, eventId, PLACE_OF_ID, deleteIds)),
    dropMonthsBefore: (time) => dropMonthsBefore(database, time),
    async close() {
      await Promise.all([appends.idle(), erasures]);
      await database.close();
    },
  };
}
