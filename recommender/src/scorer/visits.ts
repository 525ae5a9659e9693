// Turns a customer's history into weighted visits: what votes, how strongly, and what must not come back.
import { type EventType, eventCode } from "../events.ts";
import type { Recipe } from "../fit/recipe.ts";
import type { HistoryEntry } from "./query.ts";

const DAY = 86_400;

/** Customers are not shown again what they have, have in the cart, have judged or have hidden. */
const SETTLED: ReadonlySet<EventType> = new Set<EventType>(["purchase", "cart", "rating", "hide"]);

/** Visits with a smaller share of the strongest one's weight count for nothing: no list is worse, and it is made sooner. */
const LEAST_SHARE = 0.0001;

export interface Visit {
  readonly item: number;
  /** The strongest event on the item. */
  readonly type: EventType;
  /** Recency × event weight, 0 to 1; 0 when that is too little to count beside the strongest visit. */
  readonly weight: number;
}

/**
 * One visit per item, newest first, at most `recipe.length`. Recency counts in visits back and in time before
 * the newest entry, never by the clock: equal histories get equal weights.
 */
export function weighVisits(history: readonly HistoryEntry[], recipe: Recipe["history"]): Visit[] {
  const strongest = new Map<number, { type: EventType; time: number }>();
  const newest = history[0]?.time ?? 0;
  for (const { item, type, time } of history) {
    const known = strongest.get(item);
    if (known === undefined) strongest.set(item, { type, time });
    else if (eventWeight(type) > eventWeight(known.type)) known.type = type;
  }
  const hidden = new Set(history.filter(({ type }) => type === "hide").map(({ item }) => item));
  const visits: Visit[] = [];
  let recency = 1;
  let greatest = 0;
  for (const [item, { type, time }] of strongest) {
    if (visits.length === recipe.length) break;
    const typeWeight = eventWeight(type);
    if (typeWeight === 0 || hidden.has(item)) continue;
    const ageDays = Math.max(0, newest - time) / DAY;
    const weight = recency * typeWeight * 0.5 ** (ageDays / recipe.halfLifeDays);
    visits.push({ item, type, weight });
    if (weight > greatest) greatest = weight;
    recency *= recipe.decay;
  }
  const least = LEAST_SHARE * greatest;
  return visits.map((visit) => (visit.weight < least ? { ...visit, weight: 0 } : visit));

  function eventWeight(type: EventType): number {
    return recipe.eventWeights[eventCode[type]]!;
  }
}

/** The items of a history that must not be recommended again. */
export function settledItems(history: readonly HistoryEntry[]): Set<number> {
  const settled = new Set<number>();
  for (const { item, type } of history) if (SETTLED.has(type)) settled.add(item);
  return settled;
}
