// The lists of every day: the home page's ten, and ten like a product on its page.
import { mix, Random } from "../../src/shop/random.ts";
import { type Asked, popularOf, shelf } from "./asked.ts";
import type { KnownShop } from "./known-shop.ts";
import { listAbout, personalList } from "./questions.ts";

const LIST = 10;

/** Lists that no measure of their own has; what every list is measured by is measured of them. */
export function pages(shop: KnownShop, count: number, seed: number): Asked[] {
  const { truth, past, now, items } = shop;
  const random = new Random(mix(seed, 81));
  const everything = popularOf(shop, [...truth.world.groups.keys()]);
  const values = () => ({});
  const homes = Array.from({ length: count }, (): Asked => {
    const before = past[random.below(past.length)]!;
    return { query: personalList(before, LIST, now), oracle: shelf(shop, everything, LIST), values };
  });
  const products = Array.from({ length: count }, (): Asked => {
    const item = random.below(items.length);
    return {
      query: listAbout("similar", [item], LIST, now),
      oracle: shelf(shop, popularOf(shop, [truth.kindOf(item)]), LIST, [item]),
      values,
    };
  });
  return [...homes, ...products];
}
