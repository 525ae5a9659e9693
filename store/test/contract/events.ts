// What every store must do with events.
import { expect, test } from "bun:test";
import { type NewEvent, StoreError } from "../../src/index.ts";
import { exportOf, type Target, withStore } from "../targets.ts";

export function event(eventId: string, rest: Partial<NewEvent> = {}): NewEvent {
  return { eventId, customerId: "c1", itemId: "i1", type: "view", occurredAt: 1_700_000_000_000, ...rest };
}

export function eventContract(target: Target): void {
  const bad: [what: string, event: NewEvent][] = [
    ["no id", event("")],
    ["no customer", event("bad", { customerId: "" })],
    ["no item", event("bad", { itemId: "" })],
    ["a time that is no number", event("bad", { occurredAt: Number.NaN })],
    ["a type that does not exist", event("bad", { type: "stare" as "view" })],
  ];
  for (const [what, faulty] of bad) {
    test(`an event with ${what} is refused together with its call`, () =>
      withStore(target, async (store) => {
        const error = await store.appendEvents([event("good"), faulty]).catch((error: unknown) => error);
        expect(error).toBeInstanceOf(StoreError);
        expect(error).toMatchObject({ code: "invalid" });
        expect(await store.readEvents(0, 10)).toEqual([]);
        expect(await store.counts()).toEqual({ items: 0, events: 0, lastEventAt: null });
      }));
  }

  test("the newest number is that of the newest event, and 0 without any", () =>
    withStore(target, async (store) => {
      expect(await store.newestSeq()).toBe(0);
      await store.appendEvents([event("a"), event("b")]);
      await store.appendEvents([event("c")]);
      const [last] = (await store.readEvents(0, 10)).slice(-1);
      expect(await store.newestSeq()).toBe(last!.seq);
      expect(await store.readEvents(await store.newestSeq(), 10)).toEqual([]);
    }));

  test("a refused call does not fail those that share its commit", () =>
    withStore(target, async (store) => {
      const outcomes = await Promise.allSettled([
        store.appendEvents([event("a"), event("b")]),
        store.appendEvents([event("c"), event("bad", { occurredAt: Number.NaN })]),
        store.appendEvents([event("a"), event("d")]),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(outcomes[0]).toMatchObject({ value: ["recorded", "recorded"] });
      expect(outcomes[2]).toMatchObject({ value: ["duplicate", "recorded"] });
      expect((await store.readEvents(0, 10)).map(({ eventId }) => eventId)).toEqual(["a", "b", "d"]);
    }));

  test("an empty call does nothing", () =>
    withStore(target, async (store) => {
      expect(await store.appendEvents([])).toEqual([]);
    }));

  test("every field of an event comes back as it was, with its place in the order of arrival", () =>
    withStore(target, async (store) => {
      const full = event("e1", { type: "rating", value: 4.5, recommendationId: "7.stable.x" });
      await store.appendEvents([full, event("e2", { occurredAt: 5 })]);
      expect(await store.readEvents(0, 10)).toStrictEqual([
        { seq: 1, ...full },
        { seq: 2, ...event("e2", { occurredAt: 5 }) },
      ]);
    }));

  test("an event that is known changes nothing, even with other fields", () =>
    withStore(target, async (store) => {
      await store.appendEvents([event("e")]);
      expect(
        await store.appendEvents([event("e", { itemId: "other", customerId: "c2", occurredAt: 9e12 })]),
      ).toEqual(["duplicate"]);
      expect(await store.readEvents(0, 10)).toMatchObject([{ itemId: "i1", customerId: "c1" }]);
      expect(await store.listCustomers(10)).toEqual([
        { customerId: "c1", events: 1, lastEventAt: 1_700_000_000_000 },
      ]);
    }));

  test("of equal ids in one call, the first event is recorded", () =>
    withStore(target, async (store) => {
      const results = await store.appendEvents([
        event("e", { itemId: "first" }),
        event("e", { itemId: "second" }),
        event("f"),
      ]);
      expect(results).toEqual(["recorded", "duplicate", "recorded"]);
      expect(await store.history("c1", 10)).toMatchObject([{ itemId: "i1" }, { itemId: "first" }]);
    }));

  test("of equal ids in calls at the same time, exactly one event is recorded", () =>
    withStore(target, async (store) => {
      const results = await Promise.all(Array.from({ length: 50 }, () => store.appendEvents([event("e")])));
      expect(results.flat().filter((result) => result === "recorded")).toHaveLength(1);
      expect(await store.counts()).toMatchObject({ events: 1 });
    }));

  test("a large call keeps its order and tells each duplicate", () =>
    withStore(target, async (store) => {
      const events = Array.from({ length: 2503 }, (_, n) => event(`e${n % 2001}`, { occurredAt: n }));
      const results = await store.appendEvents(events);
      expect(results.map((result) => result === "recorded")).toEqual(events.map((_, n) => n < 2001));
      const stored = await store.readEvents(0, 5000);
      expect(stored.map(({ eventId }) => eventId)).toEqual(Array.from({ length: 2001 }, (_, n) => `e${n}`));
    }));

  test("calls at the same time each get their own results", () =>
    withStore(target, async (store) => {
      await store.appendEvents([event("known")]);
      const results = await Promise.all(
        Array.from({ length: 200 }, (_, n) =>
          store.appendEvents([event(`a${n}`), event("known"), event(`b${n}`)]),
        ),
      );
      for (const result of results) expect(result).toEqual(["recorded", "duplicate", "recorded"]);
      expect(await store.counts()).toMatchObject({ events: 401 });
    }));

  test("what was appended is in the history at once", () =>
    withStore(target, async (store) => {
      for (let n = 0; n < 20; n++) {
        await store.appendEvents([event(`e${n}`, { itemId: `i${n}`, occurredAt: n })]);
        expect(await store.history("c1", 1)).toEqual([{ itemId: `i${n}`, type: "view", occurredAt: n }]);
      }
    }));

  test("the history is newest first by time, then by arrival, and only the customer's", () =>
    withStore(target, async (store) => {
      await store.appendEvents([
        event("1", { itemId: "late", occurredAt: 300 }),
        event("2", { itemId: "early", occurredAt: 100 }),
        event("3", { itemId: "tie-first", occurredAt: 200 }),
        event("4", { itemId: "tie-second", occurredAt: 200 }),
        event("5", { itemId: "other", customerId: "c2", occurredAt: 999 }),
      ]);
      const order = (limit: number) =>
        store.history("c1", limit).then((rows) => rows.map(({ itemId }) => itemId));
      expect(await order(10)).toEqual(["late", "tie-second", "tie-first", "early"]);
      expect(await order(2)).toEqual(["late", "tie-second"]);
      expect(await store.history("nobody", 10)).toEqual([]);
    }));

  test("what a customer took or hid is known by its newest event of each kind, newest first, and only the customer's", () =>
    withStore(target, async (store) => {
      expect(await store.takenItems("nobody", 10)).toEqual([]);
      await store.appendEvents([
        event("1", { type: "purchase", itemId: "a", occurredAt: 10 }),
        event("2", { type: "purchase", itemId: "a", occurredAt: 30 }),
        event("3", { type: "cart", itemId: "a", occurredAt: 25 }),
        event("4", { type: "rating", itemId: "b", occurredAt: 20, value: 4 }),
        event("5", { type: "purchase", itemId: "d", occurredAt: 20, customerId: "c2" }),
        event("6", { type: "hide", itemId: "e", occurredAt: 1 }),
        ...(["view", "click"] as const).map((type) => event(type, { type, itemId: "e" })),
      ]);
      const taken = [
        { itemId: "a", type: "purchase", occurredAt: 30 },
        { itemId: "a", type: "cart", occurredAt: 25 },
        { itemId: "b", type: "rating", occurredAt: 20, value: 4 },
        { itemId: "e", type: "hide", occurredAt: 1 },
      ] as const;
      expect(await store.takenItems("c1", 10)).toEqual([...taken]);
      expect(await store.takenItems("c1", 2)).toEqual(taken.slice(0, 2));
      await store.eraseCustomer("c1");
      expect(await store.takenItems("c1", 10)).toEqual([]);
      expect(await store.takenItems("c2", 10)).toHaveLength(1);
    }));

  test("what was taken stays known however much comes after it, and an older event changes nothing", () =>
    withStore(target, async (store) => {
      await store.appendEvents([event("1", { type: "purchase", itemId: "a", occurredAt: 5, value: 2 })]);
      await store.appendEvents(
        Array.from({ length: 2000 }, (_, n) =>
          event(`view-${n}`, { itemId: "b", type: n % 2 === 0 ? "view" : "cart", occurredAt: 10 + n }),
        ),
      );
      await store.appendEvents([event("late", { type: "purchase", itemId: "a", occurredAt: 4 })]);
      expect(await store.takenItems("c1", 10)).toEqual([
        { itemId: "b", type: "cart", occurredAt: 2009 },
        { itemId: "a", type: "purchase", occurredAt: 5, value: 2 },
      ]);
    }));

  test("of two events at the same time, the one that arrived last counts, in one call or in two", () =>
    withStore(target, async (store) => {
      const cart = (id: string, value: number) => event(id, { type: "cart", occurredAt: 7, value });
      await store.appendEvents([cart("1", 1), cart("2", 0)]);
      expect(await store.takenItems("c1", 10)).toMatchObject([{ value: 0 }]);
      await store.appendEvents([cart("3", 2)]);
      expect(await store.takenItems("c1", 10)).toMatchObject([{ value: 2 }]);
    }));

  test("of the clicks and purchases that name a list, the one recorded first is told", () =>
    withStore(target, async (store) => {
      const named = (id: string, type: "click" | "purchase" | "view", recommendationId: string) =>
        event(id, { type, recommendationId, occurredAt: 1000 - Number(id) });
      await store.appendEvents([
        named("1", "view", "list"),
        named("2", "click", "list"),
        named("3", "click", "list"),
        named("4", "purchase", "other"),
      ]);
      await store.appendEvents([named("5", "click", "list"), named("6", "purchase", "list")]);
      expect(await store.firstWithRecommendation("list", "click")).toBe("2");
      expect(await store.firstWithRecommendation("list", "purchase")).toBe("6");
      expect(await store.firstWithRecommendation("other", "click")).toBeUndefined();
      await store.eraseCustomer("c1");
      expect(await store.firstWithRecommendation("list", "click")).toBeUndefined();
    }));

  test("the log can be read page by page", () =>
    withStore(target, async (store) => {
      await store.appendEvents(Array.from({ length: 10 }, (_, n) => event(`e${n}`)));
      const seen: string[] = [];
      for (let page = await store.readEvents(0, 3); page.length > 0;) {
        seen.push(...page.map(({ eventId }) => eventId));
        page = await store.readEvents(page.at(-1)?.seq ?? Infinity, 3);
      }
      expect(seen).toEqual(Array.from({ length: 10 }, (_, n) => `e${n}`));
    }));

  test("ids and values that look like SQL stay data", () =>
    withStore(target, async (store) => {
      const nasty = `'); DROP TABLE events; -- \u0000 "`;
      await store.appendEvents([event(nasty, { customerId: nasty, itemId: nasty })]);
      expect(await exportOf(store, nasty)).toMatchObject([{ eventId: nasty, itemId: nasty }]);
    }));
}
