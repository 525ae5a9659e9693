// The measured shop's customers: the literature's sequences, put together until each is as long as wanted.
import type { NewEvent } from "@aisle/client";

const MINUTE = 60_000;

/** The items of each line `customer item item …`, as ids. */
export function readSequences(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(" ").slice(1));
}

/** `count` customers' events, `length` each: a sequence, and those after it until there are enough different items. */
export function* customersOf(
  sequences: readonly (readonly string[])[],
  { count, length, until }: { count: number; length: number; until: number },
): Generator<NewEvent[]> {
  for (let customer = 0; customer < count; customer++) {
    const items = new Set<string>();
    for (let at = customer; items.size < length; at++) {
      for (const item of sequences[at % sequences.length]!) if (items.size < length) items.add(item);
    }
    yield Array.from(items, (itemId, at) => ({
      eventId: `${customer}-${at}`,
      customerId: customerId(customer),
      itemId,
      type: "purchase",
      occurredAt: new Date(until - (length - at) * MINUTE).toISOString(),
    }));
  }
}

export const customerId = (customer: number): string => `c${customer}`;
