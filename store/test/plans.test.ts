// The queries that are asked often, or of much, find their rows by an index: what the databases say they will do.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readPostgresAddress } from "../src/postgres/address.ts";
import { openDatabase as openPostgres } from "../src/postgres/database.ts";
import { deleteIds } from "../src/postgres/events.ts";
import { attributes } from "../src/queries/attributes.ts";
import { getItem, getItems, itemChanges } from "../src/queries/catalogue.ts";
import { listCustomers } from "../src/queries/customers.ts";
import { takenItems } from "../src/queries/customer-items.ts";
import { eraseStep } from "../src/queries/erasure.ts";
import { exportCustomer, firstWithRecommendation, history, readEvents } from "../src/queries/events.ts";
import { POSTGRES as POSTGRES_DIALECT } from "../src/postgres/dialect.ts";
import { findRepetitions } from "../src/queries/repetitions.ts";
import type { Query, Value } from "../src/queries/query.ts";
import { searchItems } from "../src/queries/search.ts";
import { type EventTypeName, openStore } from "../src/index.ts";
import { openDatabase as openSqlite } from "../src/sqlite/database.ts";
import { describeEach, type Place, POSTGRES, SQLITE_FILE } from "./targets.ts";

const TYPES: readonly EventTypeName[] = ["view", "view", "view", "cart", "purchase", "hide"];
const EVENTS = 12_000;

/** Enough rows, in four months and before, that reading all of them is the dearer way. */
async function fill(url: string): Promise<void> {
  // So that its four months are of the last year.
  const store = await openStore(url, { now: () => Date.UTC(2025, 4) });
  await store.putItems(
    Array.from({ length: 3000 }, (_, n) => ({
      itemId: `i${n}`,
      title: `Item ${n}`,
      categories: [`c${n % 300}`],
      groupId: `g${n >> 1}`,
    })),
  );
  await store.appendEvents(
    Array.from({ length: EVENTS }, (_, n) => ({
      eventId: `e${n}`,
      customerId: `c${(n * 7) % 1500}`,
      itemId: `i${(n * 13) % 3000}`,
      type: TYPES[n % TYPES.length]!,
      recommendationId: `r${n % 4000}`,
      occurredAt: Date.UTC(n % 5 === 0 ? 2020 : 2025, n % 4, 1 + (n % 27)),
    })),
  );
  await store.putAttributes(
    Array.from({ length: 3000 }, (_, n) => ({ customerId: `c${n}`, attributes: { country: "DE" } })),
    "replace",
  );
  await store.close();
}

interface Asked {
  readonly statement: string;
  readonly values: readonly Value[];
}

/** Runs queries on `query` and writes down what they ask. */
function recorder(query: Query): { query: Query; asked: Asked[] } {
  const asked: Asked[] = [];
  const recording = <Row>(statement: string, values: readonly Value[] = []): Promise<Row[]> => {
    asked.push({ statement, values });
    return query<Row>(statement, values);
  };
  return { query: Object.assign(recording, { dialect: query.dialect }), asked };
}

interface Case {
  readonly name: string;
  readonly ask: (query: Query) => Promise<unknown>;
  /** Index names in the plan, each a pattern. */
  readonly sqlite: RegExp;
  readonly postgres: RegExp;
}

/** Of tables that fit a page, or of the values of the statement itself. */
const SMALL_SCAN = /S(?:CAN|eq Scan on) (?:counters|erasures|(?:\d+ )?CONSTANT ROWS?|spans)/gu;

const BY_CUSTOMER = /events_\d+_\d+_customer_id_occurred_at/u;

const CASES: readonly Case[] = [
  {
    name: "a customer's history",
    ask: (query) => history(query, "c7", 200),
    sqlite: /COVERING INDEX events_by_customer/u,
    postgres: BY_CUSTOMER,
  },
  {
    name: "what a customer took",
    ask: (query) => takenItems(query, "c7", 5000),
    sqlite: /COVERING INDEX customer_items_by_time/u,
    postgres: /customer_items_by_time/u,
  },
  {
    name: "what is said of a customer",
    ask: (query) => attributes(query, "c7"),
    sqlite: /SEARCH customer_attributes USING PRIMARY KEY/u,
    postgres: /customer_attributes_pkey/u,
  },
  {
    name: "the first click that a list led to",
    ask: (query) => firstWithRecommendation(query, "r7", "click"),
    sqlite: /COVERING INDEX events_by_recommendation/u,
    postgres: /events_\d+_\d+_recommendation_id_type/u,
  },
  {
    name: "all that is known of a customer",
    ask: (query) => Array.fromAsync(exportCustomer(query, "c7")),
    sqlite: /INDEX events_by_customer/u,
    postgres: BY_CUSTOMER,
  },
  {
    name: "a page of the log",
    ask: (query) => readEvents(query, EVENTS - 50, 20),
    sqlite: /INTEGER PRIMARY KEY|INDEX sqlite_autoindex_events_1/u,
    postgres: /events_\d+_\d+_pkey/u,
  },
  {
    name: "whether an event repeats another one",
    ask: (query) =>
      findRepetitions(query, query.dialect === POSTGRES_DIALECT ? "event_ids" : "events", [
        { eventId: "e", customerId: "c7", itemId: "i7", type: "view", occurredAt: 7, repeatsWithinMs: 1000 },
      ]),
    sqlite: /INDEX sqlite_autoindex_events_2/u,
    postgres: /event_ids_pkey/u,
  },
  {
    name: "the customers with the newest activity",
    ask: (query) => listCustomers(query, 20),
    sqlite: /INDEX customers_by_activity/u,
    postgres: /customers_by_activity/u,
  },
  {
    name: "one item",
    ask: (query) => getItem(query, "i7"),
    sqlite: /INDEX sqlite_autoindex_items_1/u,
    postgres: /items_pkey/u,
  },
  {
    name: "some items",
    ask: (query) => getItems(query, ["i7", "i8"]),
    sqlite: /INDEX sqlite_autoindex_items_1/u,
    postgres: /items_pkey/u,
  },
  {
    name: "a search of some items",
    ask: (query) => searchItems(query, { itemIds: ["i7", "i8"], limit: 2 }),
    sqlite: /INDEX sqlite_autoindex_items_1/u,
    postgres: /items_pkey/u,
  },
  {
    name: "what changed in the catalogue",
    ask: (query) => itemChanges(query, 2990, 1000),
    sqlite: /INDEX sqlite_autoindex_items_2/u,
    postgres: /items_revision_key/u,
  },
  {
    name: "the items of a category",
    ask: (query) => searchItems(query, { category: "c7", limit: 20 }),
    sqlite: /INDEX sqlite_autoindex_item_categories_1/u,
    postgres: /item_categories_pkey/u,
  },
  {
    name: "the variants of a product",
    ask: (query) => searchItems(query, { groupId: "g7", limit: 20 }),
    sqlite: /INDEX items_by_group/u,
    postgres: /items_by_group/u,
  },
  {
    name: "what came into the catalogue last",
    ask: (query) => searchItems(query, { sort: "newest", limit: 20 }),
    sqlite: /INDEX items_by_arrival/u,
    postgres: /items_by_arrival/u,
  },
  {
    name: "a page of the catalogue",
    ask: (query) => searchItems(query, { after: "i2", limit: 20 }),
    sqlite: /INDEX sqlite_autoindex_items_1/u,
    postgres: /items_pkey/u,
  },
];

describeEach([SQLITE_FILE], (target) => {
  let place: Place;
  beforeAll(async () => {
    place = await target.make();
    await fill(place.url);
  });
  afterAll(() => place[Symbol.asyncDispose]());

  describe("an index answers", () => {
    for (const { name, ask, sqlite } of CASES) {
      test(name, async () => {
        const database = await openSqlite(place.url.slice("sqlite://".length));
        const { query, asked } = recorder(database.read);
        await ask(query);
        const plans = await Promise.all(
          asked.map(({ statement, values }) =>
            database.read<{ detail: string }>(`EXPLAIN QUERY PLAN ${statement}`, values),
          ),
        );
        await database.close();
        const plan = plans.flat().map(({ detail }) => detail);
        expect(plan.join("\n")).toMatch(sqlite);
        // SQLite says "SCAN … USING INDEX" for one that gives the order.
        const scans = plan.filter((step) => step.startsWith("SCAN") && !step.includes("USING"));
        expect(scans.filter((step) => step.match(SMALL_SCAN) === null)).toEqual([]);
      });
    }
  });
});

describeEach([POSTGRES], (target) => {
  let place: Place;
  beforeAll(async () => {
    place = await target.make();
    await fill(place.url);
    const database = openPostgres(readPostgresAddress(place.url));
    await database.read("VACUUM ANALYZE");
    await database.close();
  });
  afterAll(() => place[Symbol.asyncDispose]());

  async function planOf(ask: (query: Query) => Promise<unknown>): Promise<string> {
    const database = openPostgres(readPostgresAddress(place.url));
    try {
      const { query, asked } = recorder(database.read);
      await ask(query);
      const plans = await Promise.all(
        asked.map(({ statement, values }) =>
          database.read<{ "QUERY PLAN": string }>(`EXPLAIN ${statement}`, values),
        ),
      );
      return plans
        .flat()
        .map((row) => row["QUERY PLAN"])
        .join("\n");
    } finally {
      await database.close();
    }
  }

  describe("an index answers", () => {
    for (const { name, ask, postgres } of CASES) {
      test(name, async () => {
        const plan = await planOf(ask);
        expect(plan).toMatch(postgres);
        expect(plan.replaceAll(SMALL_SCAN, "")).not.toContain("Seq Scan");
      });
    }
  });

  test("the newest of a long history are read from the newest month on, and no further than they must", async () => {
    const plan = await planOf((query) => history(query, "c7", 2));
    // An append in the order of the months, and no merge or sort of them all.
    expect(plan).toContain("Append");
    expect(plan).not.toMatch(/Merge Append|Sort/u);
    expect(plan).toContain("Index Only Scan");
    const months = Array.from(
      plan.matchAll(/on events_2025_(?<month>\d+)/gu),
      ({ groups }) => groups?.["month"],
    );
    expect(months).toEqual(["04", "03", "02", "01"]);
  });

  test("a month that has just begun is read by its index, too", async () => {
    const store = await openStore(place.url);
    const now = { itemId: "i1", type: "view", occurredAt: Date.UTC(2025, 4) } as const;
    await store.appendEvents([{ eventId: "new", customerId: "new", ...now }]);
    await store.close();
    const plan = await planOf((query) => history(query, "c7", 200));
    expect(plan).toContain("events_2025_05");
    expect(plan.replaceAll(SMALL_SCAN, "")).not.toContain("Seq Scan");
  });

  test("an erasure looks for the customer's events alone", async () => {
    const store = openPostgres(readPostgresAddress(place.url));
    await store.write((query) => query("INSERT INTO erasures (customer_id, last_seq) VALUES ('c8', 99999)"));
    await store.close();
    const plan = await planOf((query) => eraseStep(query, "c8", deleteIds));
    expect(plan).toMatch(BY_CUSTOMER);
    expect(plan).toContain("event_ids_pkey");
    expect(plan).toMatch(/customer_items_(?:pkey|by_time)/u);
    expect(plan.replaceAll(SMALL_SCAN, "")).not.toContain("Seq Scan");
  });
});
