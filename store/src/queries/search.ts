// The search of the catalogue: which items meet every condition, in which order, and what they can be narrowed by.
import {
  type ItemFacets,
  type ItemSearch,
  type ItemSort,
  type LabelCount,
  StoreError,
  type StoredItem,
} from "../store.ts";
import { readSortedCursor } from "@aisle/contract";
import { FIELDS, type ItemRow, toItem } from "./catalogue.ts";
import type { Query, Value } from "./query.ts";
import { fold } from "./search-text.ts";

/** Longer queries are cut: no shopper types more. */
const LONGEST_QUERY = 500;
/** Every word costs a comparison per item, while others wait. */
const MAX_WORDS = 12;
/** Labels of each kind that are counted: more than fit a page. */
const MAX_LABELS = 100;
/** Items that are counted, so that a wide search costs no more than a narrow one. */
const MAX_COUNTED = 10_000;
/** After every price there is, for items without one. */
const NO_PRICE = 1e300;

interface Order {
  /** What is ordered by before the id; null for the id alone. */
  readonly column: string | null;
  readonly direction: "ASC" | "DESC";
}

const ORDERS: Readonly<Record<ItemSort, Order>> = {
  id: { column: null, direction: "ASC" },
  "price-asc": { column: `COALESCE(price, ${NO_PRICE})`, direction: "ASC" },
  "price-desc": { column: `COALESCE(price, -1)`, direction: "DESC" },
  newest: { column: "created_at", direction: "DESC" },
};

type SearchRow = ItemRow & { readonly place: number | null };

export async function searchItems(
  query: Query,
  search: ItemSearch,
): Promise<{ items: StoredItem[]; next?: string }> {
  const { column, direction } = ORDERS[search.sort ?? "id"];
  const { conditions, values } = conditionsOf(query, search);
  if (search.after !== undefined) {
    const after = direction === "ASC" ? ">" : "<";
    if (column === null) {
      conditions.push("item_id > ?");
      values.push(search.after);
    } else {
      const [place, itemId] = readCursor(search.after);
      conditions.push(`(${column} ${after} ? OR (${column} = ? AND item_id ${after} ?))`);
      values.push(place, place, itemId);
    }
  }
  const order = column === null ? "item_id" : `${column} ${direction}, item_id ${direction}`;
  // One more than asked tells whether there is another page.
  const rows = await query<SearchRow>(
    `SELECT ${FIELDS}, ${column ?? "NULL"} AS place FROM items WHERE ${conditions.join(" AND ")} ORDER BY ${order} LIMIT ?`,
    [...values, search.limit + 1],
  );
  const items = rows.slice(0, search.limit).map(toItem);
  const last = rows[search.limit - 1];
  if (rows.length <= search.limit || last === undefined) return { items };
  return { items, next: column === null ? last.item_id : `${last.place}:${last.item_id}` };
}

/** What the found items have in common, with how many of them, most first; of very many, some are counted. */
export async function itemFacets(
  query: Query,
  search: Omit<ItemSearch, "limit" | "after" | "sort">,
): Promise<ItemFacets> {
  const { conditions, values } = conditionsOf(query, search);
  const found = `(SELECT item_id, brand FROM items WHERE ${conditions.join(" AND ")} LIMIT ${MAX_COUNTED}) AS found`;
  const categories = await query<LabelCount>(
    `SELECT category AS name, COUNT(*) AS items FROM ${found} JOIN item_categories USING (item_id) GROUP BY category ORDER BY items DESC, name LIMIT ${MAX_LABELS}`,
    values,
  );
  const brands = await query<LabelCount>(
    `SELECT brand AS name, COUNT(*) AS items FROM ${found} WHERE brand IS NOT NULL GROUP BY brand ORDER BY items DESC, name LIMIT ${MAX_LABELS}`,
    values,
  );
  return { categories, brands };
}

/** What has to be true of an item, whatever the order. */
function conditionsOf(
  query: Query,
  search: Omit<ItemSearch, "limit">,
): { conditions: string[]; values: Value[] } {
  const conditions = ["NOT deleted"];
  const values: Value[] = [];
  const demand = (condition: string, value: Value) => {
    conditions.push(condition);
    values.push(value);
  };
  if (search.includeHidden !== true) conditions.push("hidden IS NOT TRUE");
  if (search.inStock === true) conditions.push("(stock IS NULL OR stock > 0)");
  if (search.itemIds !== undefined) {
    const ids = query.dialect.oneOf(search.itemIds);
    conditions.push(`item_id ${ids.text}`);
    values.push(...ids.values);
  }
  if (search.groupId !== undefined) demand("group_id = ?", search.groupId);
  if (search.brand !== undefined) demand("brand = ?", search.brand);
  if (search.priceMin !== undefined) demand("price >= ?", search.priceMin);
  if (search.priceMax !== undefined) demand("price <= ?", search.priceMax);
  if (search.category !== undefined) {
    demand("item_id IN (SELECT item_id FROM item_categories WHERE category = ?)", search.category);
  }
  for (const pattern of patterns(search.query ?? "")) demand("search_text LIKE ? ESCAPE '\\'", pattern);
  return { conditions, values };
}

/** The place and id that a page of a sorted search ended with. Throws a StoreError for a cursor of another search. */
function readCursor(cursor: string): readonly [place: number, itemId: string] {
  const read = readSortedCursor(cursor);
  if (read === undefined) throw new StoreError("invalid", "the cursor is of a search in another order");
  return read;
}

/** The patterns of a query's words: of the longest, without those that are part of another. */
function patterns(text: string): string[] {
  const words = fold(text.slice(0, LONGEST_QUERY))
    .split(/\s+/)
    .filter((word) => word !== "");
  const kept: string[] = [];
  for (const word of words.toSorted((a, b) => b.length - a.length)) {
    if (kept.length === MAX_WORDS) break;
    if (!kept.some((longer) => longer.includes(word))) kept.push(word);
  }
  return kept.map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
}
