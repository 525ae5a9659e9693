// Sets the scene: the shop as the API knows it, the truth hidden behind it, and what is about to come into fashion.
import type { Item } from "@aisle/client";
import { customerId as generatedId, type ShopSettings } from "../shop/generate.ts";
import { hashText, mix } from "../shop/random.ts";
import { buildWorld, type World } from "../shop/world.ts";
import { type Calendar, calendarAfter } from "./calendar.ts";
import { readCatalogue, readCustomers, type Shopfront } from "./shopfront.ts";
import { type Arrivals, buildTrend, newItemPrefix, newProducts, type Trend } from "./trend.ts";

/** The shop as the visitors of one simulation find it. */
export interface Scene {
  readonly api: Shopfront;
  /** What the shop sells before the simulation. */
  readonly catalogue: readonly Item[];
  /** The catalogue with the products that are still to arrive. */
  readonly world: World;
  /** Index in the world of each item id. */
  readonly index: ReadonlyMap<string, number>;
  readonly trend: Trend;
  readonly arrivals: Arrivals;
  /** Whether an item has arrived by a day. */
  readonly arrived: (item: number, day: number) => boolean;
  readonly calendar: Calendar;
  /** What all draws of this simulation are derived from. */
  readonly key: number;
  /** Ids of the customers who may come. */
  readonly customers: readonly string[];
}

export interface SceneOptions {
  readonly days: number;
  readonly seed: number;
  readonly drift: number;
  readonly shop?: ShopSettings;
  readonly now: number;
}

/** Seed of the hidden truth behind real data. */
const REAL_DATA_SEED = 0x5eed;

/** Reads the shop through the API. Throws `Error` when it has no items or no customers. */
export async function setScene(api: Shopfront, options: SceneOptions): Promise<Scene> {
  const { days, seed, drift, shop, now } = options;
  const [catalogue, active] = await Promise.all([readCatalogue(api), readCustomers(api)]);
  const lastEvents = active.map(({ lastEventAt }) => lastEventAt);
  const calendar = calendarAfter(lastEvents, days, now);
  const { firstDay, squeezed } = calendar;
  // Several simulations may begin on one day when their days pass faster than the clock.
  const key =
    squeezed === undefined ? mix(seed, firstDay) : mix(seed, hashText(`${squeezed.from}`, firstDay));
  const secret = shop?.seed ?? REAL_DATA_SEED;

  // A run that was cut short may have put some of its new products already.
  const prefix = newItemPrefix(key, firstDay);
  const old = catalogue.filter(({ itemId }) => !itemId.startsWith(prefix));
  const arrivals = newProducts(buildWorld(secret, old), key, firstDay, days, newItemCount(old));
  const world = buildWorld(secret, [...old, ...arrivals.items]);
  const generated = Array.from({ length: shop?.customers ?? 0 }, (_, i) => generatedId(i));
  return {
    api,
    catalogue,
    world,
    index: new Map(world.items.map(({ itemId }, item) => [itemId, item])),
    trend: buildTrend(world, key, old.length, drift),
    arrivals,
    arrived: (item, day) => (arrivals.day[item - old.length] ?? firstDay) <= day,
    calendar,
    key,
    customers: [...new Set([...active.map(({ customerId }) => customerId), ...generated])],
  };
}

/** One in forty, but enough to be noticed in a small shop and few enough to be met in a large one. */
function newItemCount(items: readonly Item[]): number {
  return Math.min(120, Math.max(10, Math.round(items.length / 40)));
}
