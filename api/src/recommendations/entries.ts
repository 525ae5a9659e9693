// What a customer did, in the scorer's terms. The store keeps the rows of recent customers: the same ones are looked up once.
import type { HistoryEntry, Recommender } from "@aisle/recommender";
import type { HistoryRow } from "@aisle/store";

type Ids = Pick<Recommender, "indexOf" | "idsVersion">;

interface Made {
  readonly ids: Ids;
  readonly version: number;
  readonly entries: readonly HistoryEntry[];
}

const made = new WeakMap<readonly HistoryRow[], Made>();

/** The rows of items that the catalogue has. The same rows give the same array while no item comes or goes. */
export function entriesOf(rows: readonly HistoryRow[], ids: Ids): readonly HistoryEntry[] {
  const { idsVersion: version } = ids;
  const known = made.get(rows);
  if (known?.ids === ids && known.version === version) return known.entries;
  const entries: HistoryEntry[] = [];
  for (const { itemId, type, occurredAt } of rows) {
    const item = ids.indexOf(itemId);
    if (item !== undefined) entries.push({ item, type, time: occurredAt / 1000 });
  }
  made.set(rows, { ids, version, entries });
  return entries;
}
