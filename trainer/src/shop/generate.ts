// The synthetic shop: a catalogue, customers with hidden tastes, and what they did, in columns.
import { type Attributes, eventCode, type Item } from "@aisle/recommender";
import { browse } from "./browse.ts";
import { EventColumns, type EventChunk } from "./columns.ts";
import { generateCatalogue, type Catalogue } from "./catalogue.ts";
import { hashText, mix, Random } from "./random.ts";
import { personOf } from "./person.ts";
import { segmentFor } from "./segments.ts";
import { keennessOf } from "./tastes.ts";
import { buildWorld, type World } from "./world.ts";

export interface ShopSettings {
  readonly seed: number;
  readonly customers: number;
  readonly items: number;
  readonly days: number;
  /** Unix day on which the shop opens (days since 1970-01-01): a fixed calendar, never the clock. */
  readonly firstDay: number;
}

export const DEFAULT_SHOP: ShopSettings = {
  seed: 1,
  customers: 4000,
  items: 2000,
  days: 120,
  firstDay: Date.UTC(2025, 0, 1) / 86_400_000,
};

export interface Shop {
  readonly settings: ShopSettings;
  readonly items: readonly Item[];
  /** What the shop knows of a customer, by number, whatever they do. */
  attributesOf(customer: number): Attributes;
  /** Yields all events in chunks; each chunk is overwritten by the next. Every call starts again. */
  events(): Generator<EventChunk>;
}

const CHUNK = 65_536;
const DAY = 86_400;
const VISITS_PER_DAY = 0.054;
const COMES_FOR_NEEDS = 0.7;
const SHARE_JOINING_LATER = 0.3;

/** Ids have a fixed width, so that a larger shop has the same first customers. */
export function customerId(index: number): string {
  return `c${String(index).padStart(7, "0")}`;
}

/** A shop that is a function of its settings alone. Throws `RangeError` for settings that make no shop. */
export function generateShop(settings: ShopSettings): Shop {
  check(settings);
  const catalogue = generateCatalogue(settings.seed, settings.items, settings.days);
  const world = buildWorld(settings.seed, catalogue.items);
  return {
    settings,
    items: catalogue.items,
    attributesOf(customer) {
      const { country, device } = segmentFor(world.segments, hashText(customerId(customer), world.seed));
      return { country, device };
    },
    events: () => events(settings, catalogue, world),
  };
}

/** Which numbers make a shop: the largest are what the ids hold. */
export const SHOP_LIMITS = {
  seed: { min: 0, max: 2 ** 32 - 1 },
  customers: { min: 1, max: 9_999_999 },
  items: { min: 1, max: 999_999 },
  days: { min: 1, max: 3650 },
} as const;

function check(settings: ShopSettings): void {
  for (const name of ["seed", "customers", "items", "days"] as const) {
    const { min, max } = SHOP_LIMITS[name];
    const value = settings[name];
    if (!Number.isInteger(value) || value < min || value > max)
      throw new RangeError(`${name} must be a whole number from ${min} to ${max}, not ${value}`);
  }
}

function* events(settings: ShopSettings, catalogue: Catalogue, world: World): Generator<EventChunk> {
  const columns = new EventColumns(CHUNK);
  for (let customer = 0; customer < settings.customers; customer++) {
    live(settings, catalogue, world, customer, columns);
    if (columns.size >= CHUNK) {
      yield columns;
      columns.clear();
    }
  }
  if (columns.size > 0) yield columns;
}

/** Everything one customer does while the shop is open. */
function live(
  settings: ShopSettings,
  { arrival, retirement }: Catalogue,
  world: World,
  customer: number,
  into: EventColumns,
): void {
  const id = customerId(customer);
  const person = personOf(world, id);
  const { needs } = person;
  const random = new Random(mix(hashText(id, settings.seed), 51));
  const joined = random.chance(SHARE_JOINING_LATER) ? random.next() * settings.days : 0;
  const starts = Array.from(
    { length: random.poisson(VISITS_PER_DAY * keennessOf(world, id) * (settings.days - joined)) },
    () => startOfVisit(joined, settings.days, random),
  ).sort((a, b) => b - a);

  const opening = settings.firstDay * DAY;
  let position = 0;
  let free = 0;
  for (let start = starts.pop(); start !== undefined; start = starts.pop()) {
    // An overlapping visit is the same visit.
    if (start < free) continue;
    const day = Math.floor(start / DAY);
    const today = settings.firstDay + day;
    const { taste, isGift } = person.on(today);
    const emit = (item: number, type: number, seconds: number) => {
      if (type === eventCode.purchase) person.bought(item, today);
      into.push(customer, item, type, opening + seconds, position++);
    };
    const visit = {
      taste,
      needs: isGift ? undefined : needs,
      day: today,
      open: (item: number) => arrival[item]! <= day && day < retirement[item]!,
      owns: (item: number) => needs.owns(item),
    };
    free = browse(world, visit, random, emit, start);
    comeBack(starts, needs.nextNeed(today) - settings.firstDay, settings.days, random);
  }
}

/** Who needs something on a day before the next visit comes for it, mostly. */
function comeBack(starts: number[], day: number, days: number, random: Random): void {
  const next = starts.at(-1) ?? Infinity;
  if (day >= days || next < day * DAY || !random.chance(COMES_FOR_NEEDS)) return;
  starts.push(startOfVisit(day, day + 1, random));
  starts.sort((a, b) => b - a);
}

/** Whole seconds since the shop opened, on a day after `joined`: mostly in the evening, never past midnight. */
function startOfVisit(joined: number, days: number, random: Random): number {
  const day = Math.floor(joined + random.next() * (days - joined));
  const hour = Math.min(21.5, Math.max(6, 16 + 4 * random.normal()));
  return day * DAY + Math.floor(hour * 3600) + random.below(1800);
}
