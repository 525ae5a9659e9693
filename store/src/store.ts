// What the shop's data store can do, whether it is SQLite or Postgres.

/** A catalogue row. Field meanings as in the API's item; times are unix milliseconds. */
export interface StoredItem {
  readonly itemId: string;
  /** The product that it is a variant of. */
  readonly groupId?: string;
  readonly title?: string;
  readonly brand?: string;
  readonly categories?: readonly string[];
  readonly attributes?: readonly string[];
  readonly price?: number;
  readonly stock?: number;
  /** Not for sale now: in no list and no search; still read by its id. */
  readonly hidden?: boolean;
  readonly url?: string;
  readonly imageUrl?: string;
}

/** A catalogue row as it comes back: with its place in the change feed. */
export interface ItemChange {
  readonly item: StoredItem;
  /** Grows with every write to the catalogue, in the order of commits; no two items have the same. */
  readonly revision: number;
  /** True when the item was deleted; its fields are then what they last were. */
  readonly deleted: boolean;
  readonly createdAt: number;
}

export type EventTypeName = "view" | "cart" | "purchase" | "rating" | "click" | "hide";

export interface NewEvent {
  /** Idempotency key; a second event with the same id is a duplicate and changes nothing. */
  readonly eventId: string;
  readonly customerId: string;
  readonly itemId: string;
  readonly type: EventTypeName;
  /** Rating or quantity, where it means something. A cart of 0 takes the item out of the cart. */
  readonly value?: number;
  /** When the customer did it, unix milliseconds. */
  readonly occurredAt: number;
  readonly recommendationId?: string;
  /**
   * For an event whose id is that of its content (`idOfContent`): it is a duplicate, too, of one with the same content whose
   * time is less than so many milliseconds away.
   */
  readonly repeatsWithinMs?: number;
}

export interface StoredEvent extends NewEvent {
  /** Order of arrival, from 1, without regard to time; duplicates leave gaps. */
  readonly seq: number;
}

export interface HistoryRow {
  readonly itemId: string;
  readonly type: EventTypeName;
  readonly occurredAt: number;
}

/** The newest event of its kind that a customer has on an item. */
export interface TakenRow extends HistoryRow {
  /** Of a cart: 0 says that the item was taken out of it. */
  readonly value?: number;
}

/** What the shop says of a customer beside what they do: values by name. */
export type Attributes = Readonly<Record<string, string>>;

export interface CustomerAttributes {
  readonly customerId: string;
  readonly attributes: Attributes;
}

export interface CustomerSummary {
  readonly customerId: string;
  readonly events: number;
  /** Time of the newest event, unix milliseconds. */
  readonly lastEventAt: number;
}

/** What an erasure removed. Times are unix milliseconds, and absent when there was no event. */
export interface Erasure {
  readonly events: number;
  readonly oldestEventAt?: number;
  readonly newestEventAt?: number;
}

/** A key of the API. Its secret is known to its owner alone. */
export interface ApiKey {
  readonly keyId: string;
  /** Whose it is, for people. */
  readonly name: string;
  /** SHA-256 of the secret, in hexadecimal digits. */
  readonly secretHash: string;
  readonly scopes: readonly string[];
  /** Most requests a second; absent for any number. */
  readonly requestsPerSecond?: number;
  /** Unix milliseconds. */
  readonly createdAt: number;
  /** Absent while it is valid. */
  readonly revokedAt?: number;
}

/** Who saved a version of the shop's standing rules, and when. */
export interface RulesVersion {
  /** 1, 2, 3, … */
  readonly version: number;
  /** How many rules it has. */
  readonly count: number;
  readonly savedBy: string;
  readonly note?: string;
  /** Unix milliseconds. */
  readonly savedAt: number;
}

export interface StoredRules extends RulesVersion {
  /** As they were saved; whoever reads them checks them. */
  readonly rules: readonly unknown[];
}

/** Newest versions of the rules that are kept. */
export const MAX_RULES_VERSIONS = 100;

export interface ItemSearch {
  /** Words that must all occur in title, brand or id; case-insensitive. */
  readonly query?: string;
  readonly category?: string;
  readonly brand?: string;
  /** Only these. */
  readonly itemIds?: readonly string[];
  /** Hidden items, too; absent means false. */
  readonly includeHidden?: boolean;
  /** Only the variants of this product. */
  readonly groupId?: string;
  /** With a known price of at least so much. */
  readonly priceMin?: number;
  readonly priceMax?: number;
  /** True leaves out what is sold out. */
  readonly inStock?: boolean;
  /** Absent means `id`. */
  readonly sort?: ItemSort;
  readonly limit: number;
  /** The `next` of the page before, of the same search. */
  readonly after?: string;
}

/** Items without a price come last by either price. */
export type ItemSort = "id" | "price-asc" | "price-desc" | "newest";

export interface LabelCount {
  readonly name: string;
  readonly items: number;
}

/** Up to 100 labels of each kind, most items first. */
export interface ItemFacets {
  readonly categories: readonly LabelCount[];
  readonly brands: readonly LabelCount[];
}

export interface Store {
  /** Brings the schema to the newest version; throws `StoreError` when it is newer than this program. */
  migrate(): Promise<void>;

  /** Inserts or replaces whole items in one transaction; returns the revision of the last one. */
  putItems(items: readonly StoredItem[]): Promise<number>;
  /** Inserts those that it never had; what it has, or had and deleted, stays as it is. Returns how many are new. */
  addItems(items: readonly StoredItem[]): Promise<number>;
  /** As `putItems`, but of items that it has only `fields` are replaced. */
  updateItems(items: readonly StoredItem[], fields: readonly (keyof StoredItem)[]): Promise<number>;
  /** `undefined` when there is none or it was deleted. */
  getItem(itemId: string): Promise<ItemChange | undefined>;
  /** In the order asked; unknown and deleted ones are left out. */
  getItems(itemIds: readonly string[]): Promise<StoredItem[]>;
  /** Marks an item deleted; false when there is none. */
  deleteItem(itemId: string): Promise<boolean>;
  /** Ordered by item id. */
  searchItems(search: ItemSearch): Promise<{ items: StoredItem[]; next?: string }>;
  /** The categories and brands of the items that a search finds, whatever its order and page; counted of up to 10,000. */
  itemFacets(search: Omit<ItemSearch, "limit" | "after" | "sort">): Promise<ItemFacets>;
  /** Catalogue rows written after `revision`, oldest first, deleted ones included. */
  itemChanges(revision: number, limit: number): Promise<ItemChange[]>;

  /**
   * Appends events in one durable transaction (fsynced before it resolves); concurrent calls may share one commit.
   * One result per event, in order.
   */
  appendEvents(events: readonly NewEvent[]): Promise<("recorded" | "duplicate")[]>;
  /** The customer's newest events, newest first (by time, then arrival). */
  history(customerId: string, limit: number): Promise<readonly HistoryRow[]>;
  /**
   * What the customer ever bought, rated, put into the cart and hid: for each item and kind the newest event, newest
   * first, and no more than `limit` of them.
   */
  takenItems(customerId: string, limit: number): Promise<readonly TakenRow[]>;
  /**
   * The id of the event that was recorded first of those of a type that name a list; undefined when there is none.
   */
  firstWithRecommendation(recommendationId: string, type: "click" | "purchase"): Promise<string | undefined>;
  /** The greatest number that an event ever got; 0 without any. */
  newestSeq(): Promise<number>;
  /** Events in order of arrival after `seq`: for snapshots, and to follow the log. */
  readEvents(afterSeq: number, limit: number): Promise<StoredEvent[]>;
  counts(): Promise<{ items: number; events: number; lastEventAt: number | null }>;

  /**
   * A text that changes with every event and the attributes of the customer and never back to what it was, even when they are erased and
   * come again; undefined when there are no events.
   */
  activity(customerId: string): Promise<string | undefined>;
  /**
   * Replaces the attributes of customers, of whom nothing else need be known, or merges them into those that they have, in
   * one transaction. Without any, nothing is kept. Changes `activity`.
   */
  putAttributes(customers: readonly CustomerAttributes[], mode: "replace" | "merge"): Promise<void>;
  /** Undefined when there are none. */
  attributes(customerId: string): Promise<Attributes | undefined>;
  /** Attributes of all customers who have any, by id, after that of `after`: for snapshots. */
  readAttributes(after: string, limit: number): Promise<CustomerAttributes[]>;
  /** Customers with the newest activity first. */
  listCustomers(limit: number): Promise<CustomerSummary[]>;
  /** All that is stored of a customer, oldest first, some events at a time. Fails at the end when they are erased meanwhile. */
  exportCustomer(customerId: string): AsyncIterable<readonly StoredEvent[]>;
  /**
   * Erases all that is known of a customer, attributes included; says what that was. Nothing of it is read any more from the start on; the
   * rows go in steps that others get in between of. When it fails half-way, as by a crash, the next program that opens
   * the store completes it.
   */
  eraseCustomer(customerId: string): Promise<Erasure>;
  /** Deletes one event as if it had never been, so that its id can be recorded again; false when there is none. */
  deleteEvent(eventId: string): Promise<boolean>;

  /**
   * Drops what happened in the months (UTC) before that of `time`, unix milliseconds, in steps that others get in
   * between of; returns how many events that was. Their ids can be recorded again.
   */
  dropMonthsBefore(time: number): Promise<number>;
  /**
   * Drops the rows of items that were deleted before `time`, unix milliseconds, and that no event names; returns how many.
   * Programs that follow the catalogue must have seen the deletion by then.
   */
  dropDeletedItems(time: number): Promise<number>;
  /** Throws `StoreError` "invalid" when there is one of that id. */
  addApiKey(key: Omit<ApiKey, "revokedAt">): Promise<void>;
  /** All keys, revoked ones included, oldest first. */
  listApiKeys(): Promise<ApiKey[]>;
  /** False when there is none of that id that is valid. */
  revokeApiKey(keyId: string): Promise<boolean>;

  /**
   * Saves the shop's standing rules as the version after `expected`; undefined, and nothing is saved, when that is not the
   * newest one. Of the versions before, the newest `MAX_RULES_VERSIONS` stay.
   */
  saveRules(
    rules: Pick<StoredRules, "rules" | "savedBy" | "note">,
    expected: number,
  ): Promise<RulesVersion | undefined>;
  /** The newest version, if it is above `after`: to follow them. */
  newestRules(after: number): Promise<StoredRules | undefined>;
  /** One version; undefined when there is none, or no longer. */
  rulesOf(version: number): Promise<StoredRules | undefined>;
  /** Versions that are kept, newest first. */
  listRulesVersions(): Promise<RulesVersion[]>;

  close(): Promise<void>;
}

/** A fault of the store that a caller can act on. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  constructor(
    readonly code: "unavailable" | "schema-too-new" | "bad-url" | "full" | "invalid",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
