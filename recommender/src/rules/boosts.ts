// What an item's score is multiplied by: asked of every item of the catalogue, so with a few look-ups, however many boosts.
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Boost } from "./rules.ts";

/** Boosts as bits, in two halves of which one number is made again: so many bits it holds exactly. */
const HALF = 25;
const AT_ONCE = 2 * HALF;
const LOWER_HALF = 2 ** HALF;

interface Bits {
  low: number;
  high: number;
}

const NONE: Readonly<Bits> = { low: 0, high: 0 };

/** What the scores of items are multiplied by. */
export interface Factors {
  readonly factorOf: (item: number) => number;
  /** No factor is greater. */
  readonly greatest: number;
}

/** Of an item that each of two has something to say about; undefined when neither has. */
export function multiplied(one: Factors | undefined, other: Factors | undefined): Factors | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    factorOf: (item) => one.factorOf(item) * other.factorOf(item),
    greatest: one.greatest * other.greatest,
  };
}

/** Undefined when the boosts change no item's score: there are none, or they have the factor 1, or name what is not there. */
export function compileBoosts(catalogue: Catalogue, boosts: readonly Boost[]): Factors | undefined {
  return compileAll(
    catalogue,
    boosts.filter((boost) => changes(catalogue, boost)),
  );
}

function changes(catalogue: Catalogue, { brands = [], categories = [], items = [], factor }: Boost): boolean {
  if (factor === 1) return false;
  return (
    items.length > 0 || catalogue.findBrands(brands).size > 0 || catalogue.findCategories(categories).size > 0
  );
}

function compileAll(catalogue: Catalogue, boosts: readonly Boost[]): Factors | undefined {
  if (boosts.length === 0) return undefined;
  const first = compileSome(catalogue, boosts.slice(0, AT_ONCE));
  return multiplied(first, compileAll(catalogue, boosts.slice(AT_ONCE)));
}

function compileSome(catalogue: Catalogue, boosts: readonly Boost[]): Factors {
  const byItem = new Map<number, Bits>();
  const byBrand = new Map<number, Bits>();
  const byCategory = new Map<number, Bits>();
  boosts.forEach(({ brands = [], categories = [], items = [] }, at) => {
    setBit(byItem, items, at);
    setBit(byBrand, catalogue.findBrands(brands), at);
    setBit(byCategory, catalogue.findCategories(categories), at);
  });
  const ofCategories = bitsOfLists(byCategory);
  const productOf = products(boosts);
  const factorOf = (item: number): number => {
    const own = byItem.get(item) ?? NONE;
    const brand = byBrand.size === 0 ? NONE : (byBrand.get(catalogue.brandOf(item)) ?? NONE);
    const categories = byCategory.size === 0 ? NONE : ofCategories(catalogue.categoriesOf(item));
    return productOf(own.low | brand.low | categories.low, own.high | brand.high | categories.high);
  };
  return { factorOf, greatest: ROUNDING * greatestOf(boosts, byItem, byBrand, byCategory) };
}

/** The order in which factors are multiplied changes their product by less. */
const ROUNDING = 1 + 1e-9;

/** An item has one id and one brand, and may have all categories; what only lowers scores is left aside. */
function greatestOf(
  boosts: readonly Boost[],
  byItem: ReadonlyMap<number, Bits>,
  byBrand: ReadonlyMap<number, Bits>,
  byCategory: ReadonlyMap<number, Bits>,
): number {
  const raising = products(boosts.map((boost) => ({ ...boost, factor: Math.max(1, boost.factor) })));
  const greatest = (bits: ReadonlyMap<number, Bits>): number =>
    bits.values().reduce((most, { low, high }) => Math.max(most, raising(low, high)), 1);
  const all = { ...NONE };
  for (const { low, high } of byCategory.values()) {
    all.low |= low;
    all.high |= high;
  }
  return greatest(byItem) * greatest(byBrand) * raising(all.low, all.high);
}

function setBit(bits: Map<number, Bits>, keys: Iterable<number>, at: number): void {
  for (const key of keys) {
    let known = bits.get(key);
    if (known === undefined) bits.set(key, (known = { ...NONE }));
    if (at < HALF) known.low |= 1 << at;
    else known.high |= 1 << (at - HALF);
  }
}

/** Those of any category of a list: items of one place in the shop share theirs. */
function bitsOfLists(byCategory: ReadonlyMap<number, Bits>): (categories: readonly number[]) => Bits {
  const known = new Map<readonly number[], Bits>();
  return (categories) => {
    let bits = known.get(categories);
    if (bits === undefined) {
      bits = { ...NONE };
      for (const category of categories) {
        const { low, high } = byCategory.get(category) ?? NONE;
        bits.low |= low;
        bits.high |= high;
      }
      known.set(categories, bits);
    }
    return bits;
  };
}

/** What the boosts of some bits make together. */
function products(boosts: readonly Boost[]): (low: number, high: number) => number {
  const known = new Map<number, number>([[0, 1]]);
  return (low, high) => {
    const key = high * LOWER_HALF + low;
    let product = known.get(key);
    if (product === undefined) {
      product = 1;
      boosts.forEach(({ factor }, at) => {
        const isSet = at < HALF ? (low >>> at) & 1 : (high >>> (at - HALF)) & 1;
        if (isSet === 1) product! *= factor;
      });
      known.set(key, product);
    }
    return product;
  };
}
