// A shop whose customers have habits, for tests: cameras are bought once, coffee every 30 days, cases with cameras.
import type { EventType } from "../src/events.ts";
import type { Item } from "../src/catalogue/item.ts";
import type { Kinds } from "../src/kinds/kinds.ts";
import { mulberry32 } from "../src/random.ts";
import type { LogEntry } from "./log.ts";

export const DAY = 86_400;
export const [CAMERAS, COFFEE, CASES, LAMPS] = [1, 2, 3, 4];
const PER_KIND = 5;
/** Item 0 has no kind; five items of each kind follow. */
export const ITEMS = 1 + 4 * PER_KIND;
export const kinds: Kinds = {
  kinds: 4,
  kindOf: Uint16Array.from({ length: ITEMS }, (_, item) => Math.ceil(item / PER_KIND)),
};
export const item = (kind: number, at = 0): number => 1 + (kind - 1) * PER_KIND + (at % PER_KIND);

/** One visit: everything within a minute each. */
export const visit = (day: number, ...did: readonly (readonly [EventType, number])[]): LogEntry[] =>
  did.map(([type, one], at) => ({ item: one, type, time: day * DAY + at * 60 }));

/**
 * Customers look at cameras and buy one with a case, once, or a lamp instead; they buy the same coffee every 30 days;
 * lamps they look at and buy a week later.
 */
export function habits(customers = 200): LogEntry[][] {
  const random = mulberry32(3);
  return Array.from({ length: customers }, (_, at) => {
    const first = Math.floor(random() * 20);
    const coffee = [0, 1, 2, 3].map((turn) => visit(first + 30 * turn, ["purchase", item(COFFEE, at)]));
    const lamp = [
      ...visit(first + 5, ["view", item(LAMPS, at)]),
      ...visit(first + 12, ["view", item(LAMPS, at)], ["purchase", item(LAMPS, at + 1)]),
    ];
    const camera = visit(
      first + 2,
      ["view", item(CAMERAS, at)],
      ["view", item(CAMERAS, at + 1)],
      ...(at % 4 === 3
        ? [["purchase", item(LAMPS, at)] as const]
        : [["purchase", item(CAMERAS, at)] as const, ["purchase", item(CASES, at)] as const]),
    );
    return [...coffee.flat(), ...lamp, ...camera].toSorted((a, b) => a.time - b.time);
  });
}

const NAMES = ["cameras", "coffee", "cases", "lamps"];

/** The catalogue: the item without a kind, then five of each kind. */
export function habitShopItems(): Item[] {
  return Array.from({ length: ITEMS }, (_, one) => {
    const name = NAMES[kinds.kindOf[one]! - 1];
    return { itemId: `item-${one}`, title: `thing ${one}`, ...(name && { categories: ["all", name] }) };
  });
}
