// One visit to the shop without recommendations: what the customer came for, what they compare, carts, what goes with them,
// the checkout.
import { eventCode } from "@aisle/recommender";
import { chooseGroup, chooseItem } from "./attention.ts";
import type { Needs } from "./needs.ts";
import type { Random } from "./random.ts";
import { appeal, type Taste, variantAppeal } from "./tastes.ts";
import type { World } from "./world.ts";

export interface Visit {
  readonly taste: Taste;
  /** What the customer has and needs; `undefined` on a visit for somebody else. */
  readonly needs: Needs | undefined;
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Whether an item is on sale now. */
  readonly open: (item: number) => boolean;
  /** Whether the customer already bought it, or a variant of it. */
  readonly owns: (item: number) => boolean;
}

/** Receives what happens: an item index, an event code and whole seconds since the visit began, which never fall. */
export type Emit = (item: number, type: number, seconds: number) => void;

const MEAN_VIEWS = 6;
const CART = 0.024;
const CART_OF_PARTNER = 0.45;
const CART_OF_RESTOCK = 0.9;
/** Chance that a cart with something in it is bought. */
export const CHECKOUT = 0.42;
const CHECKOUT_OF_RESTOCK = 0.95;
const TO_COMPLEMENT = 0.55;
const NATURAL_PARTNER = 0.7;
const STAY_IN_GROUP = 0.85;
/** Who came for a consumable takes the same product as last time, mostly. */
const LOYAL = 0.8;
const ACTS_ON_RESTOCK = 0.85;
const ACTS_ON_WISH = 0.75;
const ACTS_ON_PROJECT = 0.6;
/** How ready a customer is to decide for a durable after so many others were looked at. */
const READINESS = [0.3, 0.6, 1, 1.4, 1.8];
/** Small things that run out are bought more readily than others are. */
const READINESS_FOR_CONSUMABLES = 1.4;
/** Variants of one product that one customer opens in a visit. */
const MAX_VARIANTS_SEEN = 2;

/** What a visit begins with. */
interface Mission {
  readonly group: number;
  readonly wanted?: number | undefined;
  readonly isRestock?: boolean;
}

/** Plays one visit; `seconds` is when it begins. Returns the seconds at which it ended. */
export function browse(world: World, visit: Visit, random: Random, emit: Emit, seconds = 0): number {
  const { taste, needs, day, open } = visit;
  const cart: number[] = [];
  const seen = new Set<number>();
  const seenVariants = new Map<number, number>();
  const chosen = new Set<number>();
  const done = new Set<number>();
  const fresh = (item: number) =>
    !seen.has(item) &&
    !chosen.has(world.product[item]!) &&
    (seenVariants.get(world.product[item]!) ?? 0) < MAX_VARIANTS_SEEN &&
    !visit.owns(item) &&
    open(item);
  const another = () =>
    chooseGroup(world, taste, day, (one) => (done.has(one) ? 0.01 : (needs?.demand(one, day) ?? 1)), random);

  const mission = missionOf(world, visit, random) ?? { group: another() };
  let { group, wanted } = mission;
  let best: number | undefined;
  let eagerness = mission.isRestock === true ? CART_OF_RESTOCK : CART_OF_PARTNER;
  for (let views = 1 + random.geometric(1 - 1 / MEAN_VIEWS); views > 0; views--) {
    const item = wanted ?? chooseItem(world, taste, group, fresh, random);
    const chance = wanted === undefined ? undefined : eagerness;
    wanted = undefined;
    if (item !== undefined) {
      seen.add(item);
      seenVariants.set(world.product[item]!, (seenVariants.get(world.product[item]!) ?? 0) + 1);
      emit(item, eventCode.view, seconds);
      seconds += 15 + random.below(90);
      if (best === undefined || appeal(world, taste, item) > appeal(world, taste, best)) best = item;
      if (random.chance(chance ?? cartChance(world, taste, best) * readiness(world, group, visit))) {
        const choice = chance === undefined ? (variantFor(world, taste, best, open) ?? best) : item;
        if (!seen.has(choice)) emit(choice, eventCode.view, seconds);
        seen.add(choice);
        cart.push(choice);
        chosen.add(world.product[choice]!);
        emit(choice, eventCode.cart, seconds);
        seconds += 5 + random.below(30);
        done.add(group);
        best = undefined;
        const partner = companion(world, visit, choice, fresh, random);
        wanted = partner?.wanted;
        group = partner?.group ?? another();
        eagerness = CART_OF_PARTNER;
        continue;
      }
      needs?.looked(group, day);
    }
    if (!random.chance(STAY_IN_GROUP)) {
      best = undefined;
      group = another();
    }
  }
  const checkout = cart.length > 0 && cart[0] === mission.wanted ? CHECKOUT_OF_RESTOCK : CHECKOUT;
  if (cart.length > 0 && random.chance(mission.isRestock === true ? checkout : CHECKOUT)) {
    seconds += 30 + random.below(120);
    for (const item of cart) emit(item, eventCode.purchase, seconds);
  }
  return seconds;
}

/** What has run out, what goes with something new, what is being compared; `undefined` when nothing is on their mind. */
function missionOf(world: World, visit: Visit, random: Random): Mission | undefined {
  const { needs, taste, day, open } = visit;
  if (needs === undefined) return undefined;
  const restock = needs.restock(day);
  if (restock !== undefined && random.chance(ACTS_ON_RESTOCK)) {
    const { group, item } = restock;
    const usual = random.chance(LOYAL) ? variantFor(world, taste, item, open) : undefined;
    return {
      group,
      wanted: usual ?? chooseItem(world, taste, group, (one) => open(one) && !visit.owns(one), random),
      isRestock: true,
    };
  }
  const wish = needs.wish(day);
  if (wish !== undefined && random.chance(ACTS_ON_WISH))
    return partnerOf(world, visit, wish.item, wish.group, (one) => open(one) && !visit.owns(one), random);
  const project = needs.project(day);
  return project !== undefined && random.chance(ACTS_ON_PROJECT) ? { group: project } : undefined;
}

/** More appeal, more carts: e-fold per two units, never more than one in three. */
export function cartChance(world: World, taste: Taste, item: number): number {
  return Math.min(1 / 3, CART * Math.exp(0.5 * appeal(world, taste, item)));
}

/** Durables are compared before one is taken: few decide for the first that they see. */
function readiness(world: World, group: number, { needs, day }: Visit): number {
  const kind = world.natures[group]?.kind;
  if (kind === "consumable") return READINESS_FOR_CONSUMABLES;
  if (kind !== "durable" || needs === undefined) return 1;
  return READINESS[Math.min(needs.comparisons(group, day), READINESS.length - 1)]!;
}

/** What goes with an item, of a complementary group that the customer has nothing of yet. */
function companion(
  world: World,
  visit: Visit,
  item: number,
  open: (item: number) => boolean,
  random: Random,
): Mission | undefined {
  const groups = world.complements[world.group[item]!]!;
  const group = groups[random.below(groups.length)];
  if (group === undefined || !random.chance(TO_COMPLEMENT)) return undefined;
  if (!random.chance(visit.needs?.demand(group, visit.day) ?? 1)) return undefined;
  return partnerOf(world, visit, item, group, open, random);
}

/** Most often one of the natural partners of an item in a group. */
function partnerOf(
  world: World,
  { taste }: Visit,
  item: number,
  group: number,
  open: (item: number) => boolean,
  random: Random,
): Mission {
  if (!random.chance(NATURAL_PARTNER))
    return { group, wanted: chooseItem(world, taste, group, open, random) };
  const partners = world.partners(item, group).flatMap((one) => variantFor(world, taste, one, open) ?? []);
  return { group, wanted: partners[Math.floor(partners.length * random.next() ** 2)] };
}

/** The variant of an item's product that suits a customer best, among those that are open. */
function variantFor(
  world: World,
  taste: Taste,
  item: number,
  open: (item: number) => boolean,
): number | undefined {
  let best: number | undefined;
  let highest = -Infinity;
  for (const variant of world.variants[world.product[item]!]!) {
    const score = open(variant) ? variantAppeal(world, taste, variant) : -Infinity;
    if (score > highest) [best, highest] = [variant, score];
  }
  return best;
}
