import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  LOOKS,
  VARIANT_ITEMS,
  variantShopCases,
  variantShopItems,
  variantShopModel,
} from "../../test/variant-shop.ts";
import type { Item } from "../catalogue/item.ts";
import { EVENT_TYPES, type EventType } from "../events.ts";
import { trainRanker } from "../fit/ranker.ts";
import type { Rules } from "../rules/rules.ts";
import type { HistoryEntry, Placement, Query } from "../scorer/query.ts";
import { Recommender } from "../scorer/recommender.ts";
import { MAX_VARIANTS } from "./variant-choice.ts";

const NOW = 1_710_000_000;
const items = variantShopItems();
const model = variantShopModel();
/** As before the shop said which items are variants. */
const ungrouped = variantShopModel(
  items.map((item) => {
    const { groupId: _, ...alone } = item;
    return alone;
  }),
);

const withForest = {
  ...model,
  forest: trainRanker(model, items, variantShopCases()),
};

/** Of a product, by number, the item that looks so. */
const variant = (product: number, look: (typeof LOOKS)[number]): number =>
  product * LOOKS.length + LOOKS.indexOf(look);
const productOf = (item: number): string => items[item]!.groupId ?? items[item]!.itemId;
const entry = (item: number, type: EventType = "view", secondsAgo = 0): HistoryEntry => ({
  item,
  type,
  time: NOW - secondsAgo,
});
const shop = (change: (item: Item, at: number) => Partial<Item> = () => ({})): Recommender =>
  new Recommender(
    model,
    items.map((item, at) => ({ ...item, ...change(item, at) })),
  );
const ids = (recommender: Recommender, query: Partial<Query>): number[] =>
  recommender
    .recommend({ placement: "personal", history: [], limit: 10, ...query })
    .items.map(({ item }) => item);
/** The look of the variant that is shown of a product. */
const lookOf = (list: readonly number[], product: number): string | undefined => {
  const shown = list.find((item) => Math.floor(item / LOOKS.length) === product);
  return shown === undefined ? undefined : LOOKS[shown % LOOKS.length];
};

const PLACEMENTS: readonly Placement[] = ["personal", "similar", "bought-together", "cart", "trending"];
const anyItem = fc.nat({ max: VARIANT_ITEMS - 1 });
const anyHistory = fc.array(
  fc.record({ item: anyItem, type: fc.constantFrom(...EVENT_TYPES), time: fc.nat({ max: NOW }) }),
  { minLength: 1, maxLength: 6 },
);
const anyRules = fc.record(
  {
    filter: fc.record(
      {
        any: fc.constantFrom([], [{ attribute: "colour:red" }], [{ attribute: "size:m" }]),
        excludeItems: fc.array(anyItem, { maxLength: 3 }),
        price: fc.constantFrom({}, { max: 12 }),
      },
      { requiredKeys: [] },
    ),
    boost: fc.array(
      fc.record({ items: fc.array(anyItem, { maxLength: 3 }), factor: fc.constantFrom(0.2, 1, 5) }),
    ),
    diversity: fc.constantFrom(0, 0.4),
  },
  { requiredKeys: [] },
);

describe("a list", () => {
  test.each([
    ["fitted on variants", model],
    ["fitted before there were groups", ungrouped],
    ["with a forest", withForest],
  ])("has one variant of each product, whatever is asked of a model %s", (_, fitted) => {
    const recommender = new Recommender(fitted, items);
    fc.assert(
      fc.property(
        fc.constantFrom(...PLACEMENTS),
        anyHistory,
        anyRules,
        fc.integer({ min: 1, max: 20 }),
        (placement, history, rules, limit) => {
          const list = ids(recommender, { placement, history, rules, limit });
          expect(new Set(list.map(productOf)).size).toBe(list.length);
          const { any = [], excludeItems = [], price } = rules.filter ?? {};
          const excluded = new Set(excludeItems.map(productOf));
          for (const item of list) {
            expect(excluded.has(productOf(item))).toBe(false);
            if (any.length > 0) expect(items[item]!.attributes).toContain(any[0]!.attribute);
            if (price?.max !== undefined) expect(items[item]!.price).toBeLessThanOrEqual(price.max);
            if (placement !== "personal" && placement !== "trending")
              expect(history.map((one) => productOf(one.item))).not.toContain(productOf(item));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("is as long as there are products, and begins like a shorter one", () => {
    for (const fitted of [model, ungrouped, withForest]) {
      const recommender = new Recommender(fitted, items);
      for (const placement of PLACEMENTS) {
        const query = { placement, history: [entry(variant(0, "red-s"))] };
        const all = ids(recommender, { ...query, limit: 100 });
        expect(all.length).toBeGreaterThanOrEqual(17);
        expect(ids(recommender, { ...query, limit: 5 })).toEqual(all.slice(0, 5));
      }
    }
  });

  test("has all variants, those of a product together, when somebody asks for them", () => {
    const history = [entry(variant(0, "red-s"))];
    const list = ids(shop(), { placement: "similar", history, limit: 12, variants: "all" });
    expect(list).toHaveLength(12);
    expect(new Set(list).size).toBe(12);
    const one = ids(shop(), { placement: "similar", history, limit: 3 });
    expect(list.filter((_, at) => at % LOOKS.length === 0).map(productOf)).toEqual(one.map(productOf));
  });

  test("names the variant that the customer took in its reasons", () => {
    const history = [entry(variant(0, "blue-m"), "purchase")];
    const { items: shown } = shop().recommend({ placement: "personal", history, limit: 1 });
    expect(shown[0]!.reasons[0]).toMatchObject({ item: variant(0, "blue-m") });
  });
});

describe("who took a variant has the product", () => {
  const SETTLED = ["purchase", "cart", "rating", "hide"] as const;

  test.each(SETTLED)("so after a %s no other variant is shown to them", (type) => {
    const history = [entry(variant(3, "red-s"), type), entry(variant(1, "blue-s"), "view", 60)];
    for (const taken of [undefined, history]) {
      const list = ids(shop(), { history, limit: 100, ...(taken && { taken, now: NOW }) });
      expect(list.length).toBeGreaterThan(10);
      expect(lookOf(list, 3)).toBeUndefined();
    }
  });

  test("by the rules about the customer, too, and as long as these say", () => {
    const DAY = 86_400;
    const taken = [
      entry(variant(3, "red-s"), "purchase", 40 * DAY),
      entry(variant(3, "blue-s"), "purchase", 10 * DAY),
      entry(variant(4, "red-s"), "cart", 2 * DAY),
      // What was in the cart was bought, in another size.
      entry(variant(5, "red-s"), "cart", 3 * DAY),
      entry(variant(5, "red-m"), "purchase", 2 * DAY),
    ];
    const shown = (filter: Rules["filter"]) => {
      const rules = { filter: { ...filter } };
      const list = ids(shop(), { placement: "trending", limit: 100, taken, now: NOW, rules });
      return [3, 4, 5].map((product) => lookOf(list, product) !== undefined);
    };
    expect(shown({ notBoughtForDays: 30 })).toEqual([false, true, false]);
    expect(shown({ notBoughtForDays: 5 })).toEqual([true, true, false]);
    expect(shown({ notInCart: true })).toEqual([true, false, true]);
  });
});

describe("the variant that is shown", () => {
  const history = [entry(variant(0, "red-s"))];

  test("is one that can be bought, and without any the product is not shown", () => {
    const soldOut = (item: Item): Partial<Item> => (item.itemId.startsWith("p2-red") ? { stock: 0 } : {});
    expect(lookOf(ids(shop(soldOut), { history, limit: 100 }), 2)).toStartWith("blue");
    const all = (item: Item): Partial<Item> => (item.groupId === "p2" ? { stock: 0 } : {});
    expect(lookOf(ids(shop(all), { history, limit: 100 }), 2)).toBeUndefined();
    const whatever = { filter: { inStock: false } };
    expect(lookOf(ids(shop(all), { history, limit: 100, rules: whatever }), 2)).toBeDefined();
  });

  test.each(LOOKS)("has the size and colour of what the customer took: %s", (look) => {
    const took = [0, 1, 4].map((product) => entry(variant(product, look), "purchase"));
    for (const query of [
      { history: took },
      // Where the list is about a product, what the customer has tells.
      { placement: "similar" as const, history, taken: took, now: NOW },
    ]) {
      const list = ids(shop(), { ...query, limit: 6 });
      expect(list.filter((item) => item < VARIANT_ITEMS - 2).map((item) => LOOKS[item % 4]!)).toSatisfy(
        (looks) => looks.length > 3 && looks.every((each) => each === look),
      );
    }
  });

  test("is the one that was looked at, unless it is in another size than all that was taken", () => {
    const took = (["red-s", "blue-s", "red-s"] as const).map((look, product) =>
      entry(variant(product, look), "purchase"),
    );
    const shownAfter = (look: (typeof LOOKS)[number]) =>
      lookOf(ids(shop(), { history: [entry(variant(5, look)), ...took], limit: 100 }), 5);
    expect(shownAfter("blue-s")).toBe("blue-s");
    expect(shownAfter("red-s")).toBe("red-s");
    expect(shownAfter("blue-m")).toEndWith("-s");
  });

  test("is the one that sells best for a stranger", () => {
    const { occurrences } = model.variants!;
    const list = ids(shop(), { limit: 100 });
    for (let product = 0; product < 16; product++) {
      const sales = LOOKS.map((look) => occurrences[variant(product, look)]!);
      const shown = variant(product, lookOf(list, product) as (typeof LOOKS)[number]);
      expect(occurrences[shown]).toBe(Math.max(...sales));
    }
  });

  test("is the boosted one, and lifts its product", () => {
    const target = variant(12, "blue-s");
    const rules = { boost: [{ items: [target], factor: 100 }] };
    expect(ids(shop(), { history, rules })[0]).toBe(target);
    const sunk = { boost: [{ items: [variant(2, "red-s")], factor: 0.01 }] };
    expect(lookOf(ids(shop(), { history, rules: sunk }), 2)).not.toBe("red-s");
  });

  test("is the pinned one, or one that can be bought in its place", () => {
    const pin = [variant(12, "blue-s"), variant(9, "red-m")];
    const soldOut = (item: Item): Partial<Item> => (item.itemId === "p9-red-m" ? { stock: 0 } : {});
    const list = ids(shop(soldOut), { history, limit: 100, rules: { pin } });
    expect(list[0]).toBe(pin[0]);
    expect(productOf(list[1]!)).toBe("p9");
    expect(list[1]).not.toBe(pin[1]);
    expect(new Set(list.map(productOf)).size).toBe(list.length);
  });

  test("is never one of a product that was excluded by another", () => {
    const filter = { excludeItems: [variant(2, "red-s")] };
    expect(lookOf(ids(shop(), { history, limit: 100, rules: { filter } }), 2)).toBeUndefined();
    const exact = ids(shop(), { history, limit: 100, rules: { filter }, variants: "all" });
    expect(exact).not.toContain(variant(2, "red-s"));
    expect(exact).toContain(variant(2, "red-m"));
  });
});

describe("what happened to one variant counts for all", () => {
  test("so each of them leads to the same products", () => {
    const lists = LOOKS.map((look) =>
      ids(shop(), { placement: "similar", history: [entry(variant(1, look))], limit: 5 }).map(productOf),
    );
    for (const list of lists) expect(list).toEqual(lists[0]!);
  });

  test("so a size that came after the model is one of its product", () => {
    const recommender = shop();
    const old = ids(recommender, { placement: "similar", history: [entry(variant(1, "red-s"))] });
    const { itemId: _, ...fields } = items[variant(1, "red-s")]!;
    const added = recommender.putItem({ itemId: "p1-red-xl", ...fields, attributes: ["size:xl"] });
    expect(ids(recommender, { placement: "similar", history: [entry(added)] }).map(productOf)).toEqual(
      old.map(productOf),
    );
    const big = { itemId: "big", title: "other", categories: ["sock"], attributes: ["size:xl"] };
    const size = recommender.putItem(big);
    const list = ids(recommender, { history: [entry(size, "purchase"), entry(variant(0, "red-s"))] });
    expect(list).toContain(added);
  });

  test("and of new products one variant is shown, too", () => {
    const recommender = shop();
    for (const look of LOOKS)
      recommender.putItem({ ...items[0]!, itemId: `new-${look}`, groupId: "new", attributes: [look] });
    const list = recommender.recommend({
      placement: "similar",
      history: [entry(0)],
      limit: 100,
    }).items;
    expect(list.filter(({ item }) => recommender.itemAt(item).groupId === "new")).toHaveLength(1);
  });

  test("also when the first variant, which stands for all, is sold no more", () => {
    const history = [entry(variant(1, "red-s"))];
    const query: Query = { placement: "similar", history, limit: 100 };
    const before = ids(shop(), query).map(productOf);
    for (const end of [
      (recommender: Recommender) => void recommender.removeItem("p2-red-s"),
      (recommender: Recommender) =>
        void recommender.putItem({ ...items[variant(2, "red-s")]!, hidden: true }),
    ]) {
      const recommender = shop();
      end(recommender);
      const after = ids(recommender, query);
      expect(after.map(productOf)).toEqual(before);
      expect(after).not.toContain(variant(2, "red-s"));
    }
  });

  test("until it is in another group, or in none", () => {
    const recommender = shop();
    const left = variant(2, "red-s");
    const { groupId: _, ...alone } = recommender.itemAt(left);
    recommender.putItem(alone);
    const query: Query = { placement: "similar", history: [entry(variant(1, "red-s"))], limit: 100 };
    expect(ids(recommender, query).filter((item) => productOf(item) === "p2")).toHaveLength(2);
    recommender.putItem({ ...alone, groupId: "p1" });
    expect(ids(recommender, query)).not.toContain(left);
    recommender.removeItem(alone.itemId);
    expect(ids(recommender, query).filter((item) => productOf(item) === "p2")).toHaveLength(1);
  });
});

test("a catalogue in one group by mistake gives lists of one, at once, and all of it when asked", () => {
  const one = variantShopItems().map((item) => ({ ...item, groupId: "all" }));
  const recommender = new Recommender(variantShopModel(one), one);
  for (let at = 0; at < 3 * MAX_VARIANTS; at++)
    recommender.putItem({ itemId: `more-${at}`, groupId: "all", stock: 0 });
  for (const placement of ["personal", "trending"] as const)
    expect(ids(recommender, { placement, limit: 100 })).toHaveLength(1);
  expect(ids(recommender, { limit: 100, variants: "all" })).toHaveLength(VARIANT_ITEMS);
  expect(ids(recommender, { placement: "similar", history: [entry(3)], limit: 100 })).toEqual([]);
});
