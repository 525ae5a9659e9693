// Bounds what the lists of a body have in them together, before any of it is looked at.

/** Entries of all lists in one body, whatever lists they are in. */
export const MAX_ENTRIES = 2000;

/** Whether the lists in a parsed JSON value have more entries together. Looks at no more than that. */
export function hasTooManyEntries(value: unknown, max: number = MAX_ENTRIES): boolean {
  const open: unknown[] = [value];
  let entries = 0;
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    if (Array.isArray(next)) {
      entries += next.length;
      if (entries > max) return true;
    }
    for (const inner of Object.values(next))
      if (typeof inner === "object" && inner !== null) open.push(inner);
  }
  return false;
}
