// Somebody of whom nothing is known but where they are and what they hold: what do people like them take?
import { ndcg } from "@aisle/recommender";
import type { Segment } from "../../src/shop/segments.ts";
import { type Asked, shelf } from "./asked.ts";
import type { KnownShop } from "./known-shop.ts";
import { personalList } from "./questions.ts";

const LIST = 10;
const DAY = 86_400;

/**
 * One question for each customer who puts something into the cart in the future: the list of ten at the moment, asked
 * with their country and device and without their past. `stranger_ndcg` is its NDCG@10 with the products that they then put into the cart. The oracle knows
 * what is popular in their country, on their device and in this season, and nothing else of them.
 */
export function strangers(shop: KnownShop): Asked[] {
  const { truth, future, now, segmentOf } = shop;
  const popular = new Map<Segment, number[]>();
  return future.flatMap((after, customer): Asked[] => {
    const carted = after.filter(({ type }) => type === "cart").map(({ item }) => truth.productOf(item));
    if (carted.length === 0) return [];
    const wanted = new Set(carted);
    const segment = segmentOf(customer);
    const { country, device } = segment;
    const oracle = popular.get(segment) ?? popularIn(shop, segment);
    popular.set(segment, oracle);
    return [
      {
        query: { ...personalList([], LIST, now), context: { country, device } },
        oracle,
        values: (list) => ({
          stranger_ndcg: ndcg(
            list.map(({ item }) => truth.productOf(item)),
            wanted,
            LIST,
          ),
        }),
      },
    ];
  });
}

function popularIn(shop: KnownShop, { groupWeight, cumulative }: Segment): number[] {
  const { world } = shop.truth;
  const demand = world.seasons(shop.now / DAY);
  const worth = new Map<number, number>();
  world.members.forEach((list, kind) => {
    const sums = cumulative[kind]!;
    list.forEach((item, at) => {
      const share = (sums[at]! - (sums[at - 1] ?? 0)) / (sums.at(-1) ?? 1);
      worth.set(item, groupWeight[kind]! * demand[kind]! * share);
    });
  });
  // Variants draw people to their product together.
  const ofProduct = (item: number) =>
    shop.truth.world.variants[shop.truth.productOf(item)]!.reduce((sum, one) => sum + worth.get(one)!, 0);
  const total = new Map(Array.from(worth.keys(), (item) => [item, ofProduct(item)]));
  return shelf(
    shop,
    [...worth.keys()].sort((a, b) => total.get(b)! - total.get(a)! || a - b),
    LIST,
  );
}
