// A small shop with two groups of products that are bought within the group, for tests.
import { EVENT_TYPES, eventCode, type EventType } from "../src/events.ts";
import type { Item } from "../src/catalogue/item.ts";
import { fitModel } from "../src/fit/fit.ts";
import { defaultRecipe, type Recipe } from "../src/fit/recipe.ts";
import type { Interactions } from "../src/interactions/interactions.ts";
import type { Case } from "../src/metrics/evaluate.ts";
import { mulberry32 } from "../src/random.ts";
import type { HistoryEntry } from "../src/scorer/query.ts";
import { Recommender } from "../src/scorer/recommender.ts";

const ITEMS = 40;
const CUSTOMERS = 200;
const GROUPS = ["garden", "kitchen"] as const;
const WORDS = ["green", "small", "steel", "wooden", "folding", "large", "classic", "compact"];

/** Items 0 to 19 are of the garden, 20 to 39 of the kitchen; every seventh is sold out, every eleventh hidden. */
export function smallShopItems(): Item[] {
  return Array.from({ length: ITEMS }, (_, at) => {
    const group = GROUPS[at < ITEMS / 2 ? 0 : 1];
    return {
      itemId: `item-${at}`,
      title: `${WORDS[at % WORDS.length]} ${group} ${at % 4 === 0 ? "shears" : "bowl"} ${at}`,
      brand: `brand-${at % 5}`,
      categories: [group, `${group}-${at % 3}`],
      price: 5 + at,
      stock: at % 7 === 0 ? 0 : 3,
      hidden: at % 11 === 10,
    };
  });
}

/** Each customer stays in one group; times are a day apart. */
export function smallShopEvents(seed = 7): Interactions {
  const random = mulberry32(seed);
  const types: readonly EventType[] = ["view", "view", "cart", "purchase"];
  const item: number[] = [];
  const type: number[] = [];
  const time: number[] = [];
  const offsets = new Uint32Array(CUSTOMERS + 1);
  for (let customer = 0; customer < CUSTOMERS; customer++) {
    const base = customer % 2 === 0 ? 0 : ITEMS / 2;
    const events = 4 + Math.floor(random() * 8);
    for (let at = 0; at < events; at++) {
      item.push(base + Math.floor(random() ** 2 * (ITEMS / 2)));
      type.push(eventCode[types[Math.floor(random() * types.length)]!]);
      time.push(1_700_000_000 + (customer + at) * 86_400);
    }
    offsets[customer + 1] = item.length;
  }
  return {
    customers: CUSTOMERS,
    items: ITEMS,
    offsets,
    item: Uint32Array.from(item),
    type: Uint8Array.from(type),
    time: Float64Array.from(time),
  };
}

export function smallShop(recipe: Recipe = defaultRecipe): Recommender {
  const items = smallShopItems();
  return new Recommender(fitModel(smallShopEvents(), items, recipe), items);
}

/** What each customer took last, with all before it as the history. */
export function smallShopCases(events: Interactions = smallShopEvents()): Case[] {
  return Array.from({ length: events.customers }, (_, customer) => {
    const last = events.offsets[customer + 1]! - 1;
    const history: HistoryEntry[] = [];
    for (let at = last - 1; at >= events.offsets[customer]!; at--)
      history.push({ item: events.item[at]!, type: EVENT_TYPES[events.type[at]!]!, time: events.time[at]! });
    return { history, taken: new Set([events.item[last]!]) };
  });
}
