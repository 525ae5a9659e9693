// Asks everything of one shop, and takes the means: of the recommender's lists, of the oracle's, of counts by category and of random ones.
import { type Recommender } from "@aisle/recommender";
import { mix, Random } from "../../src/shop/random.ts";
import { afterDurable } from "./after-durable.ts";
import { type Asked, isOnSale, type Pick } from "./asked.ts";
import { clickAnswered } from "./click.ts";
import { Counting } from "./counting.ts";
import { dueAgain } from "./due-again.ts";
import { EveryList } from "./every-list.ts";
import type { KnownShop } from "./known-shop.ts";
import { pages } from "./pages.ts";
import { strangers, strangersLists, type StrangersLists } from "./strangers.ts";
import { together } from "./together.ts";

/** Values by the name of the measure. */
export type Values = Readonly<Record<string, number>>;

/** A way to answer: the recommender, or what it is compared with. */
export type Answers = (asked: Asked) => readonly Pick[];

export interface ShopMeasured {
  readonly aisle: Values;
  readonly oracle: Values;
  readonly random: Values;
  /** Of what counts by category in the same data reach. */
  readonly counting: Values;
  readonly strangers: StrangersLists;
  /** How many questions each measure is the mean of. */
  readonly questions: Values;
}

/** Asks at most `most` questions of each sort, and about all strangers. */
export function measureShop(
  shop: KnownShop,
  recommender: Recommender,
  seed: number,
  most: number,
): ShopMeasured {
  const sorts = [
    afterDurable(shop),
    together(shop),
    dueAgain(shop),
    clickAnswered(shop, seed),
    pages(shop, most, seed),
  ];
  // Little can be said of a stranger, so that it takes them all to tell who says it better.
  const asked = [...sorts.flatMap((sort) => sample(sort, most, seed)), ...strangers(shop)];
  const random = new Random(mix(seed, 82));
  const counting = new Counting(shop);
  const onSale = [...shop.items.keys()].filter((item) => isOnSale(shop, item));
  return {
    aisle: meansOf(shop, asked, ({ query }) =>
      recommender.recommend(query).items.map(({ item, reasons }) => ({ item, because: reasons[0]?.item })),
    ),
    oracle: meansOf(shop, asked, ({ oracle, query }) =>
      oracle.map((item) => ({
        item,
        because: query.history.find((entry) => shop.truth.areCloselyRelated(entry.item, item))?.item,
      })),
    ),
    random: meansOf(shop, asked, ({ query }) =>
      Array.from({ length: query.limit }, () => ({
        item: onSale[random.below(onSale.length)]!,
        because: query.history[random.below(query.history.length)]?.item,
      })),
    ),
    counting: meansOf(shop, asked, ({ query }) => counting.answer(query)),
    strangers: strangersLists(shop, recommender),
    questions: countsOf(asked),
  };
}

/** The mean of each measure over the questions that have it, and what is measured of every list. */
export function meansOf(shop: KnownShop, asked: readonly Asked[], answers: Answers): Values {
  const sums = new Map<string, { sum: number; count: number }>();
  const every = new EveryList(shop);
  for (const one of asked) {
    const list = answers(one);
    every.add(list);
    for (const [name, value] of Object.entries(one.values(list))) {
      const { sum, count } = sums.get(name) ?? { sum: 0, count: 0 };
      sums.set(name, { sum: sum + value, count: count + 1 });
    }
  }
  const means = Array.from(sums, ([name, { sum, count }]) => [name, sum / count] as const);
  return { ...Object.fromEntries(means), ...every.values() };
}

function countsOf(asked: readonly Asked[]): Values {
  const counts = new Map<string, number>();
  for (const { values } of asked)
    for (const name of Object.keys(values([]))) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** At most `most`, evenly spread over the customers. */
function sample(asked: readonly Asked[], most: number, seed: number): readonly Asked[] {
  if (asked.length <= most) return asked;
  const random = new Random(mix(seed, 83));
  const from = random.next();
  return Array.from({ length: most }, (_, at) => asked[Math.floor(((at + from) * asked.length) / most)]!);
}
