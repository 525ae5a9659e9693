import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { EVENT_TYPES, eventCode, type EventType } from "../events.ts";
import type { Interactions } from "./interactions.ts";
import { type Steps, toSteps } from "./steps.ts";

type Event = readonly [item: number, type: EventType];

const WEIGHTS = [0.4, 0.8, 1, 1, 0.4, 0];

function log(...customers: readonly (readonly Event[])[]): Interactions {
  const events = customers.flat();
  const offsets = new Uint32Array(customers.length + 1);
  customers.forEach((own, at) => (offsets[at + 1] = offsets[at]! + own.length));
  return {
    customers: customers.length,
    items: 10,
    offsets,
    item: Uint32Array.from(events, ([item]) => item),
    type: Uint8Array.from(events, ([, type]) => eventCode[type]),
    time: Float64Array.from(events.keys()),
  };
}

function stepsOf(steps: Steps, customer: number): [item: number, weight: number][] {
  const [from, to] = [steps.offsets[customer]!, steps.offsets[customer + 1]!];
  return Array.from(steps.item.subarray(from, to), (item, at) => [
    item,
    Number(steps.weight[from + at]!.toFixed(6)),
  ]);
}

describe("steps", () => {
  test.each([[[]], [[1, 1]], [[1, 1, 1, 1, 1, 1, 1]]])("refuse the event weights %j", (weights) => {
    expect(() => toSteps(log(), weights)).toThrow(`expected 6 event weights, got ${weights.length}`);
  });

  test("of an empty log, and of customers without events, are none", () => {
    expect(Array.from(toSteps(log(), WEIGHTS).offsets)).toEqual([0]);
    expect(Array.from(toSteps(log([], [[1, "view"]], []), WEIGHTS).offsets)).toEqual([0, 0, 1, 1]);
  });

  test("leave out types of weight 0, and join what lies around them", () => {
    const steps = toSteps(
      log([
        [1, "view"],
        [2, "hide"],
        [1, "purchase"],
      ]),
      WEIGHTS,
    );
    expect(stepsOf(steps, 0)).toEqual([[1, 1]]);
  });

  test("fold one visit's view, cart and purchase into its strongest event", () => {
    const steps = toSteps(
      log([
        [1, "view"],
        [1, "purchase"],
        [1, "cart"],
        [2, "view"],
        [1, "view"],
      ]),
      WEIGHTS,
    );
    expect(stepsOf(steps, 0)).toEqual([
      [1, 1],
      [2, 0.4],
      [1, 0.4],
    ]);
  });

  test("of two customers on one item stay apart", () => {
    const steps = toSteps(log([[3, "view"]], [[3, "cart"]]), WEIGHTS);
    expect([stepsOf(steps, 0), stepsOf(steps, 1)]).toEqual([[[3, 0.4]], [[3, 0.8]]]);
  });

  test("never repeat an item in a row, and visit the items of the weighted events in their order", () => {
    const event = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(...EVENT_TYPES));
    fc.assert(
      fc.property(fc.array(fc.array(event, { maxLength: 12 }), { maxLength: 5 }), (customers) => {
        const steps = toSteps(log(...customers), WEIGHTS);
        customers.forEach((events, customer) => {
          const items = events.filter(([, type]) => type !== "hide").map(([item]) => item);
          const visited = items.filter((item, at) => item !== items[at - 1]);
          expect(stepsOf(steps, customer).map(([item]) => item)).toEqual(visited);
        });
      }),
    );
  });
});
