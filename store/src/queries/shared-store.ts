// What every database does the same: each feature's queries, read or written in a transaction.
import type { Store } from "../store.ts";
import { attributes, putAttributes, readAttributes } from "./attributes.ts";
import { addApiKey, listApiKeys, revokeApiKey } from "./api-keys.ts";
import { addItems, deleteItem, getItem, getItems, itemChanges, putItems, updateItems } from "./catalogue.ts";
import { itemFacets, searchItems } from "./search.ts";
import { dropDeletedItems } from "./deleted-items.ts";
import { activity, counts, listCustomers } from "./customers.ts";
import { takenItems } from "./customer-items.ts";
import { exportCustomer, firstWithRecommendation, history, newestSeq, readEvents } from "./events.ts";
import type { Database } from "./query.ts";
import { listRulesVersions, newestRules, rulesOf, saveRules } from "./standing-rules.ts";

/** The store but for what depends on how events are kept. `now` stamps new rows, unix milliseconds. */
export function sharedStore(
  { read, write }: Database,
  now: () => number,
): Omit<Store, "migrate" | "appendEvents" | "eraseCustomer" | "deleteEvent" | "dropMonthsBefore" | "close"> {
  return {
    putItems: (items) => write((query) => putItems(query, items, now())),
    addItems: (items) => write((query) => addItems(query, items, now())),
    updateItems: (items, fields) => write((query) => updateItems(query, items, fields, now())),
    getItem: (itemId) => getItem(read, itemId),
    getItems: (itemIds) => getItems(read, itemIds),
    deleteItem: (itemId) => write((query) => deleteItem(query, itemId, now())),
    searchItems: (search) => searchItems(read, search),
    itemFacets: (search) => itemFacets(read, search),
    itemChanges: (revision, limit) => itemChanges(read, revision, limit),
    dropDeletedItems: (time) => dropDeletedItems({ read, write }, time, now()),
    history: (customerId, limit) => history(read, customerId, limit),
    takenItems: (customerId, limit) => takenItems(read, customerId, limit),
    firstWithRecommendation: (id, type) => firstWithRecommendation(read, id, type),
    newestSeq: () => newestSeq(read),
    readEvents: (afterSeq, limit) => readEvents(read, afterSeq, limit),
    counts: () => counts(read),
    activity: (customerId) => activity(read, customerId),
    listCustomers: (limit) => listCustomers(read, limit),
    exportCustomer: (customerId) => exportCustomer(read, customerId),
    putAttributes: (customers, mode) => write((query) => putAttributes(query, customers, mode)),
    attributes: (customerId) => attributes(read, customerId),
    readAttributes: (after, limit) => readAttributes(read, after, limit),
    addApiKey: (key) => write((query) => addApiKey(query, key)),
    listApiKeys: () => listApiKeys(read),
    saveRules: (rules, expected) => write((query) => saveRules(query, rules, expected, now())),
    newestRules: (after) => newestRules(read, after),
    rulesOf: (version) => rulesOf(read, version),
    listRulesVersions: () => listRulesVersions(read),
    revokeApiKey: (keyId) => write((query) => revokeApiKey(query, keyId, now())),
  };
}
