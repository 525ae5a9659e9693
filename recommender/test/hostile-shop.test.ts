// Shops that no test of one part thinks of: fitted as a whole and asked, with the default recipe and with a forest.
import { describe, expect, test } from "bun:test";
import type { Item } from "../src/catalogue/item.ts";
import { fitModel } from "../src/fit/fit.ts";
import { trainRanker } from "../src/fit/ranker.ts";
import { defaultRecipe, type Recipe } from "../src/fit/recipe.ts";
import type { Interactions } from "../src/interactions/interactions.ts";
import { Recommender } from "../src/scorer/recommender.ts";
import { smallShopCases, smallShopEvents, smallShopItems } from "./small-shop.ts";

const FOREST: Recipe = { ...defaultRecipe, ranker: { ...defaultRecipe.ranker, kind: "forest", trees: 5 } };

/** Lists of ten for a stranger and for a regular, which must be of shown items and finite scores. */
function expectLists(events: Interactions, items: readonly Item[]): void {
  const model = fitModel(events, items, FOREST);
  const forest = trainRanker(model, items, smallShopCases());
  expect(forest).toBeDefined();
  for (const one of [fitModel(events, items, defaultRecipe), { ...model, forest }]) {
    const recommender = new Recommender(one, items);
    for (const history of [[], smallShopCases()[0]!.history]) {
      const answer = recommender.recommend({ placement: "personal", history, limit: 10 });
      expect(answer.items).toHaveLength(10);
      for (const { item, score } of answer.items) {
        expect(Number.isFinite(score)).toBe(true);
        expect(items[item]!.hidden).not.toBe(true);
      }
    }
  }
}

const withItems = (change: (item: Item, at: number) => Partial<Item>): Item[] =>
  smallShopItems().map((item, at) => Object.assign(item, change(item, at)));

describe("a shop is fitted and answers", () => {
  test("when all events happened in the same second", () => {
    const events = smallShopEvents();
    expectLists(
      { ...events, time: new Float64Array(events.time.length).fill(1_700_000_000) },
      smallShopItems(),
    );
  });

  test("when everything is in one category, of one brand, under one title", () => {
    expectLists(
      smallShopEvents(),
      withItems(() => ({ title: "Thing", brand: "Same", categories: ["All"] })),
    );
  });

  test("when titles are 10 kB of many scripts", () => {
    const title = (at: number): string => `${"größe ナイロン नमस्ते 👟 ".repeat(600)} ${at}`.slice(-10_240);
    expectLists(
      smallShopEvents(),
      withItems((_, at) => ({ title: title(at) })),
    );
  });

  test("when prices are 0 and 1e12", () => {
    expectLists(
      smallShopEvents(),
      withItems((_, at) => ({ price: at % 2 === 0 ? 0 : 1e12 })),
    );
  });

  test("when one customer has most of the events, and one item is in every basket", () => {
    const events = smallShopEvents();
    const busy = 100_000;
    const item = new Uint32Array(events.item.length + busy);
    item.set(events.item);
    for (let at = 0; at < busy; at++) item[events.item.length + at] = at % 2 === 0 ? 3 : (7 * at) % 40;
    const type = new Uint8Array(item.length).fill(events.type[0]!);
    type.set(events.type);
    const time = new Float64Array(item.length).fill(1_700_000_000);
    time.set(events.time);
    const customers = events.customers + 1;
    const offsets = Uint32Array.from([...events.offsets, item.length]);
    expectLists({ customers, items: 40, offsets, item, type, time }, smallShopItems());
  });
});
