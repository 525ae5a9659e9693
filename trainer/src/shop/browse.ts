// One visit to the shop without recommendations: views that follow a taste, carts, what goes with them, the checkout.
import { eventCode } from "@aisle/recommender";
import { chooseGroup, chooseItem } from "./attention.ts";
import type { Random } from "./random.ts";
import { appeal, type Taste } from "./tastes.ts";
import type { World } from "./world.ts";

export interface Visit {
  readonly taste: Taste;
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Whether an item is on sale now and still of interest to this customer. */
  readonly open: (item: number) => boolean;
}

/** Receives what happens: an item index, an event code and whole seconds since the visit began, which never fall. */
export type Emit = (item: number, type: number, seconds: number) => void;

const MEAN_VIEWS = 6;
const CART = 0.045;
const CART_OF_PARTNER = 0.45;
/** Chance that a cart with something in it is bought. */
export const CHECKOUT = 0.42;
const TO_COMPLEMENT = 0.75;
const NATURAL_PARTNER = 0.7;
const STAY_IN_GROUP = 0.8;

/** Plays one visit; `seconds` is when it begins. Returns the seconds at which it ended. */
export function browse(world: World, visit: Visit, random: Random, emit: Emit, seconds = 0): number {
  const { taste, day, open } = visit;
  const cart: number[] = [];
  const seen = new Set<number>();
  const fresh = (item: number) => !seen.has(item) && open(item);
  let group = chooseGroup(world, taste, day, random);
  let partner: number | undefined;
  for (let views = 1 + random.geometric(1 - 1 / MEAN_VIEWS); views > 0; views--) {
    const item = partner ?? chooseItem(world, taste, group, fresh, random);
    const wanted = partner !== undefined;
    partner = undefined;
    if (item !== undefined) {
      seen.add(item);
      emit(item, eventCode.view, seconds);
      seconds += 15 + random.below(90);
      if (random.chance(wanted ? CART_OF_PARTNER : cartChance(world, taste, item))) {
        cart.push(item);
        emit(item, eventCode.cart, seconds);
        seconds += 5 + random.below(30);
        partner = companion(world, taste, item, fresh, random);
      }
    }
    if (!random.chance(STAY_IN_GROUP)) group = chooseGroup(world, taste, day, random);
  }
  if (cart.length > 0 && random.chance(CHECKOUT)) {
    seconds += 30 + random.below(120);
    for (const item of cart) emit(item, eventCode.purchase, seconds);
  }
  return seconds;
}

/** More appeal, more carts: e-fold per two units, never more than one in three. */
export function cartChance(world: World, taste: Taste, item: number): number {
  return Math.min(1 / 3, CART * Math.exp(0.5 * appeal(world, taste, item)));
}

/** What goes with an item: most often one of its natural partners in a complementary group. */
function companion(
  world: World,
  taste: Taste,
  item: number,
  open: (item: number) => boolean,
  random: Random,
): number | undefined {
  const groups = world.complements[world.group[item]!]!;
  const group = groups[random.below(groups.length)];
  if (group === undefined || !random.chance(TO_COMPLEMENT)) return undefined;
  if (!random.chance(NATURAL_PARTNER)) return chooseItem(world, taste, group, open, random);
  const partners = world.partners(item, group).filter(open);
  return partners[Math.floor(partners.length * random.next() ** 2)];
}
