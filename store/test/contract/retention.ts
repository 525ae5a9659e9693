// What every store must do when old events are dropped.
import { expect, test } from "bun:test";
import { exportOf, type Target, withStore } from "../targets.ts";
import { event } from "./events.ts";

const MAY = Date.UTC(2025, 4);

export function retentionContract(target: Target): void {
  test("nothing is dropped where nothing is old", () =>
    withStore(target, async (store) => {
      expect(await store.dropMonthsBefore(MAY)).toBe(0);
      await store.appendEvents([event("1", { occurredAt: MAY }), event("2", { occurredAt: MAY + 1 })]);
      expect(await store.dropMonthsBefore(MAY)).toBe(0);
      expect(await store.counts()).toMatchObject({ events: 2 });
    }));

  test("the months before that of a time go whole, and that month stays whole", () =>
    withStore(target, async (store) => {
      await store.appendEvents([
        event("old", { occurredAt: MAY - 1 }),
        event("first", { occurredAt: MAY }),
        event("older", { occurredAt: 0 }),
        event("oldest", { occurredAt: -1e15 }),
        event("late", { occurredAt: MAY + 30 * 86_400_000 }),
        event("future", { occurredAt: 9e15 }),
      ]);
      expect(await store.dropMonthsBefore(MAY + 17 * 86_400_000)).toBe(3);
      expect((await store.readEvents(0, 10)).map(({ eventId }) => eventId)).toEqual([
        "first",
        "late",
        "future",
      ]);
      expect(await store.dropMonthsBefore(MAY + 17 * 86_400_000)).toBe(0);
    }));

  test("nothing tells of a dropped event any more, and its id can be recorded again", () =>
    withStore(target, async (store) => {
      await store.appendEvents([
        event("1", { customerId: "gone", type: "hide", occurredAt: 7 }),
        event("2", { customerId: "stays", type: "purchase", occurredAt: 8 }),
        event("3", { customerId: "stays", occurredAt: MAY }),
      ]);
      await store.dropMonthsBefore(MAY);
      expect(await store.listCustomers(10)).toEqual([{ customerId: "stays", events: 1, lastEventAt: MAY }]);
      expect(await store.counts()).toEqual({ items: 0, events: 1, lastEventAt: MAY });
      expect(await exportOf(store, "gone")).toEqual([]);
      expect(await store.takenItems("gone", 10)).toEqual([]);
      expect(await store.takenItems("stays", 10)).toEqual([]);
      expect(await store.appendEvents([event("1"), event("3")])).toEqual(["recorded", "duplicate"]);
      expect(await store.readEvents(3, 10)).toMatchObject([{ eventId: "1" }]);
    }));

  test("the row of a deleted item goes after its time, when no event names it any more", () => {
    let now = 1_000;
    return withStore(
      target,
      async (store) => {
        const itemIds = ["named", "forgotten", "back", "late", "live"];
        await store.putItems(itemIds.map((itemId) => ({ itemId, categories: ["c"] })));
        await store.appendEvents([event("1", { itemId: "named", occurredAt: 7 })]);
        for (const itemId of itemIds.slice(0, 3)) await store.deleteItem(itemId);
        now = 2_000;
        await store.deleteItem("late");
        await store.putItems([{ itemId: "back" }]);
        const left = async () => (await store.itemChanges(0, 10)).map(({ item }) => item.itemId).toSorted();
        expect(await store.dropDeletedItems(1_000)).toBe(0);
        expect(await store.dropDeletedItems(1_001)).toBe(1);
        expect(await left()).toEqual(["back", "late", "live", "named"]);
        expect(await store.dropDeletedItems(2_001)).toBe(1);
        await store.dropMonthsBefore(MAY);
        expect(await store.dropDeletedItems(2_001)).toBe(1);
        expect(await left()).toEqual(["back", "live"]);
        await store.putItems([{ itemId: "forgotten", categories: ["c"] }]);
        expect((await store.searchItems({ category: "c", limit: 9 })).items).toHaveLength(2);
      },
      { now: () => now },
    );
  });

  test("many events are dropped in steps, while others come", () =>
    withStore(target, async (store) => {
      const old = Array.from({ length: 12_000 }, (_, n) =>
        event(`e${n}`, { customerId: `c${n % 700}`, occurredAt: n % 3 === 0 ? MAY : n }),
      );
      await store.appendEvents(old);
      const [dropped] = await Promise.all([
        store.dropMonthsBefore(MAY),
        ...Array.from({ length: 20 }, (_, n) => store.appendEvents([event(`new${n}`, { occurredAt: MAY })])),
      ]);
      expect(dropped).toBe(8_000);
      expect(await store.counts()).toMatchObject({ events: 4_020 });
      const customers = await store.listCustomers(1_000);
      expect(customers.reduce((sum, { events }) => sum + events, 0)).toBe(4_020);
    }));
}
