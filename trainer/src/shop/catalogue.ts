// The generated shop's products: readable titles, brands with price levels, attributes, sizes and colours, arrivals, stock.
import type { Item } from "@aisle/recommender";
import { fraction, hashText, mix, Random } from "./random.ts";
import { BRANDS, coloursOf, SUB_CATEGORIES, type SubCategory } from "./taxonomy.ts";
import { type VariantPlace, variantPlace } from "./variants.ts";

export interface Catalogue {
  readonly items: readonly Item[];
  /** `Uint16Array`: the day each item came into the shop, 0 = it was there at the start. */
  readonly arrival: Uint16Array;
  /** `Uint16Array`: the day from which each item is no longer shown; `days` when it stays. */
  readonly retirement: Uint16Array;
}

const BRANDS_PER_DEPARTMENT = 7;
const SHARE_ARRIVING_LATER = 0.15;
const SHARE_SOLD_OUT = 0.05;
const SHARE_HIDDEN = 0.01;

function itemId(index: number): string {
  return `p${String(index).padStart(6, "0")}`;
}

/** `count` items over `days` days; each is a function of the seed and its own index, and its variants agree with it. */
export function generateCatalogue(seed: number, count: number, days: number): Catalogue {
  const items: Item[] = [];
  const arrival = new Uint16Array(count);
  const retirement = new Uint16Array(count).fill(days);
  for (let i = 0; i < count; i++) {
    const sub = SUB_CATEGORIES[i % SUB_CATEGORIES.length]!;
    const place = variantPlace(seed, sub, Math.floor(i / SUB_CATEGORIES.length));
    const random = new Random(mix(hashText(`${sub.name} ${place.firstRow}`, seed), 11));
    const hidden = random.chance(SHARE_HIDDEN);
    if (hidden) retirement[i] = Math.ceil(days * random.next());
    else if (random.chance(SHARE_ARRIVING_LATER)) arrival[i] = random.below(days);
    items.push(variant(seed, i, sub, place, random, hidden));
  }
  return { items, arrival, retirement };
}

/** One size and colour of a product; `random` is the product's, so that all variants draw the same of it. */
function variant(
  seed: number,
  index: number,
  sub: SubCategory,
  place: VariantPlace,
  random: Random,
  hidden: boolean,
): Item {
  const pick = (words: readonly string[]): string | undefined => words[random.below(words.length)];
  const brand = brandOf(seed, sub, random);
  const material = pick(sub.materials)!;
  const form = pick(sub.forms)!;
  const level = 0.7 * brandLevel(seed, brand) + 0.2 * random.normal();
  const { size, colour } = place.looks(coloursOf(sub), random);
  const own = new Random(mix(hashText(itemId(index), seed), 12));
  return {
    itemId: itemId(index),
    ...(place.variants > 1 && {
      groupId: `g${String(place.firstRow * SUB_CATEGORIES.length + (index % SUB_CATEGORIES.length)).padStart(6, "0")}`,
    }),
    title: [`${material} ${form} ${sub.noun}`, colour, size].filter(Boolean).join(", "),
    brand,
    categories: [sub.department, sub.name],
    attributes: [
      `material:${material}`,
      `form:${form}`,
      ...(colour === undefined ? [] : [`colour:${colour}`]),
      `size:${size}`,
    ],
    price: retailPrice(sub.price * Math.exp(level)),
    stock: own.chance(SHARE_SOLD_OUT) ? 0 : 1 + Math.floor(Math.exp(3 + own.normal())),
    ...(hidden ? { hidden } : {}),
  };
}

/** A few brands serve each department, the first ones with the most products. */
function brandOf(seed: number, sub: SubCategory, random: Random): string {
  const rank = Math.floor(BRANDS_PER_DEPARTMENT * random.next() ** 1.6);
  return BRANDS[hashText(`${sub.department} ${rank}`, seed) % BRANDS.length]!;
}

/** From -1 (cheap) to 1 (dear). */
function brandLevel(seed: number, brand: string): number {
  return 2 * fraction(hashText(`level ${brand}`, seed)) - 1;
}

/** Prices end in .99 below 100 and are whole above, as shops write them. */
function retailPrice(price: number): number {
  return price < 100 ? Math.max(1, Math.round(price)) - 0.01 : Math.round(price);
}
