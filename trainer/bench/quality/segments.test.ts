import { describe, expect, test } from "bun:test";
import type { DatedCase } from "../../src/train/cases.ts";
import { longTail, type Segment, segmentsOf } from "./segments.ts";

/** A customer with so many events who takes these items. */
function customer(events: number, ...taken: number[]): DatedCase {
  const history = Array.from(
    { length: events },
    (_, at) => ({ item: 9, type: "purchase", time: -at }) as const,
  );
  return { customer: 0, history, taken: new Set(taken), days: taken.map((item) => 100 + item) };
}

/** Item 0 is new, 1 and 2 are rare, 3 has most events. */
const knownEvents = Uint32Array.of(0, 2, 5, 30);
const holdoutCases = [customer(0, 3), customer(2, 0, 3), customer(3, 1), customer(12, 2, 3)];

function segment(name: string): Segment {
  return segmentsOf({ holdoutCases, knownEvents }).find((one) => one.name.startsWith(name))!;
}

describe("the long tail", () => {
  test("is empty without events, and where one item has more than half of them", () => {
    expect(longTail(new Uint32Array(3)).size).toBe(0);
    expect([...longTail(Uint32Array.of(0, 4))]).toEqual([]);
  });

  test("is the rarest items that together have at most half of the events", () => {
    expect([...longTail(knownEvents)]).toEqual([1, 2]);
    expect([...longTail(Uint32Array.of(1, 1, 1, 1))]).toEqual([0, 1]);
  });
});

describe("segments", () => {
  test.each([
    ["strangers", [0]],
    ["new customers", [0, 1]],
    ["customers with 3", [2]],
    ["customers with 10", [3]],
    ["new items", [1]],
    ["items with 5", [0, 1, 3]],
    ["long tail", [2, 3]],
  ])("of %s have the right customers", (name, members) => {
    expect(segment(name).members).toEqual(members);
  });

  test("of items have only these, and their days", () => {
    const taken = (name: string) => segment(name).cases.map(({ taken, days }) => [[...taken], days]);
    expect(taken("long tail")).toEqual([
      [[1], [101]],
      [[2], [102]],
    ]);
    expect(taken("new items")).toEqual([[[0], [100]]]);
    expect(taken("customers with 10")).toEqual([
      [
        [2, 3],
        [102, 103],
      ],
    ]);
  });
});
