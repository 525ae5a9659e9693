import { expect, test } from "bun:test";
import fc from "fast-check";
import { Catalogue } from "../catalogue/catalogue.ts";
import { compileBoosts } from "./boosts.ts";
import type { Boost } from "./rules.ts";

const CATEGORIES = ["care", "hair", "devices"];
const BRANDS = ["Alba", "Bora"];
const SIZE = 12;

const item = fc.record(
  { categories: fc.subarray(CATEGORIES), brand: fc.constantFrom(...BRANDS) },
  { requiredKeys: [] },
);
const items = fc.array(item, { minLength: SIZE, maxLength: SIZE });
const boost = fc.record(
  {
    categories: fc.subarray([...CATEGORIES, "none"]),
    brands: fc.subarray([...BRANDS, "none"]),
    items: fc.array(fc.integer({ min: 0, max: SIZE - 1 }), { maxLength: 5 }),
    factor: fc.constantFrom(0.5, 1, 2, 3),
  },
  { requiredKeys: ["factor"] },
);

test("each boost multiplies once what has any of what it names", () => {
  fc.assert(
    fc.property(items, fc.array(boost, { minLength: 1, maxLength: 60 }), (given, boosts) => {
      const catalogue = new Catalogue(given.map((fields, at) => ({ itemId: `i${at}`, ...fields })));
      const { factorOf, greatest } = compileBoosts(catalogue, boosts) ?? { factorOf: () => 1, greatest: 1 };
      given.forEach(({ categories: own = [], brand }, at) => {
        const expected = boosts
          .filter(
            ({ categories = [], brands = [], items = [] }) =>
              items.includes(at) ||
              (brand !== undefined && brands.includes(brand)) ||
              own.some((category) => categories.includes(category)),
          )
          .reduce((product, { factor }) => product * factor, 1);
        expect(factorOf(at)).toBe(expected);
        expect(factorOf(at)).toBeLessThanOrEqual(greatest);
      });
    }),
    { numRuns: 500 },
  );
});

test.each<[string, Boost[]]>([
  ["none at all", []],
  ["a factor of 1", [{ brands: ["Alba"], factor: 1 }]],
  ["brands and categories that no item has", [{ brands: ["None"], categories: ["none"], factor: 5 }]],
  ["items that are not there", [{ items: [], factor: 5 }]],
])("%s is no question", (_, boosts) => {
  expect(compileBoosts(new Catalogue([{ itemId: "a", brand: "Alba" }]), boosts)).toBeUndefined();
});
