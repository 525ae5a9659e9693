// The catalogue: items, their categories, and the feed of what changed.
import type { ItemChange, StoredItem } from "../store.ts";
import type { ColumnType, Query, Scalar } from "./query.ts";
import { fold } from "./search-text.ts";
import { chunks, takeNumbers } from "./statements.ts";

/** The columns that `toItem` reads. */
export const FIELDS =
  "item_id, group_id, title, brand, categories, attributes, price, stock, hidden, url, image_url";
const CHANGE = `${FIELDS}, revision, deleted, created_at`;
const COLUMNS = `${CHANGE}, search_text`;
const TYPES: readonly ColumnType[] = [
  ...([
    "text",
    "text",
    "text",
    "text",
    "text",
    "text",
    "double precision",
    "double precision",
    "boolean",
  ] as const),
  ...(["text", "text", "bigint", "boolean", "bigint", "text"] as const),
];
const REPLACED = COLUMNS.split(", ").filter((column) => column !== "item_id" && column !== "created_at");

const PUT_TAIL = `ON CONFLICT (item_id) DO UPDATE SET ${REPLACED.map((column) => `${column} = excluded.${column}`).join(", ")}`;

export interface ItemRow {
  readonly item_id: string;
  readonly group_id: string | null;
  readonly title: string | null;
  readonly brand: string | null;
  readonly categories: string | null;
  readonly attributes: string | null;
  readonly price: number | null;
  readonly stock: number | null;
  readonly hidden: boolean | number | null;
  readonly url: string | null;
  readonly image_url: string | null;
}

interface ChangeRow extends ItemRow {
  readonly revision: number;
  readonly deleted: boolean | number;
  readonly created_at: number;
}

/** Inside a transaction. Of an item given twice, the last one counts. */
export async function putItems(query: Query, items: readonly StoredItem[], now: number): Promise<number> {
  const last = [...new Map(items.map((item) => [item.itemId, item])).values()];
  const first = await takeNumbers(query, "item_revision", last.length);
  let revision = first;
  for (const chunk of chunks(last)) {
    const rows = query.dialect.rows(
      TYPES,
      chunk.map((item) => [...fieldValues(item), revision++, false, now, searchText(item)]),
    );
    await query(`INSERT INTO items (${COLUMNS}) ${rows.text} ${PUT_TAIL}`, rows.values);
    await putCategories(query, chunk);
  }
  return first + last.length - 1;
}

/** Inside a transaction; returns how many are new. */
export async function addItems(query: Query, items: readonly StoredItem[], now: number): Promise<number> {
  await holdCatalogue(query);
  const known = new Set<string>();
  for (const chunk of chunks(items.map(({ itemId }) => itemId))) {
    const ids = query.dialect.oneOf(chunk);
    const rows = await query<{ item_id: string }>(
      `SELECT item_id FROM items WHERE item_id ${ids.text}`,
      ids.values,
    );
    for (const row of rows) known.add(row.item_id);
  }
  const fresh = items.filter(({ itemId }) => !known.has(itemId));
  if (fresh.length > 0) await putItems(query, fresh, now);
  return fresh.length;
}

/** Inside a transaction. Of an item given twice, the last one counts. */
export async function updateItems(
  query: Query,
  items: readonly StoredItem[],
  fields: readonly (keyof StoredItem)[],
  now: number,
): Promise<number> {
  await holdCatalogue(query);
  const ids = items.map(({ itemId }) => itemId);
  const known = new Map((await getItems(query, ids)).map((item) => [item.itemId, item]));
  const updated = items.map((item) => {
    const before = Object.entries(known.get(item.itemId) ?? {});
    const kept = before.filter(([field]) => !fields.includes(field as keyof StoredItem));
    return { ...Object.fromEntries(kept), ...item };
  });
  return await putItems(query, updated, now);
}

/** Until the transaction ends nobody else writes items. */
const holdCatalogue = async (query: Query): Promise<number> => await takeNumbers(query, "item_revision", 0);

async function putCategories(query: Query, items: readonly StoredItem[]): Promise<void> {
  const ids = query.dialect.oneOf(items.map((item) => item.itemId));
  await query(`DELETE FROM item_categories WHERE item_id ${ids.text}`, ids.values);
  const pairs = items.flatMap(({ itemId, categories }) =>
    [...new Set(categories)].map((category) => [itemId, category] as const),
  );
  for (const chunk of chunks(pairs)) {
    const rows = query.dialect.rows(["text", "text"], chunk);
    await query(`INSERT INTO item_categories (item_id, category) ${rows.text}`, rows.values);
  }
}

export async function getItem(query: Query, itemId: string): Promise<ItemChange | undefined> {
  const [row] = await query<ChangeRow>(`SELECT ${CHANGE} FROM items WHERE item_id = ? AND NOT deleted`, [
    itemId,
  ]);
  return row === undefined ? undefined : toChange(row);
}

export async function getItems(query: Query, itemIds: readonly string[]): Promise<StoredItem[]> {
  const found = new Map<string, StoredItem>();
  for (const chunk of chunks(itemIds)) {
    const ids = query.dialect.oneOf(chunk);
    const rows = await query<ItemRow>(
      `SELECT ${FIELDS} FROM items WHERE item_id ${ids.text} AND NOT deleted`,
      ids.values,
    );
    for (const row of rows) found.set(row.item_id, toItem(row));
  }
  return itemIds.map((itemId) => found.get(itemId)).filter((item) => item !== undefined);
}

/** Inside a transaction. */
export async function deleteItem(query: Query, itemId: string, now: number): Promise<boolean> {
  const [known] = await query("SELECT 1 FROM items WHERE item_id = ? AND NOT deleted", [itemId]);
  if (known === undefined) return false;
  const revision = await takeNumbers(query, "item_revision", 1);
  await query("UPDATE items SET deleted = TRUE, deleted_at = ?, revision = ? WHERE item_id = ?", [
    now,
    revision,
    itemId,
  ]);
  return true;
}

export async function itemChanges(query: Query, revision: number, limit: number): Promise<ItemChange[]> {
  const rows = await query<ChangeRow>(
    `SELECT ${CHANGE} FROM items WHERE revision > ? ORDER BY revision LIMIT ?`,
    [revision, limit],
  );
  return rows.map(toChange);
}

/** Folded here and not by the database, whose `lower` may know only ASCII. */
function searchText({ itemId, title = "", brand = "" }: StoredItem): string {
  return fold(`${title} ${brand} ${itemId}`);
}

const REFOLDED_PAGE = 1_000;

/** Inside a transaction: what is searched in, as `fold` makes it now. */
export async function refoldItems(query: Query): Promise<void> {
  for (let after = ""; ;) {
    const rows = await query<{
      item_id: string;
      title: string | null;
      brand: string | null;
      search_text: string;
    }>(
      `SELECT item_id, title, brand, search_text FROM items WHERE item_id > ? ORDER BY item_id LIMIT ${REFOLDED_PAGE}`,
      [after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const { item_id: itemId, title, brand, search_text: before } of rows) {
      const text = searchText({ itemId, ...(title !== null && { title }), ...(brand !== null && { brand }) });
      if (text !== before) await query("UPDATE items SET search_text = ? WHERE item_id = ?", [text, itemId]);
    }
    after = last.item_id;
  }
}

function fieldValues(item: StoredItem): Scalar[] {
  return [
    item.itemId,
    item.groupId ?? null,
    item.title ?? null,
    item.brand ?? null,
    item.categories === undefined ? null : JSON.stringify(item.categories),
    item.attributes === undefined ? null : JSON.stringify(item.attributes),
    item.price ?? null,
    item.stock ?? null,
    item.hidden ?? null,
    item.url ?? null,
    item.imageUrl ?? null,
  ];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Field by field: a process that starts reads the whole catalogue, and spreading objects took as long as the query. */
export function toItem(row: ItemRow): StoredItem {
  const item: Mutable<StoredItem> = { itemId: row.item_id };
  if (row.group_id !== null) item.groupId = row.group_id;
  if (row.title !== null) item.title = row.title;
  if (row.brand !== null) item.brand = row.brand;
  if (row.categories !== null) item.categories = JSON.parse(row.categories) as string[];
  if (row.attributes !== null) item.attributes = JSON.parse(row.attributes) as string[];
  if (row.price !== null) item.price = row.price;
  if (row.stock !== null) item.stock = row.stock;
  if (row.hidden !== null) item.hidden = Boolean(row.hidden);
  if (row.url !== null) item.url = row.url;
  if (row.image_url !== null) item.imageUrl = row.image_url;
  return item;
}

function toChange(row: ChangeRow): ItemChange {
  return {
    item: toItem(row),
    revision: row.revision,
    deleted: Boolean(row.deleted),
    createdAt: row.created_at,
  };
}
