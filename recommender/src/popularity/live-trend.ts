// What is taken more of late, with the hours since the model was fitted.
import type { PopularityOrder } from "./order.ts";

/** So many events of the last hours count as much as all that the model knows of trends. */
const PRIOR_EVENTS = 100;

export interface TrendBase {
  /** The model's own trend, 0 to 1 by item, and its order. */
  readonly fitted: PopularityOrder;
  /** Events per item that the model was fitted on; length items of the model. */
  readonly occurrences: Uint32Array;
}

/**
 * The trend with `masses`, the weighed events of the last hours by item: those over the square root of all events of the
 * item, as `fitTrending` has it, mixed with the model's trend by how many they are. Items beyond the model's, below `items`,
 * may have masses, too.
 */
export function liveTrend(
  { fitted, occurrences }: TrendBase,
  masses: ReadonlyMap<number, number>,
  items: number,
): PopularityOrder {
  let total = 0;
  for (const mass of masses.values()) total += mass;
  if (total === 0) return fitted;
  let all = 0;
  for (let item = 0; item < occurrences.length; item++) all += occurrences[item]!;
  const mean = Math.max(1, all / Math.max(1, occurrences.length));
  const live = Array.from(masses, ([item, mass]) => ({
    item,
    score: mass / Math.sqrt((occurrences[item] ?? 0) + mean),
  }));
  const greatest = live.reduce((most, { score }) => Math.max(most, score), 0);
  const share = total / (total + PRIOR_EVENTS);
  const popularity = new Float32Array(items);
  for (let item = 0; item < fitted.popularity.length; item++)
    popularity[item] = (1 - share) * fitted.popularity[item]!;
  for (const { item, score } of live) popularity[item]! += (share * score) / greatest;
  const ahead = live.map(({ item }) => item);
  ahead.sort((a, b) => popularity[b]! - popularity[a]! || a - b);
  return { popularity, order: merged(ahead, fitted.order, popularity) };
}

/** Both orders in one, by descending popularity; those of `ahead` are left out of `others`. */
function merged(ahead: readonly number[], others: Uint32Array, popularity: Float32Array): Uint32Array {
  const isAhead = new Uint8Array(popularity.length);
  for (const item of ahead) isAhead[item] = 1;
  const order = new Uint32Array(popularity.length);
  let size = 0;
  let next = 0;
  for (const other of others) {
    if (isAhead[other] === 1) continue;
    while (next < ahead.length && comesFirst(ahead[next]!, other)) order[size++] = ahead[next++]!;
    order[size++] = other;
  }
  while (next < ahead.length) order[size++] = ahead[next++]!;
  // Those that are newer than the model and were not taken yet.
  for (let item = others.length; item < popularity.length; item++)
    if (isAhead[item] === 0) order[size++] = item;
  return order;

  function comesFirst(one: number, other: number): boolean {
    return popularity[one]! > popularity[other]! || (popularity[one] === popularity[other] && one < other);
  }
}
