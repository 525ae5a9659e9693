// Turns a request's rules into the two questions that the scorer asks of each candidate.
import type { Catalogue } from "../catalogue/catalogue.ts";
import { compileBoosts, type Factors, multiplied } from "./boosts.ts";
import { compileConditions } from "./conditions.ts";
import type { Filter, Rules } from "./rules.ts";

export interface CompiledRules {
  /** May this item be in the answer? */
  readonly allows: (item: number) => boolean;
  /** What its score is multiplied by; undefined when that is 1 for all. */
  readonly boost: ((item: number) => number) | undefined;
  /** No boost is greater. */
  readonly greatestBoost: number;
}

export interface CompiledForVariants extends CompiledRules {
  /** The part of `boost` that may tell variants of one product apart; undefined when nothing does. */
  readonly boostOfVariant: ((item: number) => number) | undefined;
}

/**
 * Compiles `rules` for one request. `excluded` are products that the placement itself rules out, by the items that stand for
 * them; `kinds` are factors by what is known of kinds of products.
 */
export function compileRules(
  catalogue: Catalogue,
  rules: Rules | undefined,
  excluded: { has(item: number): boolean },
  kinds?: Factors,
): CompiledForVariants {
  const filter = compileFilter(catalogue, rules?.filter);
  const { groups } = catalogue;
  const hasVariants = groups.any;
  const standing = rules?.standing?.allows;
  const boosts = multiplied(compileBoosts(catalogue, rules?.boost ?? []), rules?.standing?.boosts);
  const factors = multiplied(boosts, kinds);
  const soldOutToo = rules?.filter?.inStock === false;
  return {
    allows: (item) =>
      (soldOutToo ? catalogue.isAvailable(item) : catalogue.isForSale(item)) &&
      !excluded.has(hasVariants ? groups.productOf(item) : item) &&
      (filter === undefined || filter(item)) &&
      (standing === undefined || standing(item)),
    boost: factors?.factorOf,
    greatestBoost: factors?.greatest ?? 1,
    boostOfVariant: boosts?.factorOf,
  };
}

type Predicate = (item: number) => boolean;

/** Whether an item passes a filter, but for its stock; undefined when there is nothing to pass. */
export function compileFilter(catalogue: Catalogue, filter: Filter | undefined): Predicate | undefined {
  if (filter === undefined) return undefined;
  const { brands: brandNames = [], categories: categoryNames = [], excludeItems = [] } = filter;
  // A list without entries restricts nothing.
  const brands = brandNames.length > 0 && catalogue.findBrands(brandNames);
  const categories = categoryNames.length > 0 && catalogue.findCategories(categoryNames);
  const conditions = compileConditions(catalogue, filter);
  const { price } = filter;
  const min = price?.min ?? -Infinity;
  const max = price?.max ?? Infinity;
  const byPrice = price?.min !== undefined || price?.max !== undefined;
  if (excludeItems.length === 0 && !brands && !categories && !conditions && !byPrice) return undefined;
  const excluded = new Set(excludeItems);
  return (item) => {
    if (excluded.has(item)) return false;
    if (brands && !brands.has(catalogue.brandOf(item))) return false;
    if (categories && !catalogue.categoriesOf(item).some((category) => categories.has(category)))
      return false;
    if (conditions && !conditions(item)) return false;
    if (!byPrice) return true;
    const value = catalogue.priceOf(item);
    return value >= min && value <= max;
  };
}
