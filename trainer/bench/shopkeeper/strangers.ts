// Somebody of whom nothing is known but where they are and what they hold: what do people like them take?
import { ndcg, type Query, type Recommender } from "@aisle/recommender";
import { clusteredInterval, type Interval } from "../../src/gate/interval.ts";
import { gainsOf, ndcgOf, takingsOf } from "../../src/gate/takings.ts";
import type { Segment } from "../../src/shop/segments.ts";
import { type Asked, shelf } from "./asked.ts";
import type { KnownShop } from "./known-shop.ts";
import { personalList } from "./questions.ts";

const LIST = 10;
const DAY = 86_400;

/** Somebody of whom only their segment is known. */
export interface Stranger {
  readonly query: Query;
  readonly segment: Segment;
  /** The products that they put into the cart in the future, each with the day (since 1970) on which they first did. */
  readonly carted: ReadonlyMap<number, number>;
}

/** Each customer who puts something into the cart in the future, asked at the moment without their past. */
export function strangersOf({ truth, future, now, segmentOf }: KnownShop): Stranger[] {
  return future.flatMap((after, customer): Stranger[] => {
    const carts = after.filter(({ type }) => type === "cart").toReversed();
    if (carts.length === 0) return [];
    const segment = segmentOf(customer);
    const { country, device } = segment;
    return [
      {
        query: { ...personalList([], LIST, now), context: { country, device } },
        segment,
        carted: new Map(carts.map(({ item, time }) => [truth.productOf(item), Math.floor(time / DAY)])),
      },
    ];
  });
}

/**
 * One question for each stranger. `stranger_ndcg` is its NDCG@10 with the products that they then put into the cart. The
 * oracle knows what is popular in their country, on their device and in this season, and nothing else of them.
 */
export function strangers(shop: KnownShop): Asked[] {
  const popular = new Map<Segment, number[]>();
  return strangersOf(shop).map(({ query, segment, carted }): Asked => {
    const oracle = popular.get(segment) ?? popularIn(shop, segment);
    popular.set(segment, oracle);
    return {
      query,
      oracle,
      values: (list) => ({ stranger_ndcg: ndcg(productsIn(shop, list), new Set(carted.keys()), LIST) }),
    };
  });
}

/** Lists for strangers by all that is known of them, and by what is popular with everybody. */
export interface StrangersLists {
  readonly strangers: readonly Stranger[];
  readonly aisle: readonly (readonly number[])[];
  readonly popular: readonly (readonly number[])[];
}

export function strangersLists(shop: KnownShop, recommender: Recommender): StrangersLists {
  const listOf = (query: Query): number[] => productsIn(shop, recommender.recommend(query).items);
  const asked = strangersOf(shop);
  return {
    strangers: asked,
    aisle: asked.map(({ query }) => listOf(query)),
    popular: asked.map(() => listOf(personalList([], LIST, shop.now))),
  };
}

/** Both means of NDCG@10 over the strangers of all shops, and by how much Aisle is ahead: for other customers, items and days. */
export function besidePopularity(shops: readonly StrangersLists[]): {
  readonly aisle: number;
  readonly popular: number;
  readonly ahead: Interval;
} {
  // Products of different shops are different ones.
  const ofShop = (products: Iterable<number>, shop: number): number[] =>
    Array.from(products, (product) => product * shops.length + shop);
  const cases = shops.flatMap(({ strangers: asked }, shop) =>
    asked.map(({ carted }) => ({
      taken: new Set(ofShop(carted.keys(), shop)),
      days: [...carted.values()],
    })),
  );
  const gains = (which: "aisle" | "popular"): Float64Array =>
    gainsOf(
      cases,
      shops.flatMap((lists, shop) => lists[which].map((list) => ofShop(list, shop))),
    );
  const takings = takingsOf(cases);
  const [aisle, popular] = [gains("aisle"), gains("popular")];
  return {
    aisle: ndcgOf(aisle, takings),
    popular: ndcgOf(popular, takings),
    ahead: clusteredInterval(
      takings,
      aisle.map((gain, row) => gain - popular[row]!),
    ),
  };
}

const productsIn = ({ truth }: KnownShop, list: readonly { readonly item: number }[]): number[] =>
  list.map(({ item }) => truth.productOf(item));

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
