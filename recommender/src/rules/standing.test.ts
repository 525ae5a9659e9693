import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { smallShopCases, smallShopEvents, smallShopItems } from "../../test/small-shop.ts";
import { Catalogue } from "../catalogue/catalogue.ts";
import { fitModel } from "../fit/fit.ts";
import { trainRanker } from "../fit/ranker.ts";
import { defaultRecipe } from "../fit/recipe.ts";
import type { Placement, Query } from "../scorer/query.ts";
import { Recommender } from "../scorer/recommender.ts";
import { compileStanding } from "./standing.ts";

const ITEMS = smallShopItems();
/** The same shop, where three items each are variants of one product. */
const VARIANTS = ITEMS.map((item, at) => (at % 2 === 0 ? { ...item, groupId: `g${at % 7}` } : item));

function shopOf(items: typeof ITEMS): Recommender {
  const model = fitModel(smallShopEvents(), items, defaultRecipe);
  return new Recommender({ ...model, forest: trainRanker(model, items, smallShopCases()) }, items);
}
const SHOPS = [shopOf(ITEMS), shopOf(VARIANTS)];

const ITEM = fc.nat({ max: 39 });
const LABEL = fc.constantFrom("garden", "kitchen-1", "garden-2", "unknown");
const boosts = fc.array(
  fc.record(
    {
      categories: fc.array(LABEL, { maxLength: 2 }),
      items: fc.array(ITEM, { maxLength: 3 }),
      // Powers of two, which multiply to the same bits in any order.
      factor: fc.constantFrom(0.25, 1, 8),
    },
    { requiredKeys: ["factor"] },
  ),
  { maxLength: 3 },
);
const none = fc.array(
  fc.oneof(
    LABEL.map((category) => ({ category })),
    fc.constant({ brand: "brand-2" }),
  ),
  { maxLength: 2 },
);
const excludeItems = fc.array(ITEM, { maxLength: 4 });
const queries = fc.record({
  placement: fc.constantFrom<Placement>("personal", "similar", "bought-together", "cart", "trending"),
  history: fc.array(
    fc.record({ item: ITEM, type: fc.constant("view" as const), time: fc.nat({ max: 1e6 }) }),
    {
      maxLength: 4,
    },
  ),
  variants: fc.constantFrom("one" as const, "all" as const),
  limit: fc.integer({ min: 1, max: 40 }),
});

describe("standing rules", () => {
  test("that say nothing change nothing", () => {
    const catalogue = new Catalogue(ITEMS);
    for (const rules of [{}, { none: [], excludeItems: [], boost: [], minStock: 0 }])
      expect(compileStanding(catalogue, rules, "one")).toEqual({ allows: undefined, boosts: undefined });
  });

  test("do what the same rules of a request do, and the request's own come on top", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SHOPS),
        queries,
        fc.record({ none, excludeItems, boost: boosts }),
        fc.record({ none, excludeItems, boost: boosts, pin: fc.array(ITEM, { maxLength: 3 }) }),
        fc.constantFrom(0, 0.4),
        (shop, query, standing, { boost, pin, ...filter }, diversity) => {
          const own = { pin, diversity };
          const together: Query = {
            ...query,
            rules: {
              ...own,
              filter: {
                none: [...filter.none, ...standing.none],
                excludeItems: [...filter.excludeItems, ...standing.excludeItems],
              },
              boost: [...boost, ...standing.boost],
            },
          };
          const apart: Query = {
            ...query,
            rules: { ...own, filter, boost, standing: shop.compileStanding(standing, query.variants) },
          };
          expect(shop.recommend(apart)).toEqual(shop.recommend(together));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("list nothing whose stock is known and below the minimum, sold out or not asked", () => {
    const stocks = [undefined, 0, 4, 5, 6, 1e12];
    const catalogue = new Catalogue(
      stocks.map((stock, at) => ({ itemId: `i${at}`, ...(stock !== undefined && { stock }) })),
    );
    const { allows } = compileStanding(catalogue, { minStock: 5 }, "one");
    expect(stocks.filter((_, at) => allows?.(at))).toEqual([undefined, 5, 6, 1e12]);
    // Stock changes all day: the rules read it as it is.
    catalogue.put({ itemId: "i3", stock: 1 });
    expect(allows?.(3)).toBe(false);
    for (const shop of SHOPS) {
      const rules = { filter: { inStock: false }, standing: shop.compileStanding({ minStock: 1 }) };
      const { items } = shop.recommend({ placement: "trending", history: [], limit: 40, rules });
      expect(items.length).toBeGreaterThan(5);
      expect(items.map(({ item }) => shop.itemAt(item).stock)).not.toContain(0);
    }
  });

  test("list the same whether or not it is known how much their boosts can do", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SHOPS), queries, boosts, (shop, query, boost) => {
        const standing = shop.compileStanding({ boost }, query.variants);
        const { boosts: known } = standing;
        const unbounded = { ...standing, boosts: known && { ...known, greatest: Infinity } };
        expect(shop.recommend({ ...query, rules: { standing } }).items).toEqual(
          shop.recommend({ ...query, rules: { standing: unbounded } }).items,
        );
      }),
      { numRuns: 300 },
    );
  });

  test("boost by no more than a million, however many meet", () => {
    const catalogue = new Catalogue(ITEMS);
    const boost = Array.from({ length: 200 }, () => ({ brands: ["brand-1"], factor: 100 }));
    expect(compileStanding(catalogue, { boost }, "one").boosts?.factorOf(1)).toBe(1e6);
  });
});
