import { describe, expect, test } from "bun:test";
import { Catalogue } from "./catalogue.ts";

describe("asked for what there is not, the catalogue", () => {
  const catalogue = new Catalogue([{ itemId: "a" }]);

  test.each([-1, 1, 0.5, Number.NaN])("has no item at index %p", (index) => {
    expect(() => catalogue.itemAt(index)).toThrow(RangeError);
  });

  test("finds no index, removes nothing and leaves unknown names out", () => {
    expect(catalogue.indexOf("b")).toBeUndefined();
    expect(catalogue.remove("b")).toBe(false);
    expect(catalogue.findBrands(["unheard"]).size).toBe(0);
    expect(catalogue.findCategories(["unheard", "__proto__"]).size).toBe(0);
  });
});

describe("an item of which only the id is known", () => {
  const catalogue = new Catalogue([{ itemId: "a" }]);

  test("is available, in stock, and without price, brand and categories", () => {
    expect(catalogue.isAvailable(0)).toBe(true);
    expect(catalogue.isForSale(0)).toBe(true);
    expect(catalogue.priceOf(0)).toBeNaN();
    expect(catalogue.brandOf(0)).toBeLessThan(0);
    expect(catalogue.categoriesOf(0)).toEqual([]);
  });
});

describe("items", () => {
  test("keep their index when they change, and their newest fields count", () => {
    const catalogue = new Catalogue([{ itemId: "a", price: 1, stock: 2, brand: "x" }, { itemId: "b" }]);
    expect(catalogue.put({ itemId: "a", price: 2, stock: 0, hidden: true })).toBe(0);
    expect(catalogue.size).toBe(2);
    expect(catalogue.itemAt(0)).toEqual({ itemId: "a", price: 2, stock: 0, hidden: true });
    expect(catalogue.priceOf(0)).toBe(2);
    expect(catalogue.isForSale(0)).toBe(false);
    expect(catalogue.isAvailable(0)).toBe(false);
    expect(catalogue.brandOf(0)).toBeLessThan(0);
  });

  test("that are listed twice are one item with the later fields", () => {
    const catalogue = new Catalogue([
      { itemId: "a", price: 1 },
      { itemId: "a", price: 2 },
    ]);
    expect([catalogue.size, catalogue.live, catalogue.priceOf(0)]).toEqual([1, 1, 2]);
  });

  test("that are removed keep their index, are unavailable and are not counted", () => {
    const catalogue = new Catalogue([{ itemId: "a" }, { itemId: "b" }]);
    expect(catalogue.remove("a")).toBe(true);
    expect(catalogue.remove("a")).toBe(false);
    expect([catalogue.size, catalogue.live]).toEqual([2, 1]);
    expect(catalogue.indexOf("a")).toBeUndefined();
    expect(catalogue.isAvailable(0)).toBe(false);
    expect(catalogue.itemAt(0).itemId).toBe("a");
    expect(catalogue.put({ itemId: "c" })).toBe(2);
  });

  test("that come back get their old index", () => {
    const catalogue = new Catalogue([{ itemId: "a" }]);
    catalogue.remove("a");
    expect(catalogue.put({ itemId: "a" })).toBe(0);
    expect([catalogue.live, catalogue.indexOf("a"), catalogue.isAvailable(0)]).toEqual([1, 0, true]);
  });

  test("of one brand or category share its number", () => {
    const catalogue = new Catalogue([
      { itemId: "a", brand: "x", categories: ["p", "q"] },
      { itemId: "b", brand: "y", categories: ["q"] },
      { itemId: "c", brand: "x" },
    ]);
    expect(catalogue.brandOf(0)).toBe(catalogue.brandOf(2));
    expect(catalogue.brandOf(0)).not.toBe(catalogue.brandOf(1));
    expect(catalogue.findBrands(["x", "unheard"])).toEqual(new Set([catalogue.brandOf(0)]));
    expect(catalogue.categoriesOf(0)[1]).toBe(catalogue.categoriesOf(1)[0]);
    expect(catalogue.findCategories(["q"])).toEqual(new Set(catalogue.categoriesOf(1)));
  });
});
