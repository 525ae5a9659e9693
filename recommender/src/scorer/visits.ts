// Turns a customer's history into weighted visits: what votes, how strongly, and what must not come back.
import { type EventType, eventCode } from "../events.ts";
import type { Recipe } from "../fit/recipe.ts";
import type { HistoryEntry } from "./query.ts";

const DAY = 86_400;

/** Customers are not shown again what they have, have in the cart, have judged or have hidden. */
const SETTLED: ReadonlySet<EventType> = new Set<EventType>(["purchase", "cart", "rating", "hide"]);

/** What was put into the cart and neither bought nor taken out was left behind, and is forgotten after so many days. */
export const MAX_CART_DAYS = 14;

/** Visits with a smaller share of the strongest one's weight count for nothing: no list is worse, and it is made sooner. */
const LEAST_SHARE = 0.0001;

export interface Visit {
  /** The item that stands for the product. */
  readonly item: number;
  /** The variant of it that the strongest event was on. */
  readonly variant: number;
  /** The strongest event on the item. */
  readonly type: EventType;
  /** Recency × event weight, 0 to 1; 0 when that is too little to count beside the strongest visit. */
  readonly weight: number;
}

/**
 * One visit per item, newest first, at most `recipe.length`. Recency counts in visits back and in time before
 * the newest entry, never by the clock: equal histories get equal weights. `productOf` says which item stands for the
 * product of each.
 */
export function weighVisits(
  history: readonly HistoryEntry[],
  recipe: Recipe["history"],
  productOf: (item: number) => number = (item) => item,
): Visit[] {
  const newest = history[0]?.time ?? 0;
  const places = new Map<number, number>();
  const visited: {
    readonly item: number;
    variant: number;
    type: EventType;
    readonly time: number;
    isHidden: boolean;
  }[] = [];
  for (const { item: variant, type, time } of history) {
    const item = productOf(variant);
    const place = places.get(item);
    if (place === undefined) {
      places.set(item, visited.length);
      visited.push({ item, variant, type, time, isHidden: type === "hide" });
      continue;
    }
    const known = visited[place]!;
    if (type === "hide") known.isHidden = true;
    if (weightOf(type) > weightOf(known.type)) {
      known.type = type;
      known.variant = variant;
    }
  }
  const visits: { item: number; variant: number; type: EventType; weight: number }[] = [];
  let recency = 1;
  let greatest = 0;
  for (const { item, variant, type, time, isHidden } of visited) {
    if (visits.length === recipe.length) break;
    const typeWeight = weightOf(type);
    if (typeWeight === 0 || isHidden) continue;
    const ageDays = Math.max(0, newest - time) / DAY;
    const weight = recency * typeWeight * 0.5 ** (ageDays / recipe.halfLifeDays);
    visits.push({ item, variant, type, weight });
    if (weight > greatest) greatest = weight;
    recency *= recipe.decay;
  }
  const least = LEAST_SHARE * greatest;
  for (const visit of visits) if (visit.weight < least) visit.weight = 0;
  return visits;

  function weightOf(type: EventType): number {
    return recipe.eventWeights[eventCode[type]]!;
  }
}

/** The items of a history, newest first, that must not be recommended again at the time of its newest entry. */
export function settledItems(history: readonly HistoryEntry[]): Set<number> {
  const newest = history[0]?.time ?? 0;
  const settled = new Set<number>();
  for (const { item, type, time } of history) {
    const isLeft = type === "cart" && newest - time >= DAY * MAX_CART_DAYS;
    if (SETTLED.has(type) && !isLeft) settled.add(item);
  }
  return settled;
}
