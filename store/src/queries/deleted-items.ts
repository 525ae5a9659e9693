// The rows that deleted items leave: programs that follow the catalogue learn from them, and what was done with the items
// still tells snapshots what belongs together. When neither needs them any more they go.
import { setImmediate } from "node:timers/promises";
import type { Database, Query } from "./query.ts";
import { chunks } from "./statements.ts";

const PAGE = 10_000;

/** See `Store`. `now` and `time` are unix milliseconds. */
export async function dropDeletedItems(
  { read, write }: Pick<Database, "read" | "write">,
  time: number,
  now: number,
): Promise<number> {
  // An older program did not write down when.
  await write((query) =>
    query("UPDATE items SET deleted_at = ? WHERE deleted AND deleted_at IS NULL", [now]),
  );
  const candidates = await deletedBefore(read, time);
  if (candidates.size > 0) await keepNamed(read, candidates);
  for (const chunk of chunks([...candidates])) {
    await write((query) => drop(query, chunk, time));
    await setImmediate();
  }
  return candidates.size;
}

async function deletedBefore(read: Query, time: number): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let after = ""; ;) {
    const rows = await read<{ item_id: string }>(
      `SELECT item_id FROM items WHERE deleted AND deleted_at < ? AND item_id > ? ORDER BY item_id LIMIT ${PAGE}`,
      [time, after],
    );
    for (const row of rows) ids.add(row.item_id);
    const last = rows.at(-1);
    if (last === undefined) return ids;
    after = last.item_id;
  }
}

/** Takes away those ids that some event names. */
async function keepNamed(read: Query, ids: Set<string>): Promise<void> {
  for (let seq = 0; ; await setImmediate()) {
    const rows = await read<{ seq: number; item_id: string }>(
      `SELECT seq, item_id FROM events WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`,
      [seq],
    );
    for (const row of rows) ids.delete(row.item_id);
    const last = rows.at(-1);
    if (last === undefined) return;
    seq = last.seq;
  }
}

/** Inside a transaction: but those that came back meanwhile. */
async function drop(query: Query, itemIds: readonly string[], time: number): Promise<void> {
  const ids = query.dialect.oneOf(itemIds);
  const gone = "SELECT item_id FROM items WHERE deleted AND deleted_at < ?";
  await query(`DELETE FROM item_categories WHERE item_id ${ids.text} AND item_id IN (${gone})`, [
    ...ids.values,
    time,
  ]);
  await query(`DELETE FROM items WHERE item_id ${ids.text} AND deleted AND deleted_at < ?`, [
    ...ids.values,
    time,
  ]);
}
