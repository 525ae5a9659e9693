// Whether a shop's data were generated: made-up events among real ones cannot be told apart again.
import type { Item } from "@aisle/client";
import { generateCatalogue } from "../shop/catalogue.ts";
import type { ShopSettings } from "../shop/generate.ts";
import { isNewProduct } from "./trend.ts";

/** Shops change their products; another shop has none of them. */
const MIN_SHARE = 0.5;

/** Why a catalogue is not that of the generated shop with these settings, in words; `undefined` when it is. */
export function otherOrigin(catalogue: readonly Item[], shop: ShopSettings | undefined): string | undefined {
  if (shop === undefined) return "there is no shop.json of a generated shop";
  const generated = generateCatalogue(shop.seed, shop.items, shop.days).items;
  const titles = new Map(generated.map(({ itemId, title }) => [itemId, title]));
  const own = catalogue.filter(({ itemId }) => !isNewProduct(itemId));
  const same = own.filter(({ itemId, title }) => titles.has(itemId) && titles.get(itemId) === title).length;
  if (same >= MIN_SHARE * Math.max(generated.length, own.length)) return undefined;
  return `of its ${own.length} products ${same} are of the generated shop's ${generated.length}`;
}
