// What a customer is like, in a sentence made from what they did.
import type { HistoryEntry, Item } from "@aisle/client";

const DAY = 86_400_000;

/** How much an act says about a customer's taste. */
const WEIGHTS: Readonly<Record<HistoryEntry["type"], number>> = {
  purchase: 4,
  cart: 2,
  rating: 2,
  click: 1,
  view: 1,
  hide: -2,
};

/** From this share on, a colour is a preference. */
const MIN_COLOUR_SHARE = 0.34;
const MIN_COLOURED = 5;

/**
 * Such as "Into tents and sleeping bags, prefers forest, bought a lamp last week"; `undefined` when the history says
 * nothing. `history` is newest first, `now` in milliseconds.
 */
export function describe(
  history: readonly HistoryEntry[],
  items: ReadonlyMap<string, Item>,
  now: number,
): string | undefined {
  const kinds = new Map<string, number>();
  const colours = new Map<string, number>();
  for (const { itemId, type } of history) {
    const { categories = [], attributes = [] } = items.get(itemId) ?? {};
    const kind = categories.at(-1);
    if (kind !== undefined) kinds.set(kind, (kinds.get(kind) ?? 0) + WEIGHTS[type]);
    const colour = attributes.find((attribute) => attribute.startsWith("colour:"))?.slice("colour:".length);
    if (colour !== undefined) colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  const [first, second] = topOf(kinds);
  const parts =
    first === undefined ? [] : [`into ${[first, second].filter(Boolean).join(" and ").toLowerCase()}`];
  const [colour] = topOf(colours);
  const coloured = [...colours.values()].reduce((sum, count) => sum + count, 0);
  if (
    colour !== undefined &&
    coloured >= MIN_COLOURED &&
    (colours.get(colour) ?? 0) >= MIN_COLOUR_SHARE * coloured
  )
    parts.push(`likes ${colour.toLowerCase()}`);
  const bought = history.find(({ type }) => type === "purchase");
  const title = bought && items.get(bought.itemId)?.title?.split(",")[0];
  if (bought !== undefined && title !== undefined)
    parts.push(`bought the ${title} ${ago(Date.parse(bought.occurredAt), now)}`);
  const sentence = parts.join(", ");
  return sentence === "" ? undefined : sentence[0]?.toUpperCase() + sentence.slice(1);
}

function topOf(counts: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name);
}

/** A time in words: "today", "3 days ago", "2 weeks ago". */
export function ago(then: number, now: number): string {
  const days = Math.floor((now - then) / DAY);
  if (days < 1) return "today";
  if (days < 2) return "yesterday";
  if (days < 14) return `${days} days ago`;
  if (days < 61) return `${Math.round(days / 7)} weeks ago`;
  return `${Math.round(days / 30.4)} months ago`;
}
