// The tables that every source is read into and every snapshot is frozen from.
import { type DuckDBAppender, type DuckDBConnection, LIST, VARCHAR } from "@duckdb/node-api";
import type { Attributes } from "@aisle/contract";
import type { ItemChange, Store, StoredEvent, StoredItem } from "@aisle/store";

/** How far a long read or write has come. */
export type Progress = (done: { readonly items: number; readonly events: number }) => void;

const PAGE = 10_000;

/**
 * Creates the empty tables `items`, `events` and `attributes`. `occurred_at` is unix milliseconds; `seq` orders what happened in
 * the same millisecond. Any column may be null: what must not be is for the validation to say.
 */
export async function createTables(db: DuckDBConnection): Promise<void> {
  await db.run(`create table items (
    item_id varchar, group_id varchar, title varchar, brand varchar, categories varchar[], attributes varchar[],
    price double, stock double, hidden boolean, url varchar, image_url varchar)`);
  await db.run(`create table events (
    customer_id varchar, item_id varchar, type varchar, value double, occurred_at bigint, seq bigint)`);
  await db.run("create table attributes (customer_id varchar, name varchar, value varchar)");
}

/** Copies the whole store into the tables. A deleted item comes as a hidden one: its events still tell what it was. */
export async function loadStore(db: DuckDBConnection, store: Store, onProgress?: Progress): Promise<void> {
  const items = await loadItems(db, store, (items) => onProgress?.({ items, events: 0 }));
  await loadEvents(db, store, (events) => onProgress?.({ items, events }));
  await loadAttributes(db, store);
}

async function loadItems(
  db: DuckDBConnection,
  store: Store,
  onItems: (items: number) => void,
): Promise<number> {
  // Keyed by id: an item written while this reads comes again, with its newest fields.
  const newest = new Map<string, ItemChange>();
  let revision = 0;
  for (;;) {
    const page = await store.itemChanges(revision, PAGE);
    const last = page.at(-1);
    if (last === undefined) break;
    for (const change of page) newest.set(change.item.itemId, change);
    revision = last.revision;
    onItems(newest.size);
  }
  const appender = await db.createAppender("items");
  for (const { item, deleted } of newest.values())
    appendItem(appender, item, deleted || item.hidden === true);
  appender.closeSync();
  return newest.size;
}

async function loadEvents(
  db: DuckDBConnection,
  store: Store,
  onEvents: (events: number) => void,
): Promise<void> {
  const appender = await db.createAppender("events");
  let seq = 0;
  let events = 0;
  for (;;) {
    const page = await store.readEvents(seq, PAGE);
    // What was taken out of a cart again is no interest in it.
    for (const event of page) if (event.type !== "cart" || event.value !== 0) appendEvent(appender, event);
    const last = page.at(-1);
    if (last === undefined) break;
    seq = last.seq;
    events += page.length;
    onEvents(events);
  }
  appender.closeSync();
}

async function loadAttributes(db: DuckDBConnection, store: Store): Promise<void> {
  const appender = await db.createAppender("attributes");
  let last: string | undefined;
  do {
    const page = await store.readAttributes(last ?? "", PAGE);
    for (const { customerId, attributes } of page) appendAttributes(appender, customerId, attributes);
    last = page.at(-1)?.customerId;
  } while (last !== undefined);
  appender.closeSync();
}

export function appendAttributes(appender: DuckDBAppender, customerId: string, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    appender.appendVarchar(customerId);
    appender.appendVarchar(name);
    appender.appendVarchar(value);
    appender.endRow();
  }
}

export function appendItem(appender: DuckDBAppender, item: StoredItem, hidden: boolean): void {
  appender.appendVarchar(item.itemId);
  appendText(appender, item.groupId);
  appendText(appender, item.title);
  appendText(appender, item.brand);
  appendTexts(appender, item.categories);
  appendTexts(appender, item.attributes);
  appendNumber(appender, item.price);
  appendNumber(appender, item.stock);
  appender.appendBoolean(hidden);
  appendText(appender, item.url);
  appendText(appender, item.imageUrl);
  appender.endRow();
}

function appendEvent(appender: DuckDBAppender, event: StoredEvent): void {
  appender.appendVarchar(event.customerId);
  appender.appendVarchar(event.itemId);
  appender.appendVarchar(event.type);
  appendNumber(appender, event.value);
  appender.appendBigInt(BigInt(event.occurredAt));
  appender.appendBigInt(BigInt(event.seq));
  appender.endRow();
}

function appendText(appender: DuckDBAppender, text: string | undefined): void {
  if (text === undefined) appender.appendNull();
  else appender.appendVarchar(text);
}

function appendTexts(appender: DuckDBAppender, texts: readonly string[] | undefined): void {
  if (texts === undefined || texts.length === 0) appender.appendNull();
  else appender.appendList(texts, LIST(VARCHAR));
}

function appendNumber(appender: DuckDBAppender, number: number | undefined): void {
  if (number === undefined) appender.appendNull();
  else appender.appendDouble(number);
}
