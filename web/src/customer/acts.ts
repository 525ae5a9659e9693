// What is told of a customer: their newest acts, no product twice for the same one.
import type { EventType } from "@aisle/client";

/** Events that are read of a customer, so that every page says the same of them. */
export const MAX_ACTS = 60;

/** Of acts, newest first, the newest of each kind with each product. */
export function distinctActs<Act extends { readonly itemId: string; readonly type: EventType }>(
  acts: readonly Act[],
): readonly Act[] {
  const seen = new Set<string>();
  return acts.filter(({ itemId, type }) => {
    const key = `${type} ${itemId}`;
    return !seen.has(key) && seen.add(key);
  });
}
