// What a customer did, in the scorer's terms.
import type { HistoryEntry, Recommender } from "@aisle/recommender";
import type { HistoryRow } from "@aisle/store";

/** The rows of items that the catalogue has. */
export function entriesOf(
  rows: readonly HistoryRow[],
  catalogue: Pick<Recommender, "indexOf">,
): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (const { itemId, type, occurredAt } of rows) {
    const item = catalogue.indexOf(itemId);
    if (item !== undefined) entries.push({ item, type, time: occurredAt / 1000 });
  }
  return entries;
}
