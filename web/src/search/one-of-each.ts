// Of each product one variant: a list of sizes says nothing new.
import type { Item } from "@aisle/client";

/** The first of each `groupId`, in the same order; items without one are products by themselves. */
export function oneOfEach(items: readonly Item[]): Item[] {
  const groups = new Set<string>();
  return items.filter(({ groupId }) => {
    if (groupId === undefined) return true;
    if (groups.has(groupId)) return false;
    groups.add(groupId);
    return true;
  });
}
