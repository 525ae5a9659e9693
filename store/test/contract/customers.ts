// What every store must do with customers.
import { expect, test } from "bun:test";
import { type Target, withStore } from "../targets.ts";
import { event } from "./events.ts";

export function customerContract(target: Target): void {
  test("nothing is known of an unknown customer", () =>
    withStore(target, async (store) => {
      expect(await store.listCustomers(10)).toEqual([]);
      expect(await store.exportCustomer("nobody")).toEqual([]);
      expect(await store.eraseCustomer("nobody")).toEqual({ events: 0 });
    }));

  test("customers are listed by their newest event, which need not be the last to arrive", () =>
    withStore(target, async (store) => {
      await store.appendEvents([
        event("1", { customerId: "a", occurredAt: 500 }),
        event("2", { customerId: "b", occurredAt: 300 }),
        event("3", { customerId: "c", occurredAt: 300 }),
      ]);
      await store.appendEvents([event("4", { customerId: "a", occurredAt: 100 })]);
      expect(await store.listCustomers(10)).toEqual([
        { customerId: "a", events: 2, lastEventAt: 500 },
        { customerId: "b", events: 1, lastEventAt: 300 },
        { customerId: "c", events: 1, lastEventAt: 300 },
      ]);
      expect(await store.listCustomers(1)).toHaveLength(1);
    }));

  test("an export has every event of the customer in the order of arrival", () =>
    withStore(target, async (store) => {
      await store.appendEvents([
        event("1", { occurredAt: 9 }),
        event("2", { customerId: "other" }),
        event("3", { occurredAt: 1, value: 2 }),
      ]);
      expect(await store.exportCustomer("c1")).toEqual([
        { seq: 1, ...event("1", { occurredAt: 9 }) },
        { seq: 3, ...event("3", { occurredAt: 1, value: 2 }) },
      ]);
    }));

  test("an erased customer is gone everywhere and the others stay", () =>
    withStore(target, async (store) => {
      await store.appendEvents([
        event("1", { occurredAt: 9 }),
        event("2", { customerId: "other", occurredAt: 7 }),
        event("3", { occurredAt: 5 }),
      ]);
      expect(await store.eraseCustomer("c1")).toEqual({ events: 2, oldestEventAt: 5, newestEventAt: 9 });
      expect(await store.eraseCustomer("c1")).toEqual({ events: 0 });
      expect(await store.history("c1", 10)).toEqual([]);
      expect(await store.exportCustomer("c1")).toEqual([]);
      expect(await store.listCustomers(10)).toEqual([{ customerId: "other", events: 1, lastEventAt: 7 }]);
      expect(await store.readEvents(0, 10)).toMatchObject([{ eventId: "2" }]);
      expect(await store.counts()).toEqual({ items: 0, events: 1, lastEventAt: 7 });
    }));

  test("the activity of a customer changes with every event and is never like an earlier one", () =>
    withStore(target, async (store) => {
      const seen = new Set<string | undefined>();
      const isNew = async (): Promise<boolean> => {
        const activity = await store.activity("c1");
        const known = seen.has(activity);
        seen.add(activity);
        return activity !== undefined && !known;
      };
      expect(await store.activity("c1")).toBeUndefined();
      for (let life = 0; life < 3; life++) {
        // The same events at the same times, each life.
        for (let at = 0; at < 3; at++) {
          await store.appendEvents([
            event(`e${at}`, { occurredAt: at }),
            event(`o${at}-${life}`, { customerId: "o" }),
          ]);
          expect(await isNew()).toBe(true);
        }
        await store.appendEvents([event("e0", { occurredAt: 0 })]);
        expect(await isNew()).toBe(false);
        await store.eraseCustomer("c1");
        expect(await store.activity("c1")).toBeUndefined();
      }
      await store.appendEvents([
        event("old", { occurredAt: 1 }),
        event("new", { occurredAt: Date.UTC(2025, 4) }),
      ]);
      expect(await isNew()).toBe(true);
      await store.dropMonthsBefore(Date.UTC(2025, 4));
      expect(await isNew()).toBe(true);
    }));

  test("a place in the log is not given again after an erasure", () =>
    withStore(target, async (store) => {
      await store.appendEvents([event("1"), event("2")]);
      await store.eraseCustomer("c1");
      await store.appendEvents([event("3")]);
      expect(await store.readEvents(2, 10)).toMatchObject([{ seq: 3, eventId: "3" }]);
    }));

  test("counts are of live items and of all events", () =>
    withStore(target, async (store) => {
      await store.putItems([{ itemId: "a" }, { itemId: "b", hidden: true }]);
      await store.deleteItem("a");
      await store.appendEvents([
        event("1", { occurredAt: 20 }),
        event("2", { occurredAt: 10, customerId: "z" }),
      ]);
      expect(await store.counts()).toEqual({ items: 1, events: 2, lastEventAt: 20 });
    }));
}
