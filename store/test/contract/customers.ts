// What every store must do with customers.
import { expect, test } from "bun:test";
import { openStore, type Store, StoreError } from "../../src/index.ts";
import { exportOf, type Target, withStore } from "../targets.ts";
import { event } from "./events.ts";

export function customerContract(target: Target): void {
  test("nothing is known of an unknown customer", () =>
    withStore(target, async (store) => {
      expect(await store.listCustomers(10)).toEqual([]);
      expect(await exportOf(store, "nobody")).toEqual([]);
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

  test("an export has every event of the customer, oldest first", () =>
    withStore(target, async (store) => {
      await store.appendEvents([
        event("1", { occurredAt: 9 }),
        event("2", { customerId: "other" }),
        event("3", { occurredAt: 1, value: 2 }),
      ]);
      expect(await exportOf(store, "c1")).toEqual([
        { seq: 3, ...event("3", { occurredAt: 1, value: 2 }) },
        { seq: 1, ...event("1", { occurredAt: 9 }) },
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
      expect(await exportOf(store, "c1")).toEqual([]);
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

  const MANY = 5_000;
  const many = (store: Store) =>
    store.appendEvents(
      Array.from({ length: MANY }, (_, n) =>
        event(`many-${n}`, {
          itemId: `i${n}`,
          type: n % 2 === 0 ? "purchase" : "view",
          // Many at the same moment, too.
          occurredAt: n % 3,
        }),
      ),
    );

  test("an export of many has each once, page by page", () =>
    withStore(target, async (store) => {
      await many(store);
      const pages = await Array.fromAsync(store.exportCustomer("c1"));
      expect(Math.max(...pages.map(({ length }) => length))).toBe(1_000);
      const events = pages.flat();
      expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(MANY);
      expect(events.map(({ occurredAt }) => occurredAt)).toEqual(
        events.map(({ occurredAt }) => occurredAt).toSorted((a, b) => a - b),
      );
    }));

  test("an export that an erasure overtakes fails, and does not pass for a whole one", () =>
    withStore(target, async (store) => {
      await many(store);
      const pages = store.exportCustomer("c1")[Symbol.asyncIterator]();
      expect((await pages.next()).value).toHaveLength(1_000);
      await store.eraseCustomer("c1");
      await store.appendEvents([event("new", { occurredAt: 0 })]);
      const rest = Array.fromAsync({ [Symbol.asyncIterator]: () => pages });
      const failure = await rest.catch((error: unknown) => error);
      expect(failure).toEqual(
        new StoreError("unavailable", "the customer's events were deleted while they were read"),
      );
    }));

  test("nothing is read of a customer from the moment their erasure begins, while others go on", () =>
    withStore(target, async (store) => {
      await many(store);
      const progress = { isOver: false };
      const erasing = store.eraseCustomer("c1").finally(() => (progress.isOver = true));
      let others = 0;
      while (!progress.isOver) {
        expect(await store.appendEvents([event(`other-${others++}`, { customerId: "other" })])).toEqual([
          "recorded",
        ]);
        if ((await store.activity("c1")) !== undefined) continue;
        expect(await store.history("c1", 10)).toEqual([]);
        expect(await store.takenItems("c1", 10)).toEqual([]);
        expect(await exportOf(store, "c1")).toEqual([]);
        expect(await store.deleteEvent("many-4999")).toBe(false);
        const customers = (await store.readEvents(0, 100)).map(({ customerId }) => customerId);
        expect(new Set(customers)).toEqual(new Set(["other"]));
        expect(await store.counts()).toMatchObject({ events: others });
      }
      expect(others).toBeGreaterThan(1);
      expect(await erasing).toEqual({ events: MANY, oldestEventAt: 0, newestEventAt: 2 });
      expect(await store.appendEvents([event("many-0")])).toEqual(["recorded"]);
    }));

  test("what a customer does while they are erased counts, and nothing from before", () =>
    withStore(target, async (store) => {
      await many(store);
      const erasing = store.eraseCustomer("c1");
      while ((await store.activity("c1")) !== undefined) await Bun.sleep(0);
      await store.appendEvents([event("new", { itemId: "new", type: "purchase", occurredAt: 1 })]);
      await erasing;
      expect(await store.history("c1", 10)).toMatchObject([{ itemId: "new" }]);
      expect(await store.takenItems("c1", 10)).toMatchObject([{ itemId: "new" }]);
      expect(await exportOf(store, "c1")).toMatchObject([{ eventId: "new" }]);
      expect(await store.listCustomers(10)).toEqual([{ customerId: "c1", events: 1, lastEventAt: 1 }]);
    }));

  test("an erasure that a crash cut short is completed by the next program, and nothing is read meanwhile", async () => {
    if (target.isPrivate === true) return;
    await using place = await target.make();
    const program = `import { openStore } from ${JSON.stringify(Bun.resolveSync("../../src/index.ts", import.meta.dir))};
      const store = await openStore(${JSON.stringify(place.url)});
      void store.eraseCustomer("c1");
      while ((await store.activity("c1")) !== undefined) await new Promise(setImmediate);
      process.kill(process.pid, "SIGKILL");`;
    const store = await openStore(place.url);
    await many(store);
    const child = Bun.spawn([process.execPath, "-e", program], { stderr: "inherit" });
    await child.exited;
    expect(child.signalCode).toBe("SIGKILL");
    expect(await exportOf(store, "c1")).toEqual([]);
    expect(await store.readEvents(0, 10)).toEqual([]);
    // Its id is still in the way of another.
    expect(await store.appendEvents([event("many-4997", { customerId: "other" })])).toEqual(["duplicate"]);
    const next = await openStore(place.url);
    await next.close();
    expect(await store.appendEvents([event("many-4997", { customerId: "other" })])).toEqual(["recorded"]);
    expect(await store.eraseCustomer("c1")).toEqual({ events: 0 });
    await store.close();
  });

  test("old events are dropped while their customer is erased, and count once", () =>
    withStore(target, async (store) => {
      await many(store);
      const erasing = store.eraseCustomer("c1");
      while ((await store.activity("c1")) !== undefined) await Bun.sleep(0);
      const time = Date.UTC(2025, 1);
      await store.appendEvents([event("new", { occurredAt: time })]);
      await Promise.all([erasing, store.dropMonthsBefore(time)]);
      expect(await store.listCustomers(10)).toEqual([{ customerId: "c1", events: 1, lastEventAt: time }]);
    }));

  test("a deleted event is as if it had never been", () =>
    withStore(target, async (store) => {
      expect(await store.deleteEvent("1")).toBe(false);
      await store.appendEvents([
        event("1", { type: "purchase", occurredAt: 5, value: 1 }),
        event("2", { type: "purchase", occurredAt: 9, value: 2 }),
        event("3", { customerId: "other" }),
      ]);
      const before = await store.activity("c1");
      expect(await store.deleteEvent("2")).toBe(true);
      expect(await store.deleteEvent("2")).toBe(false);
      expect(await store.activity("c1")).not.toBe(before);
      expect(await store.history("c1", 10)).toMatchObject([{ occurredAt: 5 }]);
      expect(await store.takenItems("c1", 10)).toMatchObject([{ type: "purchase", occurredAt: 5, value: 1 }]);
      expect(await store.listCustomers(1)).toEqual([
        { customerId: "other", events: 1, lastEventAt: 1_700_000_000_000 },
      ]);
      expect((await store.readEvents(0, 10)).map(({ eventId }) => eventId)).toEqual(["1", "3"]);
      expect(await store.deleteEvent("1")).toBe(true);
      expect(await store.activity("c1")).toBeUndefined();
      expect(await store.takenItems("c1", 10)).toEqual([]);
      expect(await store.appendEvents([event("2")])).toEqual(["recorded"]);
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
