import { describe, expect, test } from "bun:test";
import { smallShop } from "../../test/small-shop.ts";
import type { Item } from "../catalogue/item.ts";
import { fitModel } from "../fit/fit.ts";
import { defaultRecipe } from "../fit/recipe.ts";
import { Newcomers } from "./newcomers.ts";
import { Recommender } from "./recommender.ts";

const shop = smallShop();
const { model } = shop;
const FIRST = model.items;
const MOST_EDGES = 2 * model.recipe.content.neighbours;

const twinOf = (index: number): Item => ({ ...shop.itemAt(index), itemId: "new" });
const nothingInCommon: Item = { itemId: "odd", title: "xylophone" };
const targets = (newcomers: Newcomers, source: number) => newcomers.edgesOf(source)?.targets ?? [];

test("siblings are alike by content in scripts without spaces, too", () => {
  const titles = ["羊毛袜男士黑色加厚", "咖啡杯陶瓷小号", "羊毛袜男士白色加厚", "不锈钢平底锅"];
  const items = titles.map((title, at): Item => ({ itemId: `i${at}`, title }));
  const log = { customers: 0, items: 4, offsets: new Uint32Array(1), item: new Uint32Array(0) };
  const events = { ...log, type: new Uint8Array(0), time: new Float64Array(0) };
  const chinese = new Recommender(fitModel(events, items, defaultRecipe), items);
  const nearest = (item: number) =>
    chinese.recommend({
      placement: "similar",
      history: [{ item, type: "view", time: 0 }],
      limit: 1,
      fill: false,
    }).items[0]?.item;
  expect(nearest(0)).toBe(2);
  const newcomer = chinese.putItem({ itemId: "new", title: "陶瓷咖啡杯大号" });
  expect(nearest(newcomer)).toBe(1);
  expect(nearest(1)).toBe(newcomer);
});

describe("items newer than the model", () => {
  test("one without any known word has no neighbours", () => {
    const newcomers = new Newcomers(model);
    newcomers.put(FIRST, nothingInCommon);
    expect(targets(newcomers, FIRST)).toEqual([]);
  });

  test("a change of content gives up the old neighbours on both sides", () => {
    const newcomers = new Newcomers(model);
    newcomers.put(FIRST, twinOf(4));
    expect(targets(newcomers, FIRST)).toContain(4);
    expect(targets(newcomers, 4)).toEqual([FIRST]);
    newcomers.put(FIRST, nothingInCommon);
    expect(targets(newcomers, FIRST)).toEqual([]);
    expect(targets(newcomers, 4)).toEqual([]);
  });

  test("a change of price or stock changes no neighbour", () => {
    const newcomers = new Newcomers(model);
    newcomers.put(FIRST, twinOf(4));
    const before = [...targets(newcomers, FIRST)];
    newcomers.put(FIRST, { ...twinOf(4), price: 1, stock: 0 });
    expect(targets(newcomers, FIRST)).toEqual(before);
  });

  test("one that is removed is nobody's neighbour, and one that is unknown can be removed", () => {
    const newcomers = new Newcomers(model);
    newcomers.remove(FIRST);
    for (let at = 0; at < 3; at++) newcomers.put(FIRST + at, twinOf(4));
    newcomers.remove(FIRST + 1);
    for (let source = 0; source < FIRST + 3; source++)
      expect(targets(newcomers, source)).not.toContain(FIRST + 1);
    expect(targets(newcomers, FIRST)).toContain(FIRST + 2);
  });

  test("however many are alike, no item gets more edges than twice a fitted row, each target once", () => {
    const newcomers = new Newcomers(model);
    const count = 5 * MOST_EDGES;
    for (let at = 0; at < count; at++) newcomers.put(FIRST + at, twinOf(4));
    for (let source = 0; source < FIRST + count; source++) {
      const row = targets(newcomers, source);
      expect(row.length).toBeLessThanOrEqual(MOST_EDGES);
      expect(new Set(row).size).toBe(row.length);
      expect(row).not.toContain(source);
    }
    expect(targets(newcomers, 4)).toContain(FIRST + count - 1);
  });
});
