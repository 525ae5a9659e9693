import { describe, expect, test } from "bun:test";
import { smallShop } from "../../test/small-shop.ts";
import type { Item } from "../catalogue/item.ts";
import { Newcomers } from "./newcomers.ts";

const shop = smallShop();
const { model } = shop;
const FIRST = model.items;
const MOST_EDGES = 2 * model.recipe.content.neighbours;

const twinOf = (index: number): Item => ({ ...shop.itemAt(index), itemId: "new" });
const nothingInCommon: Item = { itemId: "odd", title: "xylophone" };
const targets = (newcomers: Newcomers, source: number) => newcomers.edgesOf(source)?.targets ?? [];

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
