// Customers and items that a better model could still neglect: the gate looks at each of these segments by itself.
import type { DatedCase } from "../train/cases.ts";

/** Some of the rows of `Takings`. */
export interface Segment {
  readonly name: string;
  /** 1 for a row that belongs to it, 0 for another. */
  readonly rows: Uint8Array;
}

/** Customers with at most this many events in their history are new. */
const MAX_NEW_CUSTOMER_EVENTS = 2;

/** The segments of a holdout's rows; `knownEvents` counts the events before the holdout, by item. */
export function gateSegments(cases: readonly DatedCase[], knownEvents: ArrayLike<number>): Segment[] {
  const segment = (name: string, belongs: (events: number, item: number) => boolean): Segment => ({
    name,
    rows: Uint8Array.from(
      cases.flatMap(({ history, taken }) =>
        Array.from(taken, (item) => (belongs(history.length, item) ? 1 : 0)),
      ),
    ),
  });
  return [
    segment("strangers", (events) => events === 0),
    segment("new customers", (events) => events > 0 && events <= MAX_NEW_CUSTOMER_EVENTS),
    segment("new items", (_, item) => knownEvents[item] === 0),
  ];
}
