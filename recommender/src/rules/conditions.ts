// Turns what a filter says of categories, brands and attributes into one question about an item.
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Condition, Filter } from "./rules.ts";

type Predicate = (item: number) => boolean;

/** Whether an item passes `all`, `any` and `none`; undefined when there is nothing to pass. */
export function compileConditions(
  catalogue: Catalogue,
  { all = [], any = [], none = [] }: Pick<Filter, "all" | "any" | "none">,
): Predicate | undefined {
  const passes: Predicate[] = [];
  if (all.length > 0) passes.push(hasAll(catalogue, all));
  if (any.length > 0) passes.push(hasOne(catalogue, any));
  if (none.length > 0) {
    const excluded = hasOne(catalogue, none);
    passes.push((item) => !excluded(item));
  }
  if (passes.length < 2) return passes[0];
  return (item) => passes.every((pass) => pass(item));
}

/** The texts of a list of conditions, by what they are of. */
function textsOf(conditions: readonly Condition[]) {
  const texts = { categories: new Set<string>(), brands: new Set<string>(), attributes: new Set<string>() };
  for (const condition of conditions) {
    if ("category" in condition) texts.categories.add(condition.category);
    else if ("brand" in condition) texts.brands.add(condition.brand);
    else texts.attributes.add(condition.attribute);
  }
  return texts;
}

function numbersOf(catalogue: Catalogue, conditions: readonly Condition[]) {
  const texts = textsOf(conditions);
  const categories = catalogue.findCategories([...texts.categories]);
  const brands = catalogue.findBrands([...texts.brands]);
  const attributes = catalogue.findAttributes([...texts.attributes]);
  const asked = texts.categories.size + texts.brands.size + texts.attributes.size;
  const isKnown = asked === categories.size + brands.size + attributes.size;
  return { categories, brands, attributes, isKnown };
}

function hasOne(catalogue: Catalogue, conditions: readonly Condition[]): Predicate {
  const { categories, brands, attributes } = numbersOf(catalogue, conditions);
  return (item) =>
    (brands.size > 0 && brands.has(catalogue.brandOf(item))) ||
    (categories.size > 0 && catalogue.categoriesOf(item).some((category) => categories.has(category))) ||
    (attributes.size > 0 && catalogue.hasAnyAttribute(item, attributes));
}

function hasAll(catalogue: Catalogue, conditions: readonly Condition[]): Predicate {
  const { categories, brands, attributes, isKnown } = numbersOf(catalogue, conditions);
  // No item has two brands, or what no item has.
  if (!isKnown || brands.size > 1) return () => false;
  const [brand] = brands;
  const [wanted, tags] = [[...categories], [...attributes]];
  return (item) => {
    if (brand !== undefined && catalogue.brandOf(item) !== brand) return false;
    if (wanted.length > 0) {
      const own = catalogue.categoriesOf(item);
      if (!wanted.every((category) => own.includes(category))) return false;
    }
    return tags.every((attribute) => catalogue.hasAttribute(item, attribute));
  };
}
