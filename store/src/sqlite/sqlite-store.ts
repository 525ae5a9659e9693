// The store on SQLite: puts each feature's queries on a reading connection or in a writing transaction.
import { createGroupCommit } from "../group-commit.ts";
import { type NewEvent, type Store, StoreError } from "../store.ts";
import { addApiKey, listApiKeys, revokeApiKey } from "./api-keys.ts";
import { deleteItem, getItem, getItems, itemChanges, putItems, searchItems } from "./catalogue.ts";
import { counts, eraseCustomer, listCustomers } from "./customers.ts";
import { openDatabase } from "./database.ts";
import { appendEvents, exportCustomer, hiddenItems, history, readEvents, takenItems } from "./events.ts";
import { migrate } from "./migrate.ts";

/** Opens the file, or `:memory:`, and brings its schema up to date. Throws `StoreError`. */
export async function openSqliteStore(filename: string, now: () => number): Promise<Store> {
  const database = await openDatabase(filename);
  const { read, write } = database;
  const appends = createGroupCommit<NewEvent, "recorded" | "duplicate">(
    (events) => write((query) => appendEvents(query, events)),
    (error) => error instanceof StoreError && error.code === "invalid",
  );
  try {
    await migrate(database, now);
  } catch (error) {
    await database.close();
    throw error;
  }

  return {
    migrate: () => migrate(database, now),
    putItems: (items) => write((query) => putItems(query, items, now())),
    getItem: (itemId) => getItem(read, itemId),
    getItems: (itemIds) => getItems(read, itemIds),
    deleteItem: (itemId) => write((query) => deleteItem(query, itemId)),
    searchItems: (search) => searchItems(read, search),
    itemChanges: (revision, limit) => itemChanges(read, revision, limit),
    appendEvents: (events) => appends.add(events),
    history: (customerId, limit) => history(read, customerId, limit),
    hiddenItems: (customerId) => hiddenItems(read, customerId),
    takenItems: (customerId) => takenItems(read, customerId),
    readEvents: (afterSeq, limit) => readEvents(read, afterSeq, limit),
    counts: () => counts(read),
    listCustomers: (limit) => listCustomers(read, limit),
    exportCustomer: (customerId) => exportCustomer(read, customerId),
    eraseCustomer: (customerId) => write((query) => eraseCustomer(query, customerId)),
    addApiKey: (key) => write((query) => addApiKey(query, key)),
    listApiKeys: () => listApiKeys(read),
    revokeApiKey: (keyId) => write((query) => revokeApiKey(query, keyId, now())),
    async close() {
      await appends.idle();
      await database.close();
    },
  };
}
