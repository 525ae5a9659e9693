// What a product is called and where its page is, when its catalogue entry may have holes.
import type { Item } from "@aisle/client";
import type { Money } from "../view/money.ts";

/** The title, or the id when there is none. */
export function itemName(item: Item): string {
  return item.title?.trim() || item.itemId;
}

/** The price as text; `undefined` when it is not known. */
export function priceText(item: Item, money: Money): string | undefined {
  return item.price === undefined ? undefined : money.format(item.price);
}

/** How many there are, in words; `undefined` when stock is not tracked. */
export function stockText(item: Item): string | undefined {
  if (item.stock === undefined) return undefined;
  if (item.stock === 0) return "Out of stock";
  return item.stock <= 5 ? `Only ${item.stock} left` : "In stock";
}

/** The path of a product's page; `rec` names the list whose click leads there. */
export function productPath(itemId: string, rec?: string): string {
  const path = `/product/${encodeURIComponent(itemId)}`;
  return rec === undefined ? path : `${path}?rec=${encodeURIComponent(rec)}`;
}

/** What the priced lines cost together, with a word on those whose price is not known. */
export function totalText(
  lines: readonly { readonly item: Item; readonly quantity: number }[],
  money: Money,
): string {
  const sum = lines.reduce((total, { item, quantity }) => total + quantity * (item.price ?? 0), 0);
  const unpriced = lines.filter(({ item }) => item.price === undefined).length;
  const total = `Total ${money.format(sum)}`;
  return unpriced === 0 ? total : `${total}, and ${unpriced} without a known price`;
}
