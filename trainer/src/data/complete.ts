// A catalogue that is said to be complete: what it lacks is hidden, unless that is too much.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Store } from "@aisle/store";
import { rows } from "./duckdb.ts";
import { DataError } from "./errors.ts";

/** The share of the visible items that a complete catalogue may hide, unless the mapping says otherwise. */
export const MAX_HIDDEN_SHARE = 0.2;

const PAGE = 10_000;

/**
 * Ids of the items that the store shows and the table `items` lacks. Throws `DataError` "too-faulty" when they are more
 * than `maxShare` of what it shows, 0 to 1.
 */
export async function findAbsent(db: DuckDBConnection, store: Store, maxShare: number): Promise<string[]> {
  await db.run("create or replace temp table shown (item_id varchar, is_shown boolean, revision bigint)");
  const appender = await db.createAppender("shown");
  let revision = 0;
  for (;;) {
    const page = await store.itemChanges(revision, PAGE);
    const last = page.at(-1);
    if (last === undefined) break;
    for (const { item, deleted, revision } of page) {
      appender.appendVarchar(item.itemId);
      appender.appendBoolean(!deleted && item.hidden !== true);
      appender.appendBigInt(BigInt(revision));
      appender.endRow();
    }
    revision = last.revision;
  }
  appender.closeSync();
  // An item that was written while this read came twice: its newest state counts.
  const all = await rows<{ item_id: string; is_absent: boolean }>(
    db,
    `select item_id, item_id not in (select item_id from items where item_id is not null) as is_absent
     from (select item_id, arg_max(is_shown, revision) as is_shown from shown group by item_id) where is_shown order by item_id`,
  );
  await db.run("drop table shown");
  const absent = all.filter(({ is_absent }) => is_absent).map(({ item_id }) => item_id);
  if (absent.length <= all.length * maxShare) return absent;
  throw new DataError(
    "too-faulty",
    `the catalogue is said to be complete and lacks ${absent.length} of the ${all.length} items that the shop shows, ` +
      `such as ${absent.slice(0, 5).join(", ")}: nothing was taken. If that is meant, say "maxHidden": 1 beside "complete"`,
  );
}

/** Hides the items of `ids`; nothing else of them changes. */
export async function hideItems(store: Store, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += PAGE) {
    const page = ids.slice(from, from + PAGE).map((itemId) => ({ itemId, hidden: true }));
    await store.updateItems(page, ["hidden"]);
  }
}
