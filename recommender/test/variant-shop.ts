// A shop whose products come in sizes and colours, for tests.
import type { Item } from "../src/catalogue/item.ts";
import { eventCode } from "../src/events.ts";
import { fitModel } from "../src/fit/fit.ts";
import { defaultRecipe } from "../src/fit/recipe.ts";
import { byProduct } from "../src/groups/products.ts";
import type { Interactions } from "../src/interactions/interactions.ts";
import type { Case } from "../src/metrics/evaluate.ts";
import type { Model } from "../src/model.ts";
import { mulberry32 } from "../src/random.ts";
import type { HistoryEntry } from "../src/scorer/query.ts";

const PRODUCTS = 16;
export const LOOKS = ["red-s", "red-m", "blue-s", "blue-m"] as const;
/** Products are `LOOKS.length` items each, in their order; the last two items are products by themselves. */
export const VARIANT_ITEMS = PRODUCTS * LOOKS.length + 2;

/** Products 0 to 7 are socks, 8 to 15 pans. */
export function variantShopItems(): Item[] {
  const variants = Array.from({ length: PRODUCTS * LOOKS.length }, (_, at): Item => {
    const product = Math.floor(at / LOOKS.length);
    const [colour, size] = LOOKS[at % LOOKS.length]!.split("-");
    const kind = product < PRODUCTS / 2 ? "sock" : "pan";
    return {
      itemId: `p${product}-${colour}-${size}`,
      groupId: `p${product}`,
      title: `${kind} model${product} ${colour}`,
      categories: [kind],
      attributes: [`colour:${colour}`, `size:${size}`],
      price: 5 + product,
      stock: 5,
    };
  });
  return [
    ...variants,
    { itemId: "alone-1", title: "sock plain", categories: ["sock"], stock: 5 },
    { itemId: "alone-2", title: "pan plain", categories: ["pan"], stock: 5 },
  ];
}

/** Each customer buys products of one kind, each in any look. */
export function variantShopEvents(customers = 300, seed = 5): Interactions {
  const random = mulberry32(seed);
  const perCustomer = 4;
  const offsets = Uint32Array.from({ length: customers + 1 }, (_, customer) => customer * perCustomer);
  const size = customers * perCustomer;
  const half = PRODUCTS / 2;
  const item = Uint32Array.from({ length: size }, (_, at) => {
    const first = Math.floor(at / perCustomer) % 2 === 0 ? 0 : half;
    const product = first + Math.floor(random() * half);
    return product * LOOKS.length + Math.floor(random() * LOOKS.length);
  });
  return {
    customers,
    items: VARIANT_ITEMS,
    offsets,
    item,
    type: new Uint8Array(size).fill(eventCode.purchase),
    time: Float64Array.from({ length: size }, (_, at) => 1_700_000_000 + at * 3600),
  };
}

/** Of customers who buy a product once, although chance let some of them buy it twice. */
export function variantShopModel(items: readonly Item[] = variantShopItems()): Model {
  const model = fitModel(variantShopEvents(), items, defaultRecipe);
  const { kept, repeats } = model.repurchase;
  return { ...model, repurchase: { kept, repeats: new Float32Array(repeats.length) } };
}

/** What each customer took last, as a product, with all before it as the history. */
export function variantShopCases(events: Interactions = variantShopEvents()): Case[] {
  const { item, time } = byProduct(events, variantShopItems());
  return Array.from({ length: events.customers }, (_, customer) => {
    const last = events.offsets[customer + 1]! - 1;
    const history: HistoryEntry[] = [];
    for (let at = last - 1; at >= events.offsets[customer]!; at--)
      history.push({ item: item[at]!, type: "purchase", time: time[at]! });
    return { history, taken: new Set([item[last]!]) };
  });
}
