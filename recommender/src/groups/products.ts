// What is learned of a product is learned from all its variants: they are fitted as one item, the first of them.
import type { Item } from "../catalogue/item.ts";
import type { TermVectors } from "../content/vectors.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { countOccurrences } from "../popularity/popularity.ts";

/** The part of a model that knows variants. */
export interface FittedVariants {
  /** The item that stands for the product of each item: `Uint32Array` of length items. */
  readonly product: Uint32Array;
  /** Events on each variant itself; length items. */
  readonly occurrences: Uint32Array;
}

/** The item that stands for each item's product, the first of the group; undefined when no two items are of one product. */
export function productsOf(items: readonly Pick<Item, "groupId">[]): Uint32Array | undefined {
  const firsts = new Map<string, number>();
  const products = new Uint32Array(items.length);
  let isAny = false;
  items.forEach(({ groupId }, at) => {
    const first = groupId === undefined ? at : (firsts.get(groupId) ?? at);
    if (groupId !== undefined && first === at) firsts.set(groupId, at);
    products[at] = first;
    if (first !== at) isAny = true;
  });
  return isAny ? products : undefined;
}

/** The events as events on products; the same object when no two items are of one. */
export function byProduct(interactions: Interactions, items: readonly Pick<Item, "groupId">[]): Interactions {
  return onProducts(interactions, productsOf(items));
}

/** The events on the products that `products` says. */
export function onProducts(interactions: Interactions, products: Uint32Array | undefined): Interactions {
  if (products === undefined) return interactions;
  return { ...interactions, item: interactions.item.map((item) => products[item]!) };
}

export function fitVariants(
  interactions: Interactions,
  products: Uint32Array | undefined,
): FittedVariants | undefined {
  if (products === undefined) return undefined;
  return { product: products, occurrences: countOccurrences(interactions) };
}

/** The vectors of the items that stand for products; those of all other variants are empty. */
export function productVectors(vectors: TermVectors, products: Uint32Array | undefined): TermVectors {
  if (products === undefined) return vectors;
  const { offsets } = vectors;
  const own = new Uint32Array(offsets.length);
  for (let item = 0; item < products.length; item++) {
    const terms = products[item] === item ? offsets[item + 1]! - offsets[item]! : 0;
    own[item + 1] = own[item]! + terms;
  }
  const terms = new Uint32Array(own[products.length]!);
  const weights = new Float32Array(terms.length);
  for (let item = 0; item < products.length; item++) {
    if (products[item] !== item) continue;
    for (let from = offsets[item]!, to = own[item]!; from < offsets[item + 1]!; from++, to++) {
      terms[to] = vectors.terms[from]!;
      weights[to] = vectors.weights[from]!;
    }
  }
  return { ...vectors, offsets: own, terms, weights };
}
