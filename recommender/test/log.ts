// An event log written down by hand, for tests.
import { eventCode, type EventType } from "../src/events.ts";
import type { Interactions } from "../src/interactions/interactions.ts";

export interface LogEntry {
  readonly item: number;
  readonly type: EventType;
  /** Unix time in seconds. */
  readonly time: number;
}

/** One list of entries for each customer, oldest first. */
export function logOf(items: number, customers: readonly (readonly LogEntry[])[]): Interactions {
  const events = customers.flat();
  const offsets = new Uint32Array(customers.length + 1);
  customers.forEach((own, at) => (offsets[at + 1] = offsets[at]! + own.length));
  return {
    customers: customers.length,
    items,
    offsets,
    item: Uint32Array.from(events, ({ item }) => item),
    type: Uint8Array.from(events, ({ type }) => eventCode[type]),
    time: Float64Array.from(events, ({ time }) => time),
  };
}
