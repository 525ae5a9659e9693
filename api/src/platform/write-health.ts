// Whether the store takes what is written: a full disk, say, leaves everything readable.
import { type Store, StoreError } from "@aisle/store";
import { type Log, reasonOf } from "./logging.ts";

/**
 * The same store; and why the last write failed, `undefined` when it did not. The log says when that began and when it was
 * over, once each. What is wrong with the values of one write is no fault of the store.
 */
export function watchWrites(
  store: Store,
  log: Log,
): { readonly store: Store; readonly fault: () => string | undefined } {
  let fault: string | undefined;
  const failed = (error: unknown) => {
    if (!(error instanceof StoreError) || error.code === "invalid") return;
    if (fault === undefined) log.error("store not written", { reason: reasonOf(error) });
    fault = reasonOf(error);
  };
  const succeeded = () => {
    if (fault !== undefined) log.info("store written again");
    fault = undefined;
  };
  const watched = async <Result>(write: Promise<Result>): Promise<Result> => {
    try {
      const result = await write;
      succeeded();
      return result;
    } catch (error) {
      failed(error);
      throw error;
    }
  };
  const writes = {
    putItems: (items) => watched(store.putItems(items)),
    deleteItem: (itemId) => watched(store.deleteItem(itemId)),
    appendEvents: (events) => watched(store.appendEvents(events)),
    putAttributes: (customers, mode) => watched(store.putAttributes(customers, mode)),
    saveRules: (rules, expected) => watched(store.saveRules(rules, expected)),
    eraseCustomer: (customerId) => watched(store.eraseCustomer(customerId)),
    deleteEvent: (eventId) => watched(store.deleteEvent(eventId)),
  } satisfies Partial<Store>;
  return { store: { ...store, ...writes }, fault: () => fault };
}
