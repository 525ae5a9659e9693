import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Catalogue } from "../catalogue/catalogue.ts";
import type { Item } from "../catalogue/item.ts";
import { compileRules } from "./compile.ts";
import type { Condition, Filter } from "./rules.ts";

const CATEGORIES = ["care", "hair", "devices"];
const BRANDS = ["Alba", "Bora"];
const ATTRIBUTES = ["vegan", "colour:red", "colour:blue", "size:s"];

const item = fc.record(
  {
    categories: fc.subarray(CATEGORIES),
    brand: fc.constantFrom(...BRANDS),
    attributes: fc.subarray(ATTRIBUTES),
  },
  { requiredKeys: [] },
);
const items = fc.array(item, { minLength: 1, maxLength: 12 });
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(...CATEGORIES, "none").map((category) => ({ category })),
  fc.constantFrom(...BRANDS, "none").map((brand) => ({ brand })),
  fc.constantFrom(...ATTRIBUTES, "none").map((attribute) => ({ attribute })),
);
const list = fc.array(condition, { maxLength: 4 });
const filters = fc.record(
  { all: list, any: list, none: list, categories: fc.subarray(CATEGORIES), brands: fc.subarray(BRANDS) },
  { requiredKeys: [] },
);

const catalogueOf = (given: readonly Omit<Item, "itemId">[]): Catalogue =>
  new Catalogue(given.map((fields, at) => ({ itemId: `i${at}`, ...fields })));

const allowed = (catalogue: Catalogue, filter: Filter): number[] => {
  const rules = compileRules(catalogue, { filter }, new Set());
  return Array.from({ length: catalogue.size }, (_, at) => at).filter((at) => rules.allows(at));
};

/** The same without any compiling. */
function passes(fields: Partial<Item>, filter: Filter): boolean {
  const has = (condition: Condition): boolean =>
    ("category" in condition && fields.categories?.includes(condition.category) === true) ||
    ("brand" in condition && fields.brand === condition.brand) ||
    ("attribute" in condition && fields.attributes?.includes(condition.attribute) === true);
  const { all = [], any = [], none = [], categories = [], brands = [] } = filter;
  return (
    all.every(has) &&
    (any.length === 0 || any.some(has)) &&
    !none.some(has) &&
    (categories.length === 0 || categories.some((category) => has({ category }))) &&
    (brands.length === 0 || brands.some((brand) => has({ brand })))
  );
}

describe("what is true of an item", () => {
  test("decides as it reads, whatever the catalogue and the filter", () => {
    fc.assert(
      fc.property(items, filters, (given, filter) => {
        const expected = given.flatMap((fields, at) => (passes(fields, filter) ? [at] : []));
        expect(allowed(catalogueOf(given), filter)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test("is what was put last", () => {
    fc.assert(
      fc.property(items, items, filters, (before, after, filter) => {
        const catalogue = catalogueOf(before);
        after.forEach((fields, at) => catalogue.put({ itemId: `i${at}`, ...fields }));
        const now = [...after, ...before.slice(after.length)];
        const expected = now.flatMap((fields, at) => (passes(fields, filter) ? [at] : []));
        expect(allowed(catalogue, filter)).toEqual(expected);
      }),
    );
  });
});

test("empty lists restrict nothing, each and all together", () => {
  const catalogue = catalogueOf([{ categories: ["care"] }, {}]);
  const empty = { all: [], any: [], none: [], categories: [], brands: [], excludeItems: [] };
  for (const name of Object.keys(empty)) expect(allowed(catalogue, { [name]: [] })).toEqual([0, 1]);
  expect(allowed(catalogue, empty)).toEqual([0, 1]);
});

test("an unknown label is of no item: nothing has it, and nothing is left out for it", () => {
  const catalogue = catalogueOf([{ brand: "Alba" }, {}]);
  expect(allowed(catalogue, { all: [{ brand: "none" }] })).toEqual([]);
  expect(allowed(catalogue, { any: [{ attribute: "none" }] })).toEqual([]);
  expect(allowed(catalogue, { any: [{ attribute: "none" }, { brand: "Alba" }] })).toEqual([0]);
  expect(allowed(catalogue, { none: [{ category: "none" }] })).toEqual([0, 1]);
});
