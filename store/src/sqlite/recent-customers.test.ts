import { describe, expect, test } from "bun:test";
import { Database as Connection } from "bun:sqlite";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { event } from "../../test/contract/events.ts";
import { temporaryFolder } from "../../test/targets.ts";
import { openStore, type Store } from "../index.ts";
import type { HistoryRow } from "../store.ts";
import type { ReadNow } from "./database.ts";
import { RecentCustomers } from "./recent-customers.ts";

/** Two programs' stores of one file, and a connection of a third. */
async function withTwo(use: (one: Store, other: Store, third: Connection) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  const path = join(folder.path, "store.db");
  const stores = [await openStore(`sqlite://${path}`), await openStore(`sqlite://${path}`)] as const;
  const third = new Connection(path);
  try {
    await use(...stores, third);
  } finally {
    third.close();
    for (const store of stores) await store.close();
  }
}

/** In a later turn than what was done before, as every request is. */
const itemsOf = async (store: Store, customerId = "c1"): Promise<string[]> => {
  await setImmediate();
  return (await store.history(customerId, 200)).map(({ itemId }) => itemId);
};
const takenOf = async (store: Store): Promise<string[]> => {
  await setImmediate();
  return (await store.takenItems("c1", 100)).map(({ itemId }) => itemId);
};
/** What no program of ours does: so it is seen only by who reads again. */
const changeUnnoticed = (connection: Connection): void => {
  for (const table of ["events", "customer_items"]) connection.run(`UPDATE ${table} SET occurred_at = 77`);
};
const buy = (id: string, itemId: string, occurredAt: number, customerId = "c1") =>
  event(id, { customerId, itemId, occurredAt, type: "purchase" });

describe("what a customer did is not read again", () => {
  test("while nobody wrote, nor when others' events are new", () =>
    withTwo(async (one, other, third) => {
      await one.appendEvents([buy("1", "a", 1)]);
      const rows = await one.history("c1", 200);
      changeUnnoticed(third);
      await setImmediate();
      expect(await one.history("c1", 200)).toEqual(rows);
      await other.appendEvents([buy("2", "b", 2, "c2")]);
      await other.putItems([{ itemId: "x" }]);
      await setImmediate();
      expect(await one.history("c1", 200)).toEqual(rows);
    }));

  test("for a shorter list, either", () =>
    withTwo(async (one, _, third) => {
      await one.appendEvents([buy("1", "a", 1), buy("2", "b", 2), buy("3", "c", 3)]);
      const rows = await one.history("c1", 3);
      expect(await one.history("c1", 2)).toEqual(rows.slice(0, 2));
      // There may be more than three, but not more than all.
      expect(await one.history("c1", 4)).toEqual(rows);
      changeUnnoticed(third);
      await setImmediate();
      expect(await one.history("c1", 2)).toEqual(rows.slice(0, 2));
      expect(await one.history("c1", 200)).toEqual(rows);
    }));

  test("nor what they have, with its values and any ids", () =>
    withTwo(async (one, _, third) => {
      const ids = [" ", "a b", "ä", "日本", "\u{1f6b2}"];
      await one.appendEvents([
        ...ids.map((itemId, at) =>
          event(`p${at}`, { customerId: "c1", itemId, occurredAt: 1, type: "purchase" }),
        ),
        event("q", { customerId: "c1", itemId: "q", occurredAt: 1.5e12, type: "cart", value: 0 }),
        event("r", { customerId: "c1", itemId: "r", occurredAt: -2, type: "rating", value: 4.5 }),
        event("h", { customerId: "c1", itemId: "h", occurredAt: 3, type: "hide" }),
      ]);
      const rows = await one.takenItems("c1", 100);
      expect(new Set(rows.map(({ itemId }) => itemId))).toEqual(new Set([...ids, "q", "r", "h"]));
      changeUnnoticed(third);
      await setImmediate();
      expect(await one.takenItems("c1", 100)).toEqual(rows);
    }));
});

describe("it is read again when", () => {
  test("this program or another one recorded something", () =>
    withTwo(async (one, other) => {
      expect(await itemsOf(one)).toEqual([]);
      await one.appendEvents([buy("1", "a", 1)]);
      expect([await itemsOf(one), await takenOf(one)]).toEqual([["a"], ["a"]]);
      await other.appendEvents([buy("2", "b", 2)]);
      expect([await itemsOf(one), await takenOf(one)]).toEqual([
        ["b", "a"],
        ["b", "a"],
      ]);
    }));

  test("an event was deleted, or came back", () =>
    withTwo(async (one, other) => {
      await one.appendEvents([buy("1", "a", 1), buy("2", "b", 2)]);
      expect([await itemsOf(one), await takenOf(one)]).toEqual([
        ["b", "a"],
        ["b", "a"],
      ]);
      await other.deleteEvent("2");
      expect([await itemsOf(one), await takenOf(one)]).toEqual([["a"], ["a"]]);
      await other.appendEvents([buy("2", "b", 2)]);
      expect(await itemsOf(one)).toEqual(["b", "a"]);
    }));

  test("the customer was erased, and did something since", () =>
    withTwo(async (one, other) => {
      await one.appendEvents([buy("1", "a", 1)]);
      expect([await itemsOf(one), await takenOf(one)]).toEqual([["a"], ["a"]]);
      await other.eraseCustomer("c1");
      expect([await itemsOf(one), await takenOf(one)]).toEqual([[], []]);
      await other.appendEvents([buy("3", "c", 3)]);
      expect([await itemsOf(one), await takenOf(one)]).toEqual([["c"], ["c"]]);
    }));

  test("an erasure that a crash cut short is completed", () =>
    withTwo(async (one, other, third) => {
      await one.appendEvents([buy("1", "a", 1)]);
      third.run("INSERT INTO erasures (customer_id, last_seq) VALUES ('c1', 1)");
      third.run("DELETE FROM customers");
      await other.appendEvents([buy("2", "b", 2)]);
      // Items are kept anew when all of before is gone.
      expect([await itemsOf(one), await takenOf(one)]).toEqual([["b"], []]);
      third.run("DELETE FROM erasures");
      third.run("DELETE FROM events WHERE seq = 1");
      third.run("DELETE FROM customer_items WHERE item_id = 'a'");
      expect([await itemsOf(one), await takenOf(one)]).toEqual([["b"], ["b"]]);
    }));

  test("old months were dropped", () =>
    withTwo(async (one, other) => {
      await one.appendEvents([buy("1", "a", Date.UTC(2020, 1)), buy("2", "b", Date.UTC(2024, 1))]);
      expect(await itemsOf(one)).toEqual(["b", "a"]);
      expect(await other.dropMonthsBefore(Date.UTC(2023, 1))).toBe(1);
      expect(await itemsOf(one)).toEqual(["b"]);
    }));

  test("more was written than the log's tail is read for", () =>
    withTwo(async (one, other) => {
      await one.appendEvents([buy("1", "a", 1)]);
      expect(await itemsOf(one)).toEqual(["a"]);
      const many = Array.from({ length: 2500 }, (_, at) => buy(`m${at}`, "b", 2, at === 0 ? "c1" : `m${at}`));
      await other.appendEvents(many);
      expect(await itemsOf(one)).toEqual(["b", "a"]);
    }));
});

test("a closed store gives away nothing that it kept", () =>
  withTwo(async (one, other) => {
    await one.appendEvents([buy("1", "a", 1)]);
    await itemsOf(one);
    await one.close();
    expect(await one.history("c1", 200).catch((error: unknown) => error)).toMatchObject({
      name: "StoreError",
      code: "unavailable",
    });
    expect(await itemsOf(other)).toEqual(["a"]);
  }));

describe("kept are", () => {
  /** A file that nobody writes to. */
  const quiet: ReadNow = <Row>(statement: string): Row[] =>
    (statement.startsWith("PRAGMA")
      ? [{ data_version: 1 }]
      : [
          { name: "event_seq", value: 0 },
          { name: "event_removals", value: 0 },
        ]) as Row[];
  const rowsOf = (count: number, itemId = "item"): HistoryRow[] =>
    Array.from({ length: count }, (_, occurredAt) => ({ itemId, type: "view", occurredAt }));

  test("the customers who came last, up to so many bytes", async () => {
    const recent = new RecentCustomers();
    recent.follow(quiet);
    let reads = 0;
    const read = (customer: number) =>
      recent.rows("history", `c${customer}`, 200, () => {
        reads++;
        return Promise.resolve(rowsOf(150, `an id that no other customer has: ${customer}`));
      });
    for (let customer = 0; customer < 15_000; customer++) await read(customer);
    expect(recent.bytes).toBeLessThanOrEqual(48 * 1024 * 1024);
    expect(recent.customers).toBeGreaterThan(1000);
    expect(recent.customers).toBeLessThan(15_000);
    expect(reads).toBe(15_000);
    await read(14_999);
    expect(reads).toBe(15_000);
    await read(0);
    expect(reads).toBe(15_001);
  });

  test("up to so many customers of whom next to nothing is known", async () => {
    const recent = new RecentCustomers();
    recent.follow(quiet);
    for (let customer = 0; customer < 51_000; customer++)
      await recent.rows("history", `c${customer}`, 200, () => Promise.resolve([]));
    expect(recent.customers).toBe(50_000);
  });

  test("not those with more than their share", async () => {
    const recent = new RecentCustomers();
    recent.follow(quiet);
    await recent.rows("history", "c", 100_000, () => Promise.resolve(rowsOf(30_000)));
    expect([recent.customers, recent.bytes]).toEqual([0, 0]);
  });

  test("none that were read while somebody wrote", async () => {
    const recent = new RecentCustomers();
    let version = 1;
    const written: ReadNow = (statement, ...values) =>
      statement.startsWith("PRAGMA") ? ([{ data_version: version }] as never) : quiet(statement, ...values);
    recent.follow(written);
    await recent.rows("history", "c", 200, () => {
      version = 2;
      recent.follow(written);
      return Promise.resolve(rowsOf(1));
    });
    expect(recent.customers).toBe(0);
  });

  test("none of a file whose state cannot be told", async () => {
    const recent = new RecentCustomers();
    await recent.rows("history", "c", 200, () => Promise.resolve(rowsOf(1)));
    expect(recent.customers).toBe(0);
    recent.follow(quiet);
    await recent.rows("history", "c", 200, () => Promise.resolve(rowsOf(1)));
    expect(recent.customers).toBe(1);
    recent.follow(() => {
      throw new Error("database is locked");
    });
    expect(recent.customers).toBe(0);
  });
});
