// Random sequences of writes, compared with the simplest implementation that could be right.
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { HistoryRow, NewEvent, Store } from "../../src/index.ts";
import { type Target, withStore } from "../targets.ts";

const CUSTOMERS = ["c1", "c2", "c3"] as const;
const ITEMS = ["i1", "i2", "i3"] as const;

const event: fc.Arbitrary<NewEvent> = fc.record({
  eventId: fc.integer({ min: 0, max: 30 }).map((n) => `e${n}`),
  customerId: fc.constantFrom(...CUSTOMERS),
  itemId: fc.constantFrom(...ITEMS),
  type: fc.constantFrom("view", "purchase", "hide"),
  occurredAt: fc.integer({ min: 0, max: 5 }),
});

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("append" as const),
      calls: fc.array(fc.array(event, { maxLength: 6 }), { maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("erase" as const), customerId: fc.constantFrom(...CUSTOMERS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("put" as const),
      itemIds: fc.array(fc.constantFrom(...ITEMS), { maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("delete" as const), itemId: fc.constantFrom(...ITEMS) }),
  },
);

/** The log as a list and the catalogue as a set. */
class Model {
  log: NewEvent[] = [];
  live = new Set<string>();

  append(events: readonly NewEvent[]): ("recorded" | "duplicate")[] {
    return events.map((event) => {
      if (this.log.some(({ eventId }) => eventId === event.eventId)) return "duplicate";
      this.log.push(event);
      return "recorded";
    });
  }

  erase(customerId: string): number {
    const before = this.log.length;
    this.log = this.log.filter((event) => event.customerId !== customerId);
    return before - this.log.length;
  }

  history(customerId: string): HistoryRow[] {
    return this.log
      .filter((event) => event.customerId === customerId)
      .toReversed()
      .toSorted((a, b) => b.occurredAt - a.occurredAt)
      .map(({ itemId, type, occurredAt }) => ({ itemId, type, occurredAt }));
  }
}

async function expectEqual(store: Store, model: Model): Promise<void> {
  const stored = await store.readEvents(0, 1000);
  expect(stored.map(({ eventId }) => eventId)).toEqual(model.log.map(({ eventId }) => eventId));
  for (const customerId of CUSTOMERS)
    expect(await store.history(customerId, 100)).toEqual(model.history(customerId));

  const summaries = await store.listCustomers(10);
  expect(new Map(summaries.map(({ customerId, events }) => [customerId, events]))).toEqual(
    new Map(
      Object.entries(Object.groupBy(model.log, (event) => event.customerId)).map(([id, events]) => [
        id,
        events?.length ?? 0,
      ]),
    ),
  );
  const times = model.log.map(({ occurredAt }) => occurredAt);
  expect(await store.counts()).toEqual({
    items: model.live.size,
    events: model.log.length,
    lastEventAt: times.length === 0 ? null : Math.max(...times),
  });
  const changes = await store.itemChanges(0, 100);
  expect(new Set(changes.filter(({ deleted }) => !deleted).map(({ item }) => item.itemId))).toEqual(
    model.live,
  );
}

export function modelContract(target: Target): void {
  test("it holds what a plain list would hold", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), (steps) =>
        withStore(target, async (store) => {
          const model = new Model();
          for (const step of steps) {
            if (step.do === "append") {
              const results = await Promise.all(step.calls.map((call) => store.appendEvents(call)));
              expect(results).toEqual(step.calls.map((call) => model.append(call)));
            } else if (step.do === "erase") {
              expect((await store.eraseCustomer(step.customerId)).events).toBe(model.erase(step.customerId));
            } else if (step.do === "put") {
              await store.putItems(step.itemIds.map((itemId) => ({ itemId })));
              for (const itemId of step.itemIds) model.live.add(itemId);
            } else {
              expect(await store.deleteItem(step.itemId)).toBe(model.live.delete(step.itemId));
            }
          }
          await expectEqual(store, model);
        }),
      ),
      { numRuns: target.slow === true ? 20 : 60, seed: 11 },
    );
  });
}
