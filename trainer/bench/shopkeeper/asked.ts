// A question to the recommender with its truth: what a shopkeeper who knows it would show, and what a list is worth.
import type { Query } from "@aisle/recommender";
import type { KnownShop } from "./known-shop.ts";

/** One item of a list, and the item that its reason names, where it names one. */
export interface Pick {
  readonly item: number;
  readonly because?: number | undefined;
}

export interface Asked {
  readonly query: Query;
  /** The list of a shopkeeper who knows the truth, best first; as many as are asked for where there are as many. */
  readonly oracle: readonly number[];
  /** What is measured of a list, by the name of the measure. */
  readonly values: (list: readonly Pick[]) => Readonly<Record<string, number>>;
}

/** Whether an item can be sold now. */
export function isOnSale({ items }: KnownShop, item: number): boolean {
  return items[item]!.hidden !== true && items[item]!.stock !== 0;
}

/** The first `count` of `wanted` that are on sale, one of each product, none of the products of `without`. */
export function shelf(
  shop: KnownShop,
  wanted: Iterable<number>,
  count: number,
  without: readonly number[] = [],
): number[] {
  const { productOf } = shop.truth;
  const products = new Set(without.map(productOf));
  const chosen: number[] = [];
  for (const item of wanted) {
    if (chosen.length === count) break;
    if (products.has(productOf(item)) || !isOnSale(shop, item)) continue;
    products.add(productOf(item));
    chosen.push(item);
  }
  return chosen;
}

/** All items of some kinds, the most popular first. */
export function popularOf({ truth }: KnownShop, kinds: readonly number[]): number[] {
  const { members, popularity } = truth.world;
  return kinds
    .flatMap((kind) => [...members[kind]!])
    .sort((a, b) => popularity[b]! - popularity[a]! || a - b);
}
