import { describe, expect, test } from "bun:test";
import { smallShopCases, smallShopEvents, smallShopItems } from "../../test/small-shop.ts";
import { fitModel } from "../fit/fit.ts";
import { trainRanker } from "../fit/ranker.ts";
import { defaultRecipe } from "../fit/recipe.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { mulberry32 } from "../random.ts";
import type { Query } from "../scorer/query.ts";
import { Recommender } from "../scorer/recommender.ts";
import { type Attributes, attributesOf, type CustomerAttributes } from "./attributes.ts";
import { MAX_LIFT } from "./fit-segments.ts";

const items = smallShopItems();
const events = smallShopEvents();

/** What `valueOf` says of each customer. */
function known(valueOf: (customer: number) => string | undefined): CustomerAttributes {
  const given = Array.from({ length: events.customers }, (_, customer) => valueOf(customer));
  const values = [...new Set(given.filter((value) => value !== undefined))].map((value) => ({
    name: "country",
    value,
  }));
  const offsets = new Uint32Array(events.customers + 1);
  const codes: number[] = [];
  given.forEach((value, customer) => {
    if (value !== undefined) codes.push(values.findIndex((one) => one.value === value));
    offsets[customer + 1] = codes.length;
  });
  return { values, offsets, codes: Uint8Array.from(codes) };
}

/** Customers with even numbers are gardeners, those with odd ones cook: four in five of them live where most do. */
const random = mulberry32(3);
const byInterest = known((customer) => ((customer % 2 === 0) === random() < 0.8 ? "DE" : "FR"));
const byChance = known((customer) => (customer % 4 < 2 ? "DE" : "FR"));

const fit = (attributes?: CustomerAttributes, log: Interactions = events) =>
  fitModel({ ...log, ...(attributes && { attributes }) }, items, defaultRecipe);
const stranger = (context?: Query["context"]): Query => ({
  placement: "personal",
  history: [],
  limit: 8,
  ...(context && { context }),
});
const list = (recommender: Recommender, context?: Query["context"]): string[] =>
  recommender.recommend(stranger(context)).items.map(({ item }) => recommender.idAt(item));
const gardenShare = (ids: readonly string[]): number =>
  ids.filter((id) => Number(id.slice("item-".length)) < items.length / 2).length / ids.length;

describe("what is popular in a segment", () => {
  const recommender = new Recommender(fit(byInterest), items);

  test("is what its customers go for, and neither all that is popular nor nothing of it", () => {
    expect(gardenShare(list(recommender, { country: "DE" }))).toBeGreaterThan(0.7);
    expect(gardenShare(list(recommender, { country: "FR" }))).toBeLessThan(0.3);
  });

  test("is in the lists of strangers alone", () => {
    const query = { ...stranger(), history: [{ item: 25, type: "view", time: 0 }] } as const;
    const plain = recommender.recommend(query);
    expect(recommender.recommend({ ...query, context: { country: "DE" } })).toEqual(plain);
    const trending = { ...stranger(), placement: "trending" } as const;
    expect(recommender.recommend({ ...trending, context: { country: "DE" } })).toEqual(
      recommender.recommend(trending),
    );
  });

  test.each<Attributes>([{}, { country: "XX" }, { planet: "DE" }, { country: "de" }])(
    "of %j, which the model does not know, is what is popular",
    (context) => {
      expect(recommender.recommend(stranger(context))).toEqual(recommender.recommend(stranger()));
    },
  );

  test("beside what the model does not know is what is popular in it", () => {
    expect(list(recommender, { country: "DE", planet: "Earth" })).toEqual(
      list(recommender, { country: "DE" }),
    );
  });

  test("is the same, however many other segments were asked for meanwhile", () => {
    const first = recommender.recommend(stranger({ country: "DE" }));
    for (let time = 0; time < 3; time++) recommender.recommend(stranger({ country: "FR" }));
    expect(recommender.recommend(stranger({ country: "DE" }))).toEqual(first);
  });
});

describe("a model", () => {
  test("knows no segments that differ by no more than chance", () => {
    expect(fit(byChance).segments).toBeUndefined();
  });

  test("that was fitted without attributes is the same to the bit as one whose segments do not differ", () => {
    expect(fit(byChance)).toEqual(fit());
  });

  test("keeps lifts within bounds, and those of items apart only where they are not those of their kind", () => {
    // One product is taken in one country alone.
    const item = events.item.map((one, at) => {
      const customer = events.offsets.findIndex((end) => end > at) - 1;
      return one < 20 && attributesOf(byInterest, customer)?.["country"] === "DE" ? 0 : one;
    });
    const { segments } = fit(byInterest, { ...events, item });
    const lifts = [...segments!.kinds, ...segments!.ofItems];
    expect(lifts.every((lift) => lift >= 1 / MAX_LIFT && lift <= MAX_LIFT)).toBeTrue();
    expect(Array.from(segments!.items)).toContain(0);
    expect(segments!.items.length).toBeLessThan(2 * items.length);
  });

  test("forgets nobody who has no attributes", () => {
    const half = known((customer) => (customer < 100 ? (customer % 2 === 0 ? "DE" : "FR") : undefined));
    const model = fit(half);
    expect(model.occurrences).toEqual(fit().occurrences);
    expect(gardenShare(list(new Recommender(model, items), { country: "DE" }))).toBeGreaterThan(0.7);
  });

  test("whose forest saw no attributes ranks the same with and without them", () => {
    const model = fit();
    const recommender = new Recommender(
      { ...model, forest: trainRanker(model, items, smallShopCases()) },
      items,
    );
    const query: Query = { ...stranger(), history: [{ item: 3, type: "view", time: 0 }] };
    expect(recommender.recommend({ ...query, context: { country: "DE" } })).toEqual(
      recommender.recommend(query),
    );
  });
});

test("attributes of a customer are those of their row", () => {
  expect(attributesOf(byChance, 0)).toEqual({ country: "DE" });
  expect(attributesOf(byChance, 2)).toEqual({ country: "FR" });
  expect(
    attributesOf(
      known(() => undefined),
      0,
    ),
  ).toBeUndefined();
  expect(attributesOf(undefined, 0)).toBeUndefined();
});
