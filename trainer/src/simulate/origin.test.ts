import { describe, expect, test } from "bun:test";
import { DEFAULT_SHOP, generateShop } from "../shop/generate.ts";
import { otherOrigin } from "./origin.ts";

const SETTINGS = { ...DEFAULT_SHOP, items: 100, customers: 1, days: 30 };
const { items } = generateShop(SETTINGS);
const real = Array.from({ length: 100 }, (_, at) => ({
  itemId: `p${String(at).padStart(6, "0")}`,
  title: "Cup",
}));

describe("a shop of another origin", () => {
  test.each([
    ["has no settings", items, undefined],
    ["has equal ids and other titles", real, SETTINGS],
    ["is of another seed", items, { ...SETTINGS, seed: 2 }],
    [
      "has many more products of its own",
      [...items, ...real.map((item, at) => ({ ...item, itemId: `r${at}-` }))].concat(
        real.map((item, at) => ({ ...item, itemId: `s${at}` })),
      ),
      SETTINGS,
    ],
    ["is empty", [], SETTINGS],
  ])("%s", (_, catalogue, settings) => {
    expect(otherOrigin(catalogue, settings)).toBeString();
  });
});

describe("a generated shop", () => {
  test("stays one when products change, go and come, and after other simulations", () => {
    const changed = items.slice(0, 80).map((item) => ({ ...item, price: 1 }));
    const added = Array.from({ length: 300 }, (_, at) => ({ itemId: `new-2026-01-01-a-${at}` }));
    expect(otherOrigin([...changed, ...added, { itemId: "mine" }], SETTINGS)).toBeUndefined();
  });
});
