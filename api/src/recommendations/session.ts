// What a visitor did just now, in the scorer's terms.
import { type HistoryEntry, meaningOf } from "@aisle/recommender";
import type { SessionEntry } from "./schema.ts";

/**
 * A session as history, newest first: one second apart and after everything stored, at `after` in unix seconds. The clock
 * would say more, but then the same question would get another answer a second later. `index` resolves ids.
 */
export function sessionHistory(
  session: readonly SessionEntry[],
  after: number,
  index: (itemId: string, where: string) => number[],
): HistoryEntry[] {
  if (session.length === 0) return [];
  const known = session.flatMap(({ itemId, type = "view", value }, at) =>
    index(itemId, "session").map((item) => ({ item, type, value, time: after + 1 + at })),
  );
  /** The newest entries of a kind on an item say what holds: how it is rated, and whether it is in the cart. */
  const newest = new Map(known.map((entry) => [keyOf(entry), entry]));
  return known
    .filter((entry) => {
      const last = newest.get(keyOf(entry))!;
      if (entry.type === "cart") return last.value !== 0;
      return entry.type !== "rating" || entry === last;
    })
    .map(({ item, type, value, time }): HistoryEntry => ({ item, type: meaningOf(type, value), time }))
    .toReversed();
}

const keyOf = ({ item, type }: Pick<HistoryEntry, "item" | "type">): string => `${type} ${item}`;
