// The recommender's questions as the API asks them: with its default rules, and as much of the past as it reads.
import type { HistoryEntry, Query } from "@aisle/recommender";

/** As the API reads: api/src/recommendations/past.ts. */
const HISTORY_LENGTH = 200;

/** A customer's own list after `past` (oldest first), asked for at `now` (unix seconds). */
export function personalList(past: readonly HistoryEntry[], limit: number, now: number): Query {
  const history = past.slice(-HISTORY_LENGTH).toReversed();
  const taken = past.filter(({ type }) => type !== "view" && type !== "click").toReversed();
  return { placement: "personal", history, limit, taken, now };
}

/** A list about products, for nobody in particular: what goes with a cart, or with one product, or is like it. */
export function listAbout(
  placement: "cart" | "bought-together" | "similar",
  items: readonly number[],
  limit: number,
  now: number,
): Query {
  return {
    placement,
    history: items.map((item) => ({ item, type: "view", time: 0 })),
    limit,
    taken: [],
    now,
  };
}
