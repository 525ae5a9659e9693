import { describe, expect, test } from "bun:test";
import { smallShopEvents, smallShopItems } from "../../test/small-shop.ts";
import { eventCode } from "../events.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { fitModel } from "./fit.ts";
import { PartCache } from "./part-cache.ts";
import { defaultRecipe, type Recipe } from "./recipe.ts";

function noEvents(items: number): Interactions {
  return {
    customers: 0,
    items,
    offsets: new Uint32Array(1),
    item: new Uint32Array(0),
    type: new Uint8Array(0),
    time: new Float64Array(0),
  };
}

describe("fitting", () => {
  test("refuses events and a catalogue that speak of different items", () => {
    expect(() => fitModel(smallShopEvents(), smallShopItems().slice(1), defaultRecipe)).toThrow(
      new RangeError("the events speak of 40 items, the catalogue has 39"),
    );
  });

  test("without events leaves what content says", () => {
    const model = fitModel(noEvents(40), smallShopItems(), defaultRecipe);
    const { offsets, cells } = model.adjacency;
    for (let item = 0; item < 40; item++) expect(offsets[2 * item + 1]).toBe(offsets[2 * item]);
    expect(cells.length).toBeGreaterThan(0);
    expect(model.popularity.every((value) => value === 0)).toBe(true);
  });

  test("without events and items gives an empty model", () => {
    const model = fitModel(noEvents(0), [], defaultRecipe);
    expect([model.items, Array.from(model.adjacency.offsets)]).toEqual([0, [0]]);
  });

  test("gives the same model for the same data and recipe", () => {
    const fit = () => fitModel(smallShopEvents(), smallShopItems(), defaultRecipe);
    expect(fit()).toEqual(fit());
  });

  test("gives the same model with a cache that other recipes have used", () => {
    const cache = new PartCache();
    const recipes: Recipe[] = [
      defaultRecipe,
      { ...defaultRecipe, content: { ...defaultRecipe.content, popularityExponent: 0 } },
      { ...defaultRecipe, transitions: { ...defaultRecipe.transitions, window: 2 } },
      { ...defaultRecipe, popularity: { ...defaultRecipe.popularity, halfLifeDays: 7 } },
      defaultRecipe,
    ];
    for (const recipe of recipes) {
      const cached = fitModel(smallShopEvents(), smallShopItems(), recipe, cache);
      expect(cached).toEqual(fitModel(smallShopEvents(), smallShopItems(), recipe));
    }
  });

  test("finds what is bought together in views where a shop records nothing else", () => {
    const events = smallShopEvents();
    const views = { ...events, type: new Uint8Array(events.type.length).fill(eventCode.view) };
    const { adjacency } = fitModel(views, smallShopItems(), defaultRecipe);
    const units = adjacency.units.filter((_, at) => at % 3 === 1);
    expect(units.some((unit) => unit > 0)).toBe(true);
  });

  test("counts ages from the newest event: moving the whole log in time changes nothing", () => {
    const events = smallShopEvents();
    const later = { ...events, time: events.time.map((time) => time + 1e8) };
    const fit = (interactions: Interactions) => fitModel(interactions, smallShopItems(), defaultRecipe);
    expect(fit(later)).toEqual(fit(events));
  });
});
