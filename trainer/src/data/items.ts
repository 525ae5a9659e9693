// Rows of the table `items` as the products that the recommender and the store know.
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Item } from "@aisle/recommender";
import { batches } from "./duckdb.ts";

interface ItemRow {
  readonly item_id: string;
  readonly group_id: string | null;
  readonly title: string | null;
  readonly brand: string | null;
  readonly categories: readonly string[] | null;
  readonly attributes: readonly string[] | null;
  readonly price: number | null;
  readonly stock: number | null;
  readonly hidden: boolean | null;
  readonly url: string | null;
  readonly image_url: string | null;
}

/** The items of a query over the columns of the table `items`, in its order. */
export async function readItems(db: DuckDBConnection, sql: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const batch of itemBatches(db, sql)) items.push(...batch);
  return items;
}

/** The same, up to 2,048 items at a time. */
export async function* itemBatches(db: DuckDBConnection, sql: string): AsyncGenerator<Item[], void, void> {
  for await (const batch of batches<ItemRow>(db, sql)) yield batch.map(toItem);
}

function toItem(row: ItemRow): Item {
  return {
    itemId: row.item_id,
    ...(row.group_id === null ? {} : { groupId: row.group_id }),
    ...(row.title === null ? {} : { title: row.title }),
    ...(row.brand === null ? {} : { brand: row.brand }),
    ...(row.categories === null ? {} : { categories: row.categories }),
    ...(row.attributes === null ? {} : { attributes: row.attributes }),
    ...(row.price === null ? {} : { price: row.price }),
    ...(row.stock === null ? {} : { stock: row.stock }),
    ...(row.hidden === true ? { hidden: true } : {}),
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.image_url === null ? {} : { imageUrl: row.image_url }),
  };
}
