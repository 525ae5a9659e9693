// What comes into fashion while the simulation runs: new products and a few old ones, liked and bought together by
// customers who did not care for them before.
import type { Item } from "@aisle/client";
import { fraction, hashText, mix, type Random } from "../shop/random.ts";
import type { World } from "../shop/world.ts";
import { dateOf } from "./calendar.ts";

const GROUPS = 6;
const COMPANIONS = 3;
/** The ids of new products begin so; a product is made anew once, not year after year. */
const NEW = "new-";
/** New products arrive on the first days of the simulation, in equal parts. */
const DAYS_OF_ARRIVAL = 3;

export const isNewProduct = (itemId: string): boolean => itemId.startsWith(NEW);

/** The new products of a simulation and the day, since 1970-01-01, on which each arrives. */
export interface Arrivals {
  readonly items: readonly Item[];
  readonly day: readonly number[];
}

export interface Trend {
  /** Item indices, new products included, most fashionable first. */
  readonly items: readonly number[];
  readonly includes: (item: number) => boolean;
  /** Whether the trend has taken hold of a customer. */
  readonly follows: (customerId: string) => boolean;
  /** Draws what a follower looks at after `previous`, among the items that are `open`; `undefined` when none is. */
  readonly next: (
    previous: number | undefined,
    open: (item: number) => boolean,
    random: Random,
  ) => number | undefined;
}

/** The groups that come into fashion under `key`. */
export function fashionableGroups(world: World, key: number): Set<number> {
  const ranked = [...world.groups.keys()]
    .filter((group) => world.members[group]!.length > 0)
    .sort((a, b) => mix(key, world.groupKey[b]!) - mix(key, world.groupKey[a]!));
  return new Set(ranked.slice(0, GROUPS));
}

/** `count` new products in the fashionable groups, each much like an older neighbour. */
export function newProducts(
  world: World,
  key: number,
  firstDay: number,
  days: number,
  count: number,
): Arrivals {
  const groups = fashionableGroups(world, key);
  const neighbours = [...world.items.keys()].filter(
    (item) => groups.has(world.group[item]!) && !isNewProduct(world.items[item]!.itemId),
  );
  const arriving = ranked(world, key, neighbours).slice(0, count);
  const spread = Math.min(days, DAYS_OF_ARRIVAL);
  return {
    items: arriving.map((neighbour, k) =>
      edition(world.items[neighbour]!, firstDay, newItemId(key, firstDay, k)),
    ),
    day: arriving.map((_, k) => firstDay + (k % spread)),
  };
}

/** The same for the same simulation, so that a rerun replaces its products. */
function newItemId(key: number, firstDay: number, k: number): string {
  return `${newItemPrefix(key, firstDay)}${k}`;
}

/** How the ids of a simulation's new products begin. */
export function newItemPrefix(key: number, firstDay: number): string {
  return `${NEW}${dateOf(firstDay)}-${key.toString(36)}-`;
}

/** This year's edition of an older product. */
function edition(older: Item, day: number, itemId: string): Item {
  return {
    ...older,
    itemId,
    ...(older.title === undefined ? {} : { title: `${older.title}, ${dateOf(day).slice(0, 4)} Edition` }),
    ...(older.price === undefined ? {} : { price: Math.round(older.price * 110) / 100 }),
    stock: 100,
    hidden: false,
  };
}

/**
 * The trend among the `world` that includes the new products, from index `firstNew` on. `share` (0 to 1) of the
 * customers follow it; it takes as many old products as there are new ones.
 */
export function buildTrend(world: World, key: number, firstNew: number, share: number): Trend {
  const fresh = [...world.items.keys()].slice(firstNew);
  const groups = fashionableGroups(world, key);
  const old = [...world.items.keys()]
    .slice(0, firstNew)
    .filter((item) => groups.has(world.group[item]!) && onSale(world.items[item]!));
  const items = ranked(world, mix(key, 1), [
    ...fresh,
    ...ranked(world, mix(key, 2), old).slice(0, fresh.length),
  ]);
  // Zipf-like: the first of the trend is met more often than the last, and no few of them are all of it.
  const weights = new Map(items.map((item, rank) => [item, 1 / (rank + 10)]));

  const companions = new Map(
    items.map((item) => [
      item,
      ranked(
        world,
        mix(mix(key, 3), item),
        items.filter((one) => one !== item),
      ).slice(0, COMPANIONS),
    ]),
  );

  return {
    items,
    includes: (item) => weights.has(item),
    follows: (customerId) => fraction(hashText(customerId, mix(key, 4))) < share,
    next(previous, open, random) {
      const usual = previous === undefined ? [] : (companions.get(previous) ?? []);
      const near = usual.filter(open);
      if (near.length > 0 && random.chance(0.75)) return near[random.below(near.length)];
      return weighted(items.filter(open), (item) => weights.get(item)!, random);
    },
  };
}

export function onSale({ hidden, stock }: Item): boolean {
  return hidden !== true && stock !== 0;
}

function ranked(world: World, key: number, items: readonly number[]): number[] {
  const rank = new Map(items.map((item) => [item, hashText(world.items[item]!.itemId, key)]));
  return [...items].sort((a, b) => rank.get(b)! - rank.get(a)!);
}

function weighted(
  items: readonly number[],
  weight: (item: number) => number,
  random: Random,
): number | undefined {
  let left = random.next() * items.reduce((sum, item) => sum + weight(item), 0);
  return items.find((item) => (left -= weight(item)) < 0) ?? items.at(-1);
}
