import { describe, expect, test } from "bun:test";
import { eventCode, type EventType, type Interactions } from "@aisle/recommender";
import fc from "fast-check";
import { betweenTimes, leaveLastOut, queriesFrom, splitByTime, timeQuantile } from "./split.ts";

interface Entry {
  readonly item: number;
  readonly time: number;
  readonly type?: EventType;
}

const ITEMS = 20;

function interactionsOf(customers: readonly (readonly Entry[])[]): Interactions {
  const entries = customers.flat();
  const offsets = new Uint32Array(customers.length + 1);
  for (const [customer, own] of customers.entries()) offsets[customer + 1] = offsets[customer]! + own.length;
  return {
    customers: customers.length,
    items: ITEMS,
    offsets,
    item: Uint32Array.from(entries, (entry) => entry.item),
    type: Uint8Array.from(entries, (entry) => eventCode[entry.type ?? "purchase"]),
    time: Float64Array.from(entries, (entry) => entry.time),
  };
}

const at = (item: number, time: number, type?: EventType): Entry =>
  type === undefined ? { item, time } : { item, time, type };

const itemsOf = (log: Interactions, customer: number): number[] => [
  ...log.item.subarray(log.offsets[customer], log.offsets[customer + 1]),
];

describe("splitByTime", () => {
  test("refuses cuts out of order and cuts that are not numbers", () => {
    const log = interactionsOf([[at(1, 10)]]);
    expect(() => splitByTime(log, { labelsStart: 5, holdoutStart: 4 })).toThrow(RangeError);
    expect(() => splitByTime(log, { labelsStart: Number.NaN, holdoutStart: 4 })).toThrow(RangeError);
  });

  test("puts an event at a cut into the later window", () => {
    const log = interactionsOf([[at(1, 9), at(2, 10), at(3, 19), at(4, 20)], [], [at(5, 30)]]);
    const { history, labels, holdout } = splitByTime(log, { labelsStart: 10, holdoutStart: 20 });
    expect([itemsOf(history, 0), itemsOf(labels, 0), itemsOf(holdout, 0)]).toEqual([[1], [2, 3], [4]]);
    expect(itemsOf(holdout, 2)).toEqual([5]);
    expect([...history.offsets]).toEqual([0, 1, 1, 1]);
    expect([history.customers, history.items]).toEqual([3, ITEMS]);
  });

  test("an empty log splits into empty windows", () => {
    const { history, holdout } = splitByTime(interactionsOf([]), { labelsStart: 0, holdoutStart: 0 });
    expect([history.item.length, holdout.item.length]).toEqual([0, 0]);
  });
});

const entry = fc.record({
  item: fc.integer({ min: 0, max: ITEMS - 1 }),
  time: fc.integer({ min: 0, max: 99 }),
  type: fc.constantFrom<EventType>("view", "cart", "purchase"),
});
const byTime = (entries: readonly Entry[]): Entry[] => entries.toSorted((a, b) => a.time - b.time);
const log = fc.array(fc.array(entry, { maxLength: 12 }).map(byTime), { maxLength: 8 });
const cuts = fc
  .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }))
  .map(([a, b]) => ({ labelsStart: Math.min(a, b), holdoutStart: Math.max(a, b) }));

/** A log that agrees with `customers` before `cut` and has anything at all from there on. */
const withOtherFuture = (customers: readonly (readonly Entry[])[], cut: number) =>
  fc
    .array(
      fc.array(
        entry.map((e) => ({ ...e, time: cut + e.time })),
        { maxLength: 12 },
      ),
      {
        minLength: customers.length,
        maxLength: customers.length,
      },
    )
    .map((futures) =>
      customers.map((own, c) => [...own.filter((e) => e.time < cut), ...byTime(futures[c] ?? [])]),
    );

describe("no leakage", () => {
  test("nothing at or after a cut changes anything before it", () => {
    const scenario = fc.tuple(log, cuts).chain(([customers, at]) =>
      fc.record({
        customers: fc.constant(customers),
        cuts: fc.constant(at),
        otherLabels: withOtherFuture(customers, at.labelsStart),
        otherHoldout: withOtherFuture(customers, at.holdoutStart),
      }),
    );
    fc.assert(
      fc.property(scenario, ({ customers, cuts, otherLabels, otherHoldout }) => {
        const real = splitByTime(interactionsOf(customers), cuts);
        expect(splitByTime(interactionsOf(otherLabels), cuts).history).toEqual(real.history);
        const changed = splitByTime(interactionsOf(otherHoldout), cuts);
        expect(changed.history).toEqual(real.history);
        expect(changed.labels).toEqual(real.labels);
      }),
    );
  });

  test("every event lands in exactly one window", () => {
    fc.assert(
      fc.property(log, cuts, (customers, cuts) => {
        const whole = interactionsOf(customers);
        const { history, labels, holdout } = splitByTime(whole, cuts);
        for (let customer = 0; customer < customers.length; customer++) {
          const parts = [history, labels, holdout].flatMap((part) => itemsOf(part, customer));
          expect(parts).toEqual(itemsOf(whole, customer));
        }
        expect(history.time.every((time) => time < cuts.labelsStart)).toBe(true);
        expect(labels.time.every((time) => time >= cuts.labelsStart && time < cuts.holdoutStart)).toBe(true);
        expect(holdout.time.every((time) => time >= cuts.holdoutStart)).toBe(true);
      }),
    );
  });

  test("a customer's last two items change nothing in the leave-last-out history", () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 3, maxLength: 9 }).map(byTime), entry, entry, (own, a, b) => {
        const last = own.at(-1)!.time;
        const other = [...own.slice(0, -2), { ...a, time: last }, { ...b, time: last }];
        expect(leaveLastOut(interactionsOf([other])).history).toEqual(
          leaveLastOut(interactionsOf([own])).history,
        );
      }),
    );
  });
});

describe("betweenTimes", () => {
  test("keeps from ≤ time < to and leaves the log as it was", () => {
    const whole = interactionsOf([[at(1, 1), at(2, 2), at(3, 3)]]);
    expect(itemsOf(betweenTimes(whole, 2, 3), 0)).toEqual([2]);
    expect(itemsOf(betweenTimes(whole, 3, 2), 0)).toEqual([]);
    expect(itemsOf(whole, 0)).toEqual([1, 2, 3]);
  });
});

describe("timeQuantile", () => {
  test("refuses an empty log and a share outside 0 to 1", () => {
    expect(() => timeQuantile(interactionsOf([[]]), 0.5)).toThrow("no interactions");
    expect(() => timeQuantile(interactionsOf([[at(1, 1)]]), 1.1)).toThrow(RangeError);
    expect(() => timeQuantile(interactionsOf([[at(1, 1)]]), Number.NaN)).toThrow(RangeError);
  });

  test("has the asked share of the events before it", () => {
    const log = interactionsOf([
      [at(0, 5), at(0, 7), at(0, 9)],
      [at(0, 1), at(0, 2), at(0, 3), at(0, 4), at(0, 6), at(0, 8), at(0, 10)],
    ]);
    expect(timeQuantile(log, 0.8)).toBe(9);
    expect(timeQuantile(log, 0)).toBe(1);
    expect(timeQuantile(log, 1)).toBe(10);
    expect(log.time[0]).toBe(5);
  });
});

describe("leaveLastOut", () => {
  test("takes the last for test and the one before for validation", () => {
    const split = leaveLastOut(
      interactionsOf([
        [at(1, 1), at(2, 2), at(3, 3), at(4, 4)],
        [at(5, 1), at(6, 2), at(7, 3)],
      ]),
    );
    expect([itemsOf(split.history, 0), itemsOf(split.history, 1)]).toEqual([[1, 2], [5]]);
    expect([itemsOf(split.historyAndValidation, 0), itemsOf(split.historyAndValidation, 1)]).toEqual([
      [1, 2, 3],
      [5, 6],
    ]);
    expect([...split.validation.item, ...split.test.item]).toEqual([3, 6, 4, 7]);
  });

  test("a customer with fewer than three entries is asked nothing and stays in the history", () => {
    const split = leaveLastOut(interactionsOf([[at(1, 1), at(2, 2)], []]));
    expect(itemsOf(split.history, 0)).toEqual([1, 2]);
    expect(itemsOf(split.historyAndValidation, 0)).toEqual([1, 2]);
    expect([split.validation.item.length, split.test.item.length]).toEqual([0, 0]);
  });
});

describe("queriesFrom", () => {
  const before = interactionsOf([[at(1, 1), at(2, 2)], [], [at(3, 1)]]);

  test("refuses parts of different logs", () => {
    expect(() => queriesFrom(before, interactionsOf([[]]), ["purchase"])).toThrow("different logs");
  });

  test("asks for each customer who took something, newcomers included", () => {
    const after = interactionsOf([
      [at(9, 5), at(4, 6), at(9, 7), at(8, 8, "view")],
      [at(5, 5, "cart")],
      [at(6, 5, "view")],
    ]);
    expect(queriesFrom(before, after, ["purchase", "cart"])).toEqual([
      { customer: 0, start: 0, end: 2, taken: Uint32Array.of(4, 9), days: Int32Array.of(0, 0) },
      { customer: 1, start: 2, end: 2, taken: Uint32Array.of(5), days: Int32Array.of(0) },
    ]);
  });

  test("knows on which day each item was taken first", () => {
    const day = 86_400;
    const after = interactionsOf([[at(7, 3 * day - 1), at(4, 3 * day), at(7, 5 * day)]]);
    const [query] = queriesFrom(interactionsOf([[]]), after, ["purchase"]);
    expect(query).toMatchObject({ taken: Uint32Array.of(4, 7), days: Int32Array.of(3, 2) });
  });

  test("asks nobody when no type counts as taking", () => {
    expect(queriesFrom(before, before, [])).toEqual([]);
  });
});
