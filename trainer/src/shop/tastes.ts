// What one customer secretly likes, and how much an item is worth to them.
import { fraction, hashedNormal, hashText, mix } from "./random.ts";
import { type Segment, segmentFor } from "./segments.ts";
import { addHashed, scaleTo, STYLE_SIZE } from "./style.ts";
import type { World } from "./world.ts";

export interface Taste {
  readonly segment: Segment;
  /** The groups the customer mostly shops in, and how much of their attention each takes. */
  readonly favourites: readonly { readonly group: number; readonly share: number }[];
  /** Unit vector of length STYLE_SIZE. */
  readonly style: Float32Array;
  /** Decides which brands the customer loves. */
  readonly key: number;
  /** Preferred log price over the group's median. */
  readonly priceLevel: number;
}

/** Attention for the favourite groups, strongest first; the rest goes to the shop at large. */
const SHARES = [0.42, 0.28, 0.14];

/**
 * The hidden taste of a customer: a pure function of the world's seed, its groups and the customer's id. `past`, the
 * item indices of a real customer's history, takes the place of the drawn favourites and bends the style. `segment` is that of another account, whose owner shops
 * for somebody.
 */
export function tasteOf(
  world: World,
  customerId: string,
  past: readonly number[] = [],
  segment: Segment = segmentFor(world.segments, hashText(customerId, world.seed)),
): Taste {
  const key = hashText(customerId, world.seed);
  const style = new Float32Array(STYLE_SIZE);
  addHashed(style, mix(key, 31), 1 / Math.sqrt(STYLE_SIZE));
  for (const item of past)
    for (let d = 0; d < STYLE_SIZE; d++)
      style[d]! += world.style[item * STYLE_SIZE + d]! / Math.sqrt(past.length);
  scaleTo(style, 1);
  const groups = past.length > 0 ? mostShopped(world, past) : drawnFavourites(world, segment, key);
  return {
    segment,
    favourites: groups.map((group, rank) => ({ group, share: SHARES[rank]! })),
    style,
    key,
    priceLevel: 0.45 * hashedNormal(mix(key, 32)),
  };
}

/** How often a customer comes: 1 on average; log-normal, so that a few come very often. */
export function keennessOf(world: World, customerId: string): number {
  return Math.exp(0.9 * hashedNormal(mix(hashText(customerId, world.seed), 33)) - 0.405);
}

function mostShopped(world: World, past: readonly number[]): number[] {
  const visits = new Map<number, number>();
  for (const item of past) visits.set(world.group[item]!, (visits.get(world.group[item]!) ?? 0) + 1);
  return [...visits]
    .sort((a, b) => b[1] - a[1])
    .slice(0, SHARES.length)
    .map(([group]) => group);
}

/** One group of the whole shop, one more of the same department, and another of the whole shop. */
function drawnFavourites(world: World, segment: Segment, key: number): number[] {
  const first = draw(world, segment, key, 41, () => true);
  const sibling = draw(
    world,
    segment,
    key,
    42,
    (g) => g !== first && world.departments[g] === world.departments[first],
  );
  const second = draw(world, segment, key, 43, (g) => g !== first && g !== sibling);
  return [...new Set([first, sibling, second])].filter((group) => group >= 0);
}

/** Weighted rendezvous hashing (Efraimidis and Spirakis): weightier groups win more often; -1 when none is allowed. */
function draw(
  world: World,
  segment: Segment,
  key: number,
  salt: number,
  allowed: (group: number) => boolean,
): number {
  let best = -1;
  let lowest = Infinity;
  for (let group = 0; group < world.groups.length; group++) {
    const weight = segment.groupWeight[group]!;
    if (weight === 0 || !allowed(group)) continue;
    const wait = -Math.log(fraction(mix(mix(key, salt), world.groupKey[group]!))) / weight;
    if (wait < lowest) [best, lowest] = [group, wait];
  }
  return best;
}

const SHARE_OF_BRANDS_LOVED = 0.2;
const SIZE_FITS = 1;
const COLOUR_LIKED = 0.5;

/** How much an item appeals within its group: 0 is indifferent, 1 is e times as likely to be chosen. */
export function appeal(world: World, taste: Taste, item: number): number {
  let closeness = 0;
  for (let d = 0; d < STYLE_SIZE; d++) closeness += taste.style[d]! * world.style[item * STYLE_SIZE + d]!;
  const brand = world.brand[item]!;
  const loved = brand !== 0 && fraction(mix(taste.key, brand)) < SHARE_OF_BRANDS_LOVED;
  const tooDear = Math.abs(world.priceLevel[item]! - taste.priceLevel);
  return 2.5 * closeness + (loved ? 1.2 : 0) - tooDear + variantAppeal(world, taste, item);
}

/** What size and colour add: a customer has one size in all groups of the same sizes, and prefers some colours. */
export function variantAppeal(world: World, taste: Taste, item: number): number {
  const colour = world.colour[item]!;
  const liked = colour === 0 ? 0 : COLOUR_LIKED * (2 * fraction(mix(taste.key, colour)) - 1);
  const sizes = world.sizes[world.group[item]!]!;
  if (sizes.length < 2) return liked;
  return liked + (world.size[item] === sizeIn(taste, sizes) ? SIZE_FITS : -SIZE_FITS);
}

/** The size of a customer among those that a group comes in. */
function sizeIn({ key }: Taste, sizes: readonly number[]): number {
  let best = 0;
  let highest = -1;
  for (const size of sizes) {
    const rank = mix(key, size);
    if (rank > highest) [best, highest] = [size, rank];
  }
  return best;
}
