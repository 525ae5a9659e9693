import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { smallShop, smallShopCases, smallShopEvents, smallShopItems } from "../../test/small-shop.ts";
import { EVENT_TYPES } from "../events.ts";
import { fitModel } from "../fit/fit.ts";
import { trainRanker } from "../fit/ranker.ts";
import { defaultRecipe } from "../fit/recipe.ts";
import type { Rules } from "../rules/rules.ts";
import type { HistoryEntry, Placement, Query, RankedItem } from "./query.ts";
import { Recommender } from "./recommender.ts";

const NOW = 1_710_000_000;

function smallShopWithForest(): Recommender {
  const items = smallShopItems();
  const model = fitModel(smallShopEvents(), items, defaultRecipe);
  return new Recommender({ ...model, forest: trainRanker(model, items, smallShopCases()) }, items);
}

function viewed(...items: number[]): HistoryEntry[] {
  return items.map((item, at) => ({ item, type: "view", time: NOW - at * 3600 }));
}

function personal(history: HistoryEntry[], rules?: Rules, limit = 10): Query {
  return { placement: "personal", history, limit, ...(rules && { rules }) };
}

function ids(recommender: Recommender, query: Query): number[] {
  return recommender.recommend(query).items.map(({ item }) => item);
}

describe("bad input", () => {
  test("a limit below 1 is refused", () => {
    expect(() => smallShop().recommend(personal([], undefined, 0))).toThrow("limit must be 1 or more, not 0");
  });

  test("a catalogue of another size than the model's is refused", () => {
    const items = smallShopItems();
    const model = fitModel(smallShopEvents(), items, defaultRecipe);
    expect(() => new Recommender(model, items.slice(1))).toThrow("the model has 40 items, the catalogue 39");
  });

  test("an index that was never given out is refused", () => {
    expect(() => smallShop().itemAt(40)).toThrow("no item has index 40");
  });

  test("asking for more than there is gives all there is, each once", () => {
    const list = ids(smallShop(), personal(viewed(1, 2), { filter: { inStock: false } }, 100));
    expect(new Set(list).size).toBe(list.length);
    expect(list.length).toBe(smallShopItems().filter(({ hidden }) => hidden !== true).length);
  });
});

describe("personal recommendations", () => {
  test("are popular items for a stranger, and say so", () => {
    const answer = smallShop().recommend(personal([]));
    expect(answer.strategy).toBe("popular");
    expect(answer.items).toHaveLength(10);
    expect(answer.items[0]!.reasons).toEqual([{ kind: "popular", saying: "popular" }]);
  });

  test("follow the group that the customer looks at", () => {
    const recommender = smallShop();
    const garden = ids(recommender, personal(viewed(1, 2, 3), undefined, 5));
    const kitchen = ids(recommender, personal(viewed(21, 22, 23), undefined, 5));
    expect(garden.every((item) => item < 20)).toBe(true);
    expect(kitchen.every((item) => item >= 20)).toBe(true);
  });

  test("are the same for the same question", () => {
    const recommender = smallShop();
    const query = personal(viewed(1, 5, 8), { diversity: 0.3 });
    const first = recommender.recommend(query);
    recommender.recommend(personal(viewed(30)));
    expect(recommender.recommend(query)).toEqual(first);
  });

  test("depend on the differences of times alone, not on the clock", () => {
    const recommender = smallShop();
    const later = viewed(1, 5, 8).map((entry) => ({ ...entry, time: entry.time + 1e8 }));
    expect(recommender.recommend(personal(later))).toEqual(recommender.recommend(personal(viewed(1, 5, 8))));
  });

  test("change with one purchase, and do not offer again what was bought, put in the cart, rated or hidden", () => {
    const recommender = smallShop();
    const before = ids(recommender, personal(viewed(1, 2)));
    for (const type of ["purchase", "cart", "rating", "hide"] as const) {
      const item = before[0]!;
      const after = ids(recommender, personal([{ item, type, time: NOW + 60 }, ...viewed(1, 2)]));
      expect(after).not.toContain(item);
    }
  });

  test("let hidden items vote for nothing", () => {
    const recommender = smallShop();
    const hidden = personal([
      { item: 3, type: "hide", time: NOW },
      { item: 3, type: "view", time: NOW - 60 },
    ]);
    expect(recommender.recommend(hidden).strategy).toBe("popular");
  });

  test("have parts that add up to the score of the first stage", () => {
    for (const { score, scores } of smallShop().recommend(personal(viewed(1, 2, 21))).items) {
      expect(scores.collaborative + scores.content + scores.popularity).toBeCloseTo(score, 6);
    }
  });

  test("rank all items as their blended scores do, those without votes by popularity", () => {
    const recommender = smallShop();
    const { items } = recommender.recommend(personal(viewed(1, 22), undefined, 100));
    const scores = items.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });
});

describe("reasons", () => {
  // The forest compares many things at once; a reason says who voted for the item, so it is their sum that falls.
  test.each<[string, () => Recommender]>([
    ["a blend", smallShop],
    ["a forest", smallShopWithForest],
  ])("of a list ranked by %s name a history item whose removal lowers the sum of the parts", (_, shop) => {
    const recommender = shop();
    const history = viewed(1, 4, 25, 8);
    const sumOf = ({ scores }: RankedItem): number =>
      scores.collaborative + scores.content + scores.popularity;
    let checked = 0;
    for (const ranked of recommender.recommend(personal(history, undefined, 20)).items) {
      const named = ranked.reasons[0]!.item;
      if (named === undefined) continue;
      const without = history.filter((entry) => entry.item !== named);
      const after = recommender
        .recommend(personal(without, undefined, 100))
        .items.find((other) => other.item === ranked.item);
      expect(after === undefined ? 0 : sumOf(after)).toBeLessThan(sumOf(ranked));
      checked++;
    }
    expect(checked).toBeGreaterThan(5);
  });

  test("are left out when nobody wants them, and nothing else changes", () => {
    const recommender = smallShop();
    const query = personal(viewed(1, 4), { pin: [30] });
    const silent = recommender.recommend({ ...query, explain: false });
    expect(silent.items.every(({ reasons }) => reasons.length === 0)).toBe(true);
    const told = recommender.recommend(query);
    expect(silent.items).toEqual(told.items.map((entry) => ({ ...entry, reasons: [] })));
  });
});

describe("a parameter that changes nothing", () => {
  const shops = [smallShop(), smallShopWithForest()];
  const queryArbitrary = fc.record({
    placement: fc.constantFrom<Placement>("personal", "similar", "bought-together", "cart", "trending"),
    history: fc.array(
      fc.record({
        item: fc.nat({ max: 39 }),
        type: fc.constantFrom(...EVENT_TYPES),
        time: fc.nat({ max: 1e7 }),
      }),
      { maxLength: 6 },
    ),
    rules: fc.record(
      {
        filter: fc.record({ inStock: fc.boolean() }),
        boost: fc.array(
          fc.record({
            items: fc.array(fc.nat({ max: 39 }), { maxLength: 5 }),
            factor: fc.constantFrom(0.2, 3, 50),
          }),
          { maxLength: 2 },
        ),
        diversity: fc.constantFrom(0, 0.3, 1),
        pin: fc.array(fc.nat({ max: 39 }), { maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  });

  test("a longer list begins like a shorter one, on every path", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...shops),
        queryArbitrary,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 100 }),
        (shop, query, limit, more) => {
          const short = shop.recommend({ ...query, limit });
          const long = shop.recommend({ ...query, limit: limit + more });
          // The score of a pin says whether the list would have had it anyway, which a longer one has sooner.
          const listed = ({ item }: RankedItem): boolean => !(query.rules.pin ?? []).includes(item);
          expect(ids(shop, { ...query, limit: limit + more }).slice(0, short.items.length)).toEqual(
            short.items.map(({ item }) => item),
          );
          expect(long.items.slice(0, short.items.length).filter(listed)).toEqual(short.items.filter(listed));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("scores descend, also where the forest did not rank to the end", () => {
    fc.assert(
      fc.property(fc.constantFrom(...shops), queryArbitrary, (shop, { placement, history }) => {
        const { items } = shop.recommend({ placement, history, limit: 100 });
        const scores = items.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      }),
    );
  });

  test("a boost of 1, or of what is not there, leaves the list alone", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...shops),
        queryArbitrary,
        fc.constantFrom(
          { items: [1, 2, 3], factor: 1 },
          { brands: ["unknown"], factor: 7 },
          { categories: ["unknown"], factor: 0.1 },
        ),
        (shop, query, boost) => {
          const { boost: _, ...rules } = query.rules;
          const plain = shop.recommend({ ...query, rules, limit: 10 });
          const boosted = shop.recommend({ ...query, rules: { ...rules, boost: [boost] }, limit: 10 });
          expect(boosted.items).toEqual(plain.items);
        },
      ),
    );
  });
});

describe("rules", () => {
  const ITEM = fc.nat({ max: 39 });
  const rulesArbitrary = fc.record(
    {
      filter: fc.record(
        {
          categories: fc.array(fc.constantFrom("garden", "kitchen-1", "garden-2", "unknown"), {
            maxLength: 2,
          }),
          brands: fc.array(fc.constantFrom("brand-0", "brand-3", "unknown"), { maxLength: 2 }),
          price: fc.record({ min: fc.nat({ max: 30 }), max: fc.nat({ max: 60 }) }, { requiredKeys: [] }),
          inStock: fc.boolean(),
          excludeItems: fc.array(ITEM, { maxLength: 8 }),
        },
        { requiredKeys: [] },
      ),
      boost: fc.array(fc.record({ items: fc.array(ITEM), factor: fc.constantFrom(0.1, 3, 100) }), {
        maxLength: 2,
      }),
      pin: fc.array(ITEM, { maxLength: 4 }),
      diversity: fc.constantFrom(0, 0.4, 1),
    },
    { requiredKeys: [] },
  );
  const placementArbitrary = fc.constantFrom<Placement>(
    "personal",
    "similar",
    "bought-together",
    "cart",
    "trending",
  );
  const historyArbitrary = fc.array(
    fc.record({ item: ITEM, type: fc.constantFrom(...EVENT_TYPES), time: fc.nat() }),
    {
      maxLength: 6,
    },
  );

  test("are never broken, whatever is asked", () => {
    const recommender = smallShop();
    const items = smallShopItems();
    fc.assert(
      fc.property(
        placementArbitrary,
        historyArbitrary,
        rulesArbitrary,
        fc.integer({ min: 1, max: 30 }),
        (placement, history, rules, limit) => {
          const answer = recommender.recommend({ placement, history, limit, rules });
          expect(answer.items.length).toBeLessThanOrEqual(limit);
          expect(new Set(answer.items.map(({ item }) => item)).size).toBe(answer.items.length);
          const { filter } = rules;
          for (const { item, reasons, score } of answer.items) {
            const { brand, categories, price, stock, hidden } = items[item]!;
            expect(reasons.length).toBeGreaterThan(0);
            expect(Number.isFinite(score)).toBe(true);
            expect(hidden).toBe(false);
            expect(filter?.excludeItems ?? []).not.toContain(item);
            if (filter?.inStock !== false) expect(stock).toBeGreaterThan(0);
            const { brands = [], categories: asked = [] } = filter ?? {};
            if (brands.length > 0) expect(new Set<string>(brands).has(brand!)).toBe(true);
            if (asked.length > 0) {
              expect(categories!.some((category) => new Set<string>(asked).has(category))).toBe(true);
            }
            if (filter?.price?.min !== undefined) expect(price).toBeGreaterThanOrEqual(filter.price.min);
            if (filter?.price?.max !== undefined) expect(price).toBeLessThanOrEqual(filter.price.max);
            if (placement !== "personal" && placement !== "trending") {
              expect(history.map((entry) => entry.item)).not.toContain(item);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test("put pinned items first, in their order, and drop those that the filter forbids", () => {
    const rules: Rules = { pin: [30, 22, 2], filter: { categories: ["kitchen"] } };
    const { items } = smallShop().recommend(personal(viewed(1), rules, 4));
    expect(items.slice(0, 2).map(({ item }) => item)).toEqual([30, 22]);
    expect(items[0]!.reasons[0]!.kind).toBe("pinned");
    expect(items).toHaveLength(4);
  });

  test("leave out what is sold out, pinned or not, unless somebody asks for it", () => {
    const recommender = smallShop();
    const items = smallShopItems();
    const soldOut = (list: readonly number[]): number[] => list.filter((item) => items[item]!.stock === 0);
    for (const placement of ["personal", "similar", "bought-together", "cart", "trending"] as const) {
      const query = { placement, history: viewed(1), limit: 40 };
      const pin = [7, 2];
      expect(soldOut(ids(recommender, { ...query, rules: { pin } }))).toEqual([]);
      const all = ids(recommender, { ...query, rules: { pin, filter: { inStock: false } } });
      expect(soldOut(all).length).toBeGreaterThan(3);
      expect(all[0]).toBe(7);
    }
  });

  test("take an item whose stock is not known for one that can be bought", () => {
    const recommender = smallShop();
    const { stock: _, ...untracked } = recommender.itemAt(7);
    recommender.putItem(untracked);
    expect(ids(recommender, personal(viewed(1), undefined, 40))).toContain(7);
  });

  test("lift a boosted item that nothing else speaks for", () => {
    const recommender = smallShop();
    const plain = ids(recommender, personal(viewed(1)));
    const target = Array.from({ length: 40 }, (_, item) => item).find(
      (item) => item >= 20 && !plain.includes(item) && item % 11 !== 10,
    )!;
    expect(ids(recommender, personal(viewed(1), { boost: [{ items: [target], factor: 100 }] }))).toContain(
      target,
    );
  });

  test("count what the filter removed", () => {
    const answer = smallShop().recommend(personal(viewed(1, 2), { filter: { brands: ["brand-1"] } }));
    expect(answer.filtered).toBeGreaterThan(0);
  });

  test("an empty list of allowed brands or categories restricts nothing", () => {
    const all = ids(smallShop(), personal(viewed(1)));
    expect(all.length).toBeGreaterThan(0);
    expect(ids(smallShop(), personal(viewed(1), { filter: { brands: [], categories: [] } }))).toEqual(all);
  });
});

describe("other placements", () => {
  test("similar items are of the same kind and never the item itself", () => {
    const list = ids(smallShop(), { placement: "similar", history: viewed(4), limit: 5 });
    expect(list).not.toContain(4);
    expect(list[0]).toBeLessThan(20);
  });

  test("the cart's items are not offered again", () => {
    const list = ids(smallShop(), { placement: "cart", history: viewed(1, 2, 3), limit: 10 });
    expect(list.some((item) => [1, 2, 3].includes(item))).toBe(false);
  });

  test("trending ignores the history and says why", () => {
    const recommender = smallShop();
    const answer = recommender.recommend({ placement: "trending", history: [], limit: 3 });
    expect(answer.strategy).toBe("trending");
    expect(answer.items[0]!.reasons[0]!.kind).toBe("trending");
  });
});

describe("filling up", () => {
  const FILLED: readonly Placement[] = ["personal", "similar", "bought-together", "cart"];
  /** Items 0 to 19 are all that has to do with garden, and no others are alike. */
  const query = (placement: Placement, fill?: boolean): Query => ({
    placement,
    history: viewed(1),
    limit: 40,
    ...(fill !== undefined && { fill }),
  });

  test("is marked, gives its reason, and is all that goes when nobody wants it", () => {
    const recommender = smallShop({ ...defaultRecipe, content: { ...defaultRecipe.content, neighbours: 2 } });
    for (const placement of FILLED) {
      const { items } = recommender.recommend(query(placement));
      const filling = items.filter(({ isFill }) => isFill);
      expect(filling.length).toBeGreaterThan(0);
      for (const { reasons } of filling) expect(reasons[0]!.kind).toBe("popular");
      const related = recommender.recommend(query(placement, false)).items;
      expect(related).toEqual(items.filter(({ isFill }) => !isFill));
      expect(related.length).toBeGreaterThan(0);
    }
  });

  test("does not make a list of strangers' favourites, or of trends, one of fillings", () => {
    const recommender = smallShop();
    for (const { items } of [
      recommender.recommend(personal([])),
      recommender.recommend({ placement: "trending", history: [], limit: 10, fill: false }),
    ]) {
      expect(items).toHaveLength(10);
      expect(items.some(({ isFill }) => isFill)).toBe(false);
    }
  });

  test("without it and without a history there is nothing to show", () => {
    expect(smallShop().recommend({ ...personal([]), fill: false }).items).toEqual([]);
  });
});

describe("a live catalogue", () => {
  test("recommends a new item by its content at once, in both directions", () => {
    const recommender = smallShop();
    const twin = recommender.itemAt(4);
    const index = recommender.putItem({ ...twin, itemId: "new", stock: 5, hidden: false });
    expect(ids(recommender, { placement: "similar", history: viewed(4), limit: 5 })).toContain(index);
    expect(ids(recommender, { placement: "similar", history: viewed(index), limit: 5 })).toContain(4);
  });

  test("follows a new item's changes, its removal and its return", () => {
    const recommender = smallShop();
    const twin = recommender.itemAt(4);
    const index = recommender.putItem({ ...twin, itemId: "new" });
    const similar = (): number[] => ids(recommender, { placement: "similar", history: viewed(4), limit: 40 });
    recommender.putItem({ ...twin, itemId: "new", hidden: true });
    expect(similar()).not.toContain(index);
    recommender.putItem({ ...twin, itemId: "new" });
    expect(similar()).toContain(index);
    expect(recommender.removeItem("new")).toBe(true);
    expect(recommender.removeItem("new")).toBe(false);
    expect(recommender.indexOf("new")).toBeUndefined();
    expect(similar()).not.toContain(index);
    expect(recommender.putItem({ ...twin, itemId: "new" })).toBe(index);
    expect(similar()).toContain(index);
  });

  test("links new items among themselves, also when thousands arrive", () => {
    const recommender = smallShop();
    const twin = recommender.itemAt(4);
    const indices = Array.from({ length: 300 }, (_, at) =>
      recommender.putItem({ ...twin, itemId: `new-${at}` }),
    );
    const list = ids(recommender, { placement: "similar", history: viewed(indices[0]!), limit: 100 });
    expect(list.some((item) => indices.includes(item))).toBe(true);
    expect(recommender.size).toBe(340);
  });

  test("takes over price and stock of a known item", () => {
    const recommender = smallShop();
    const [first] = ids(recommender, personal(viewed(1), { filter: { inStock: true } }));
    recommender.putItem({ ...recommender.itemAt(first!), stock: 0 });
    expect(ids(recommender, personal(viewed(1), { filter: { inStock: true } }))).not.toContain(first);
  });
});

describe("another model of the same items", () => {
  const items = smallShopItems();
  const events = smallShopEvents();
  const flat = { transitions: 0, cooccurrence: 0, content: 0, popularity: 1 };
  const popular = fitModel(events, items, { ...defaultRecipe, blend: flat });

  test("answers as if it had been loaded by itself", () => {
    const query = personal(viewed(1, 2, 3));
    const derived = smallShop().withModel(popular);
    expect(derived.recommend(query)).toEqual(new Recommender(popular, items).recommend(query));
    expect(derived.recommend(query)).not.toEqual(smallShop().recommend(query));
    expect(derived.model).toBe(popular);
  });

  test("is refused when it does not know all items", () => {
    const recommender = smallShop();
    recommender.putItem({ itemId: "new" });
    expect(() => recommender.withModel(popular)).toThrow("the model has 40 items, the catalogue 41");
  });

  test("prepared or not, newcomers and trends are the same", () => {
    const answers = [smallShop(), smallShop().prepare()].map((recommender) => {
      const index = recommender.putItem({ ...recommender.itemAt(4), itemId: "new" });
      return [
        recommender.recommend({ placement: "similar", history: viewed(index), limit: 10 }),
        recommender.recommend({ placement: "trending", history: [], limit: 10 }),
      ];
    });
    expect(answers[0]).toEqual(answers[1]);
  });
});
