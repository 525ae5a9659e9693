// Customers and items that are hard to serve: strangers, newcomers, new items, the long tail.
import type { DatedCase } from "../../src/train/cases.ts";
import type { TrainingData } from "../../src/train/challenger.ts";

export interface Segment {
  readonly name: string;
  /** Positions of the cases that belong to it. */
  readonly members: readonly number[];
  /** These cases, with only the segment's items taken. */
  readonly cases: readonly DatedCase[];
}

/**
 * In data that keeps only items with at least 5 events (5-core, as the Amazon files are), an item that has fewer before
 * the holdout is sure to be taken again. A model can learn that; for items with this many there is nothing to learn.
 */
const SURE_EVENTS = 5;

/** The segments of a holdout. An item is in the long tail when it and the rarer ones have half of all events. */
export function segmentsOf(data: Pick<TrainingData, "holdoutCases" | "knownEvents">): Segment[] {
  const { holdoutCases, knownEvents } = data;
  const tail = longTail(knownEvents);
  return [
    byCustomer("strangers (no events)", holdoutCases, (events) => events === 0),
    byCustomer("new customers (0–2 events)", holdoutCases, (events) => events <= 2),
    byCustomer("customers with 3–9 events", holdoutCases, (events) => events >= 3 && events <= 9),
    byCustomer("customers with 10 events or more", holdoutCases, (events) => events >= 10),
    byItem("new items (no events)", holdoutCases, (item) => knownEvents[item] === 0),
    byItem("items with 5 events or more", holdoutCases, (item) => knownEvents[item]! >= SURE_EVENTS),
    byItem("long tail (with half of the events)", holdoutCases, (item) => tail.has(item)),
  ];
}

/** The rarest items that together have at most half of the events; items without events are not among them. */
export function longTail(events: Uint32Array): ReadonlySet<number> {
  const half = events.reduce((a, b) => a + b, 0) / 2;
  const rarestFirst = Array.from(events.keys())
    .filter((item) => events[item]! > 0)
    .sort((a, b) => events[a]! - events[b]! || a - b);
  const tail = new Set<number>();
  let sum = 0;
  for (const item of rarestFirst) {
    sum += events[item]!;
    if (sum > half) break;
    tail.add(item);
  }
  return tail;
}

function byCustomer(
  name: string,
  cases: readonly DatedCase[],
  belongs: (events: number) => boolean,
): Segment {
  const members = positionsWhere(cases, ({ history }) => belongs(history.length));
  return { name, members, cases: members.map((at) => cases[at]!) };
}

function byItem(name: string, cases: readonly DatedCase[], belongs: (item: number) => boolean): Segment {
  const restricted = cases.map((one): DatedCase => {
    const rows = Array.from(one.taken, (item, at) => ({ item, day: one.days[at]! })).filter(({ item }) =>
      belongs(item),
    );
    return { ...one, taken: new Set(rows.map(({ item }) => item)), days: rows.map(({ day }) => day) };
  });
  const members = positionsWhere(restricted, ({ taken }) => taken.size > 0);
  return { name, members, cases: members.map((at) => restricted[at]!) };
}

function positionsWhere(cases: readonly DatedCase[], test: (one: DatedCase) => boolean): number[] {
  return Array.from(cases.keys()).filter((at) => test(cases[at]!));
}
