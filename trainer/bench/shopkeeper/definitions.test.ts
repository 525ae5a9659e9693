// What each measure counts, on a world of a few products that can be read.
import { describe, expect, test } from "bun:test";
import type { EventType, HistoryEntry, Item } from "@aisle/recommender";
import { customerId } from "../../src/shop/generate.ts";
import { tasteOf } from "../../src/shop/tastes.ts";
import { buildWorld } from "../../src/shop/world.ts";
import { afterDurable } from "./after-durable.ts";
import { type Asked, shelf } from "./asked.ts";
import { clickAnswered } from "./click.ts";
import { dueAgain } from "./due-again.ts";
import { EveryList } from "./every-list.ts";
import type { KnownShop } from "./known-shop.ts";
import { meansOf } from "./measure.ts";
import { besidePopularity, strangers, type StrangersLists, strangersOf } from "./strangers.ts";
import { together } from "./together.ts";
import { truthOf } from "./truth.ts";

const DAY = 86_400;
const NOW = 20_000 * DAY;

/** Six of each kind; the first two of each are colours of one product, and the last is sold out. */
const KINDS = {
  "Espresso Machines": "Kitchen",
  "Coffee Beans": "Kitchen",
  "Coffee Cups": "Kitchen",
  "Frying Pans": "Kitchen",
  Tents: "Outdoor",
  "Yoga Blocks": "Sports",
} as const;
type Kind = keyof typeof KINDS;

const items = (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
  Array.from({ length: 6 }, (_, k): Item => ({
    itemId: `${kind} ${k}`,
    ...(k < 2 && { groupId: kind }),
    title: kind,
    categories: [KINDS[kind], kind],
    stock: k === 5 ? 0 : 3,
  })),
);
const truth = truthOf(buildWorld(1, items));
const of = (kind: Kind, k: number): number => items.findIndex(({ itemId }) => itemId === `${kind} ${k}`);
const event = (type: EventType, item: number, day: number): HistoryEntry => ({
  item,
  type,
  time: NOW + day * DAY,
});

function shopOf(past: readonly HistoryEntry[], future: readonly HistoryEntry[] = []): KnownShop {
  const segmentOf = (customer: number) => tasteOf(truth.world, customerId(customer)).segment;
  return { truth, items, now: NOW, segmentOf, past: [past], future: [future] };
}

const picks = (...list: readonly number[]) => list.map((item) => ({ item }));
const only = (asked: readonly Asked[]): Asked => {
  expect(asked).toHaveLength(1);
  return asked[0]!;
};

describe("the truth", () => {
  const machine = of("Espresso Machines", 2);
  test("of substitutes is the kind", () => {
    expect(truth.areSubstitutes(machine, of("Espresso Machines", 3))).toBe(true);
    expect(truth.areSubstitutes(machine, of("Coffee Cups", 3))).toBe(false);
  });

  test("of complements has a direction: coffee follows a machine, a machine no coffee", () => {
    expect(truth.isComplement(machine, of("Coffee Beans", 0))).toBe(true);
    expect(truth.isComplement(of("Coffee Beans", 0), machine)).toBe(false);
  });

  test("of partners is three products of each complementary kind, in all their variants", () => {
    const partners = items.keys().filter((item) => truth.isPartner(machine, item));
    const products = new Set([...partners].map((item) => `${truth.kindOf(item)} ${truth.productOf(item)}`));
    expect(products.size).toBe(6);
    expect(truth.isPartner(machine, of("Coffee Beans", 0))).toBe(
      truth.isPartner(machine, of("Coffee Beans", 1)),
    );
  });

  test("of relations has departments at a distance, and nothing between a tent and a yoga block", () => {
    expect(truth.areCloselyRelated(of("Coffee Beans", 0), machine)).toBe(true);
    expect(truth.areCloselyRelated(of("Frying Pans", 0), machine)).toBe(false);
    expect(truth.areRelated(of("Frying Pans", 0), machine)).toBe(true);
    expect(truth.areRelated(of("Tents", 0), of("Yoga Blocks", 0))).toBe(false);
  });
});

test("a shelf has one of each product, nothing sold out, and none of what is asked to stay away", () => {
  const all = [0, 1, 2, 3, 4, 5].map((k) => of("Tents", k));
  expect(shelf(shopOf([]), all, 10)).toEqual([0, 2, 3, 4].map((k) => of("Tents", k)));
  expect(shelf(shopOf([]), all, 10, [of("Tents", 1), of("Tents", 3)])).toEqual(
    [2, 4].map((k) => of("Tents", k)),
  );
});

describe("after a durable", () => {
  const bought = of("Tents", 2);
  const asked = afterDurable(
    shopOf([event("view", of("Tents", 3), -1)], [event("purchase", bought, 1), event("view", 0, 2)]),
  );

  test("the question is asked at the second of the checkout, with nothing of what follows", () => {
    const { query } = only(asked);
    expect([query.placement, query.limit, query.now]).toEqual(["personal", 6, NOW + DAY]);
    expect(query.history.map(({ item }) => item)).toEqual([bought, of("Tents", 3)]);
    expect(query.taken?.map(({ item }) => item)).toEqual([bought]);
  });

  test("picks of its kind are counted", () => {
    const { values } = only(asked);
    expect(values(picks(of("Tents", 0), of("Yoga Blocks", 0), of("Tents", 4)))).toEqual({
      own_kind_after_durable: 2,
    });
  });

  test("nobody is asked about who bought something else, or looked only", () => {
    const future = [event("purchase", of("Coffee Beans", 2), 1), event("view", of("Tents", 2), 2)];
    expect(afterDurable(shopOf([], future))).toEqual([]);
  });
});

describe("together", () => {
  const cart = [of("Espresso Machines", 2), of("Coffee Beans", 3)];
  const asked = together(
    shopOf(
      [],
      cart.map((item) => event("purchase", item, 1)),
    ),
  );

  test("asks about the cart and about each product in it", () => {
    expect(asked.map(({ query }) => [query.placement, query.history.map(({ item }) => item)])).toEqual([
      ["cart", cart],
      ["bought-together", cart.slice(0, 1)],
      ["bought-together", cart.slice(1)],
    ]);
  });

  test("counts no complement that is a substitute of something else in the cart", () => {
    const list = picks(of("Coffee Beans", 2), of("Coffee Cups", 2), of("Tents", 0), of("Coffee Cups", 3));
    expect(asked[0]!.values(list)).toMatchObject({ substitute_share: 1 / 4, complement_precision: 2 / 5 });
    expect(asked[1]!.values(list)).toMatchObject({ substitute_share: 0, complement_precision: 3 / 5 });
  });

  test("has an oracle that answers with complements alone, the preferred ones first", () => {
    const { oracle, values } = asked[1]!;
    expect(oracle).toHaveLength(6);
    expect(values(picks(...oracle))).toMatchObject({ substitute_share: 0, complement_precision: 1 });
    expect(values(picks(...oracle))["partner_precision"]).toBeGreaterThan(0.7);
  });

  test("asks no cart for complements that has one of every kind already", () => {
    const full = [of("Coffee Beans", 2), of("Coffee Cups", 2)];
    const [asked] = together(
      shopOf(
        [],
        full.map((item) => event("purchase", item, 1)),
      ),
    );
    expect(asked!.values(picks(of("Coffee Cups", 3), of("Tents", 0)))).toEqual({ substitute_share: 1 / 2 });
  });

  test("gives an empty list nothing", () => {
    expect(asked[0]!.values([])).toEqual({
      substitute_share: 0,
      complement_precision: 0,
      partner_precision: 0,
    });
  });
});

describe("due again", () => {
  const [usual, other] = [of("Coffee Beans", 0), of("Coffee Beans", 3)];

  test("asks who buys a consumable of a known kind again for the product they buy, in any variant", () => {
    const shop = shopOf([event("purchase", usual, -20)], [event("purchase", usual, 2)]);
    const { query, values } = only(dueAgain(shop));
    expect([query.limit, query.now]).toEqual([10, NOW]);
    expect(values(picks(of("Coffee Beans", 1)))).toEqual({ due_again_recall: 1, too_early_share: 0 });
    expect(values(picks(other))).toEqual({ due_again_recall: 0, too_early_share: 0 });
  });

  test("does not ask who buys coffee for the first time, or a second durable", () => {
    expect(dueAgain(shopOf([], [event("purchase", usual, 2)]))).toEqual([]);
    const tents = [event("purchase", of("Tents", 2), -20)];
    expect(dueAgain(shopOf(tents, [event("purchase", of("Tents", 3), 2)]))).toEqual([]);
  });

  test("does not ask for what cannot be sold any more", () => {
    const soldOut = of("Coffee Beans", 5);
    const shop = shopOf([event("purchase", soldOut, -20)], [event("purchase", soldOut, 2)]);
    expect(dueAgain(shop)).toEqual([]);
  });

  test("counts what was bought days ago as too early", () => {
    const past = [event("purchase", usual, -30), event("purchase", other, -2)];
    const { values } = only(dueAgain(shopOf(past, [event("purchase", usual, 2)])));
    expect(values(picks(usual, other))).toEqual({ due_again_recall: 1, too_early_share: 0.1 });
  });
});

describe("a click on something new", () => {
  const past = Array.from({ length: 50 }, (_, k) => event("view", of("Tents", k % 6), k - 60));

  test("is of a kind that the customer never looked at, and the newest thing in their history", () => {
    const { query } = only(clickAnswered(shopOf(past), 1));
    expect(query.history[0]).toMatchObject({ type: "click", time: NOW });
    expect(truth.kindOf(query.history[0]!.item)).not.toBe(truth.kindOf(of("Tents", 0)));
    expect(clickAnswered(shopOf(past.slice(1)), 1)).toEqual([]);
  });

  test("is answered by its kind and by what follows it, not by a variant of it, and early by one of the first three", () => {
    const { query, oracle, values } = only(clickAnswered(shopOf(past), 1));
    const clicked = query.history[0]!.item;
    const variants = truth.world.variants[truth.productOf(clicked)]!;
    const tents = [0, 1, 2].map((k) => of("Tents", k));
    expect(values(picks(...variants))).toEqual({ click_answered: 0, click_answered_early: 0 });
    expect(values(picks(...oracle))).toEqual({ click_answered: oracle.length, click_answered_early: 1 });
    expect(values(picks(...tents, oracle[0]!))).toEqual({ click_answered: 1, click_answered_early: 0 });
  });
});

describe("strangers", () => {
  test("are asked about without their past, and judged by the products that they put into the cart", () => {
    const wanted = of("Tents", 0);
    const shop = shopOf([event("view", 0, -1)], [event("cart", wanted, 1), event("view", 0, 1)]);
    const { query, oracle, values } = only(strangers(shop));
    expect([query.history, query.taken, query.limit]).toEqual([[], [], 10]);
    expect(values(picks(of("Tents", 1)))).toEqual({ stranger_ndcg: 1 });
    expect(values(picks(of("Tents", 2), wanted))["stranger_ndcg"]).toBeCloseTo(1 / Math.log2(3), 12);
    expect(oracle).toHaveLength(10);
    expect(strangers(shopOf([], [event("view", 0, 1)]))).toEqual([]);
  });

  test("have an oracle that shows what draws people of their country and device most", () => {
    const { oracle } = only(strangers(shopOf([], [event("cart", 0, 1)])));
    const { groupWeight } = tasteOf(truth.world, customerId(0)).segment;
    const first = groupWeight[truth.kindOf(oracle[0]!)]!;
    expect(first).toBeGreaterThan(groupWeight.reduce((sum, weight) => sum + weight, 0) / groupWeight.length);
  });

  test("are asked with their country and device, and want each product from the day on which they first carted it", () => {
    const [stranger] = strangersOf(
      shopOf([], [event("cart", 0, 1), event("cart", 1, 2), event("view", 5, 2)]),
    );
    const { country, device } = tasteOf(truth.world, customerId(0)).segment;
    expect(stranger!.query).toMatchObject({ history: [], context: { country, device } });
    expect([...stranger!.carted]).toEqual([[truth.productOf(0), Math.floor(NOW / DAY) + 1]]);
  });

  test("say by how much one list is ahead of the other, whatever shop they are of", () => {
    const listsOf = (aisle: number, popular: number): StrangersLists => {
      const asked = strangersOf(shopOf([], [event("cart", 0, 1)]));
      return { strangers: asked, aisle: [[aisle]], popular: [[popular]] };
    };
    const product = truth.productOf(0);
    const found = besidePopularity([listsOf(product, -1), listsOf(-1, product), listsOf(product, -1)]);
    expect(found).toMatchObject({ ahead: { customers: 3, mean: 1 / 3 } });
    expect([found.aisle, found.popular]).toEqual([2 / 3, 1 / 3]);
  });
});

describe("every list", () => {
  test("is measured by its reasons, its variants and what can be sold", () => {
    const every = new EveryList(shopOf([]));
    every.add([
      { item: of("Tents", 0), because: of("Yoga Blocks", 2) },
      { item: of("Tents", 1), because: of("Tents", 3) },
      { item: of("Frying Pans", 5), because: of("Coffee Beans", 0) },
      { item: of("Coffee Cups", 0) },
    ]);
    every.add(picks(of("Tents", 0)));
    expect(every.values()).toEqual({
      unrelated_reason_share: 1 / 3,
      distant_reason_share: 2 / 3,
      most_variants: 2,
      out_of_stock_share: 1 / 5,
    });
  });

  test("counts into the means, which are over the questions that have the measure", () => {
    const asked = [1, 3, undefined].map((value): Asked => ({
      query: { placement: "personal", history: [], limit: 1 },
      oracle: [],
      values: () => (value === undefined ? {} : { measured: value }),
    }));
    expect(meansOf(shopOf([]), asked, () => picks(of("Tents", 0)))).toMatchObject({
      measured: 2,
      most_variants: 1,
    });
  });
});
