// What is hidden behind a shop: how its items belong together and what draws people to them. Built from the catalogue
// and a secret seed alone, so that the simulation finds the same truth again without the product ever seeing it.
import type { Item } from "@aisle/recommender";
import { groupsOf } from "./groups.ts";
import { type Products, productsOf } from "./products.ts";
import { fraction, hashText, mix } from "./random.ts";
import { seasonFinder } from "./seasons.ts";
import { type Segment, segmentsOf } from "./segments.ts";
import { addHashed, STYLE_SIZE, scaleTo } from "./style.ts";
import { type Nature, subCategory } from "./taxonomy.ts";

/** How many products of a complementary group are the natural partners of one item. */
const PARTNERS = 3;

export interface World extends Products {
  readonly seed: number;
  readonly items: readonly Item[];
  /** Names of the groups (narrowest categories, or regions of similar content). */
  readonly groups: readonly string[];
  /** The department of each group. */
  readonly departments: readonly string[];
  /** `Uint32Array` of length groups: a hash of each group's name. */
  readonly groupKey: Uint32Array;
  /** Countries and devices, each with what is popular there. */
  readonly segments: readonly Segment[];
  /** `Uint16Array` of length items: the group of each item. */
  readonly group: Uint16Array;
  /** `Uint32Array` of length items: hash of the brand, 0 for none. */
  readonly brand: Uint32Array;
  /** `Float32Array` of length items: log of price over the group's median price; 0 when unknown. */
  readonly priceLevel: Float32Array;
  /** `Float32Array` of items × STYLE_SIZE: unit vectors, partly visible in brand and attributes, mostly not. */
  readonly style: Float32Array;
  /** `Float32Array` of length items: how often people come across each item; heavy-tailed. */
  readonly popularity: Float32Array;
  /** Items of each group, ascending. */
  readonly members: readonly Uint32Array[];

  /** How each group is bought again; `undefined` where nobody knows. */
  readonly natures: readonly (Nature | undefined)[];
  /** For each group the sizes (`size`) that its items come in. */
  readonly sizes: readonly (readonly number[])[];
  /** For each group the groups bought along with it. */
  readonly complements: readonly (readonly number[])[];
  /** Demand for each group on a day (since 1970-01-01), 1 where there is no season. */
  seasons(day: number): Float64Array;
  /** The natural partners of an item in another group, best first: one variant of each product. */
  partners(item: number, group: number): readonly number[];
}

/** The truth behind `items` under `seed`: a pure function of both. */
export function buildWorld(seed: number, items: readonly Item[]): World {
  const { names, departments, group } = groupsOf(seed, items);
  const products = productsOf(seed, items);
  // Variants of a product have its key: they share style, popularity and partners.
  const keys = Uint32Array.from(products.product, (number) => products.productKey[number]!);
  // Pareto with index 1.4: a few products are met a hundred times as often as the median one.
  const popularity = Float32Array.from(keys, (key, item) => {
    const variants = products.variants[products.product[item]!]!.length;
    const among = variants === 1 ? 1 : 0.3 + 0.7 * fraction(hashText(items[item]!.itemId, seed));
    return among * Math.min(60, fraction(mix(key, 21)) ** -0.7);
  });
  const members = membersOf(names.length, group);

  const groupKey = Uint32Array.from(names, (name) => hashText(name, seed));
  const groupWeight = Float64Array.from(groupKey, (key, g) =>
    members[g]!.length === 0 ? 0 : Math.min(4, fraction(mix(key, 23)) ** -0.5),
  );

  return {
    ...products,
    seed,
    items,
    groups: names,
    departments,
    groupKey,
    segments: segmentsOf({ seed, groupKey, groupWeight, members, productKeys: keys, popularity }),
    group,
    brand: Uint32Array.from(items, ({ brand }) => (brand === undefined ? 0 : hashText(brand, seed) | 1)),
    priceLevel: priceLevels(items, members),
    style: styles(seed, items, keys),
    popularity,
    members,
    natures: names.map((name) => subCategory(name)?.nature),
    sizes: members.map((list) => [...new Set(Array.from(list, (item) => products.size[item]!))]),
    complements: names.map((name) => complementsOf(seed, name, names)),
    seasons: seasonFinder(names),
    partners: partnerFinder(keys, members, products.product),
  };
}

function membersOf(groups: number, group: Uint16Array): Uint32Array[] {
  const lists: number[][] = Array.from({ length: groups }, () => []);
  group.forEach((one, item) => lists[one]!.push(item));
  return lists.map((list) => Uint32Array.from(list));
}

function priceLevels(items: readonly Item[], members: readonly Uint32Array[]): Float32Array {
  const levels = new Float32Array(items.length);
  for (const list of members) {
    const priced = Array.from(list).filter((item) => (items[item]!.price ?? 0) > 0);
    const prices = priced.map((item) => items[item]!.price ?? 0).sort((a, b) => a - b);
    const median = prices[prices.length >> 1];
    if (median === undefined) continue;
    for (const item of priced) levels[item] = Math.log((items[item]!.price ?? median) / median);
  }
  return levels;
}

function styles(seed: number, items: readonly Item[], keys: Uint32Array): Float32Array {
  const all = new Float32Array(items.length * STYLE_SIZE);
  items.forEach((item, i) => {
    const style = all.subarray(i * STYLE_SIZE, (i + 1) * STYLE_SIZE);
    for (const tag of item.attributes ?? [])
      if (!/^(size|colour):/.test(tag)) addHashed(style, hashText(tag, seed), 1);
    if (item.brand !== undefined) addHashed(style, hashText(item.brand, seed), 1.5);
    scaleTo(style, 0.7);
    addHashed(style, mix(keys[i]!, 22), 1 / Math.sqrt(STYLE_SIZE));
    scaleTo(style, 1);
  });
  return all;
}

/** What the taxonomy says; elsewhere two groups drawn by hash. */
function complementsOf(seed: number, name: string, names: readonly string[]): number[] {
  const known = subCategory(name)?.complements;
  if (known !== undefined) return known.map((one) => names.indexOf(one)).filter((group) => group >= 0);
  if (names.length < 3) return [];
  const drawn = [1, 2].map((k) => hashText(`${name} goes with ${k}`, seed) % names.length);
  return [...new Set(drawn)].filter((group) => names[group] !== name);
}

/** Partners by rendezvous hashing: a new item takes a few pairs over and leaves the others as they were. */
function partnerFinder(
  keys: Uint32Array,
  members: readonly Uint32Array[],
  product: Uint32Array,
): World["partners"] {
  const known = new Map<number, readonly number[]>();
  return (item, group) => {
    const key = product[item]! * members.length + group;
    const found = known.get(key);
    if (found !== undefined) return found;
    const best = topPartners(keys, item, members[group] ?? new Uint32Array());
    known.set(key, best);
    return best;
  };
}

function topPartners(keys: Uint32Array, item: number, among: Uint32Array): number[] {
  const best: number[] = [];
  const ranks: number[] = [];
  const key = keys[item]!;
  let lowest = -1;
  for (let at = 0; at < among.length; at++) {
    const other = among[at]!;
    const rank = mix(key, keys[other]!);
    // Variants of one product have one rank.
    if (rank <= lowest || keys[other] === key || ranks.includes(rank)) continue;
    const place = ranks.findIndex((one) => one < rank);
    best.splice(place === -1 ? best.length : place, 0, other);
    ranks.splice(place === -1 ? ranks.length : place, 0, rank);
    best.length = ranks.length = Math.min(PARTNERS, best.length);
    if (best.length === PARTNERS) lowest = ranks[PARTNERS - 1]!;
  }
  return best;
}
