// A trace against the answer that it explains: the same list, and numbers that lead to it.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { smallShop, smallShopCases, smallShopEvents, smallShopItems } from "../../test/small-shop.ts";
import { variantShopItems, variantShopModel } from "../../test/variant-shop.ts";
import { EVENT_TYPES } from "../events.ts";
import { fitModel } from "../fit/fit.ts";
import { trainRanker } from "../fit/ranker.ts";
import { defaultRecipe } from "../fit/recipe.ts";
import type { Rules } from "../rules/rules.ts";
import type { StandingRules } from "../rules/standing.ts";
import type { HistoryEntry, Placement, Query } from "../scorer/query.ts";
import { Recommender } from "../scorer/recommender.ts";
import type { Trace } from "./trace.ts";

const NOW = 1_710_000_000;
const DAY = 86_400;

function shopWithForest(): Recommender {
  const items = smallShopItems();
  const model = fitModel(smallShopEvents(), items, defaultRecipe);
  return new Recommender({ ...model, forest: trainRanker(model, items, smallShopCases()) }, items);
}

const shops = {
  blend: smallShop(),
  forest: shopWithForest(),
  variants: new Recommender(variantShopModel(), variantShopItems()),
};
const ITEMS = 40;

const item = fc.nat(ITEMS - 1);
const histories = fc.array(
  fc.record({ item, type: fc.constantFrom(...EVENT_TYPES), age: fc.nat(40 * DAY) }),
  { maxLength: 15 },
);
const boost = fc.record({
  factor: fc.constantFrom(0.2, 3, 50),
  items: fc.array(item, { maxLength: 4 }),
  brands: fc.subarray(["brand-0", "brand-3"]),
  categories: fc.subarray(["garden", "kitchen-1", "sock"]),
});
const conditions = fc.subarray([{ category: "garden" }, { brand: "brand-1" }, { attribute: "size:s" }]);
const rules: fc.Arbitrary<Rules> = fc.record(
  {
    filter: fc.record(
      {
        none: conditions,
        any: conditions,
        brands: fc.subarray(["brand-0", "brand-1", "brand-2"]),
        price: fc.constantFrom({ max: 20 }, { min: 8 }),
        inStock: fc.boolean(),
        excludeItems: fc.array(item, { maxLength: 5 }),
        notInCart: fc.boolean(),
        notBoughtForDays: fc.constantFrom(0, 20),
      },
      { requiredKeys: [] },
    ),
    boost: fc.array(boost, { maxLength: 3 }),
    pin: fc.array(item, { maxLength: 3 }),
    diversity: fc.constantFrom(0, 0.3, 1),
  },
  { requiredKeys: [] },
);
const standing: fc.Arbitrary<StandingRules> = fc.record(
  {
    none: conditions,
    excludeItems: fc.array(item, { maxLength: 5 }),
    minStock: fc.constantFrom(1, 4),
    boost: fc.array(boost, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const questions = fc.record({
  shop: fc.constantFrom(...(Object.keys(shops) as (keyof typeof shops)[])),
  placement: fc.constantFrom<Placement>("personal", "personal", "similar", "cart", "trending"),
  history: histories,
  limit: fc.integer({ min: 1, max: 30 }),
  rules,
  variants: fc.constantFrom("one" as const, "all" as const),
  fill: fc.boolean(),
  standing: fc.array(standing, { maxLength: 3 }),
});
type Question = typeof questions extends fc.Arbitrary<infer T> ? T : never;

/** A query as the API makes it: all rules' parts together in one. */
function asked({ history, standing: parts, shop, ...rest }: Question) {
  const recommender = shops[shop];
  const all = {
    none: parts.flatMap(({ none = [] }) => none),
    excludeItems: parts.flatMap(({ excludeItems = [] }) => excludeItems),
    minStock: Math.max(0, ...parts.map(({ minStock = 0 }) => minStock)),
    boost: parts.flatMap(({ boost: own = [] }) => own),
  };
  const sorted = history
    .map(({ age, ...entry }): HistoryEntry => ({ ...entry, time: NOW - age }))
    .sort((a, b) => b.time - a.time);
  const query: Query = {
    ...rest,
    history: sorted,
    now: NOW,
    rules: { ...rest.rules, standing: recommender.compileStanding(all, rest.variants) },
  };
  const compiled = parts.map((part) => recommender.compileStanding(part, rest.variants));
  return { recommender, query, compiled };
}

const forAll = (check: (one: ReturnType<typeof asked>, trace: Trace) => void) =>
  fc.assert(
    fc.property(questions, (question) => {
      const one = asked(question);
      check(one, one.recommender.trace(one.query, one.compiled));
    }),
    { numRuns: 400 },
  );

describe("a trace, whatever is asked", () => {
  test("has the answer that the question gets without it", () =>
    forAll(({ recommender, query }, { answer }) => {
      expect(answer).toEqual(recommender.recommend(query));
    }));

  test("says why each removed item was removed, and removed as many as the answer says", () =>
    forAll((_, { answer, removed }) => {
      expect(removed).toHaveLength(answer.filtered);
      for (const { removals } of removed) expect(removals).not.toEqual([]);
    }));

  test("names in ranked order what the list shows, with scores that factors and parts add up to", () =>
    forAll(({ query }, { answer, candidates, diversity }) => {
      const value = ({ score, factors }: (typeof candidates)[number]) =>
        factors.reduce((product, { factor }) => product * factor, score);
      const ranked = candidates.filter(({ rankedPlace }) => rankedPlace !== undefined);
      for (const [at, one] of ranked.entries()) {
        expect(one.rankedPlace).toBe(at + 1);
        const { transitions, cooccurrence, content, popularity } = one.parts;
        expect(transitions + cooccurrence + content + popularity).toBeCloseTo(one.blend, 6);
        if (one.strongest !== undefined) {
          expect(one.strongest.adds).toBeLessThanOrEqual(one.blend * (1 + 1e-6));
          expect(one.supporters).toBeGreaterThan(0);
        }
        if (at > 0) expect(value(one)).toBeLessThanOrEqual(value(ranked[at - 1]!) * (1 + 1e-6));
      }
      const listed = candidates
        .filter(({ listedPlace }) => listedPlace !== undefined)
        .sort((a, b) => a.listedPlace! - b.listedPlace!);
      if (diversity === 0) expect(listed).toEqual(ranked.slice(0, listed.length));
      if ((query.rules?.pin ?? []).length > 0 || query.variants === "all") return;
      expect(listed.map((one) => one.item)).toEqual(answer.items.map((one) => one.item));
      listed.forEach((one, at) => expect(value(one)).toBeCloseTo(answer.items[at]!.score, 6));
    }));
});

describe("a trace", () => {
  const viewed = (...items: number[]): HistoryEntry[] =>
    items.map((one, at) => ({ item: one, type: "view", time: NOW - at * 3600 }));
  const personal = (history: HistoryEntry[], own: Rules = {}): Query => ({
    placement: "personal",
    history,
    limit: 5,
    rules: own,
    now: NOW,
  });

  test("tells each visit's age, weight and how many items it leads to", () => {
    const { visits } = shops.blend.trace(personal(viewed(1, 2)));
    expect(visits.map(({ item: one, type, age }) => [one, type, age])).toEqual([
      [1, "view", 0],
      [2, "view", 3600],
    ]);
    expect(visits[0]!.weight).toBeGreaterThan(visits[1]!.weight);
    const { offsets } = shops.blend.model.adjacency;
    expect(visits[0]!.leadsTo).toEqual({
      behaviour: offsets[3]! - offsets[2]!,
      content: offsets[4]! - offsets[3]!,
    });
  });

  test("tells which visit adds most, also where its kind is related to that of no candidate", () => {
    const items = smallShopItems();
    const model = fitModel(smallShopEvents(), items, defaultRecipe);
    const kinds = model.related.offsets.length - 2;
    const offsets = new Uint32Array(kinds + 2);
    const unrelated = new Recommender({ ...model, related: { offsets, targets: new Uint16Array(0) } }, items);
    const { candidates, answer } = unrelated.trace(personal(viewed(1)));
    const other = candidates.filter(({ strongest }) => strongest?.isRelated === false);
    expect(other).not.toEqual([]);
    for (const { item: one, strongest, parts } of other) {
      expect(strongest!.adds).toBeCloseTo(parts.transitions + parts.cooccurrence + parts.content, 6);
      const shown = answer.items.find((entry) => entry.item === one);
      if (shown) expect(shown.reasons[0]!.kind).toBe("popular");
    }
  });

  test("tells what the forest read of the best candidates and what it made of it", () => {
    const { forest, candidates } = shops.forest.trace(personal(viewed(1, 2)));
    const [best] = candidates;
    expect(forest!.trees).toBeGreaterThan(0);
    expect(best!.features!.blend_relative ?? best!.features!.blend).toBeNumber();
    expect(
      best!.forest! + forest!.blendShare * (best!.blend / Math.max(...candidates.map((one) => one.blend))),
    ).toBeCloseTo(best!.score, 6);
    expect(shops.blend.trace(personal(viewed(1))).forest).toBeUndefined();
    expect(shops.forest.trace(personal([])).forest).toBeUndefined();
  });

  test.each<[string, HistoryEntry[], Rules, object]>([
    [
      "was bought",
      [{ item: 3, type: "purchase", time: NOW - 3600 }],
      {},
      { by: "customer", did: "purchase" },
    ],
    [
      "was hidden by the customer",
      [{ item: 3, type: "hide", time: NOW - DAY }],
      {},
      { by: "customer", did: "hide" },
    ],
    ["is in the cart", [{ item: 3, type: "cart", time: NOW - DAY }], {}, { by: "customer", did: "cart" }],
    ["is left out", [], { filter: { excludeItems: [3] } }, { by: "filter", field: "excludeItems" }],
    ["costs too much", [], { filter: { price: { max: 7 } } }, { by: "filter", field: "price" }],
    ["is of another brand", [], { filter: { brands: ["brand-1"] } }, { by: "filter", field: "brands" }],
  ])("says that an item %s", (_, past, own, why) => {
    const { removed } = shops.blend.trace(personal([...viewed(1, 2, 4), ...past], own));
    expect(removed.find((one) => one.item === 3)!.removals).toEqual([why] as never);
  });

  test("says what the catalogue and which standing rule removed and lifted", () => {
    const recommender = smallShop();
    const parts = [{ none: [{ brand: "brand-3" }] }, { boost: [{ items: [5], factor: 4 }] }];
    const rulesOfShop = { none: parts[0]!.none!, boost: parts[1]!.boost! };
    const query = personal(viewed(1, 2), { standing: recommender.compileStanding(rulesOfShop) });
    const { removed, candidates } = recommender.trace(
      query,
      parts.map((part) => recommender.compileStanding(part)),
    );
    const why = (one: number) => removed.find((other) => other.item === one)?.removals;
    expect(why(3)).toEqual([{ by: "rule", rule: 0 }]);
    expect(why(7)).toEqual([{ by: "catalogue", why: "sold-out" }]);
    expect(why(10)).toEqual([{ by: "catalogue", why: "hidden" }]);
    expect(candidates.find((one) => one.item === 5)!.factors).toEqual([{ by: "rule", at: 1, factor: 4 }]);
  });
});
