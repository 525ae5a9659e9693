// Rules that hold for many requests, such as a shop's own: compiled once for a state of the catalogue.
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Variants } from "../groups/variant-choice.ts";
import { compileBoosts, type Factors } from "./boosts.ts";
import { compileConditions } from "./conditions.ts";
import type { Boost, Condition } from "./rules.ts";

export interface StandingRules {
  /** Drop items of which any of this is true. */
  readonly none?: readonly Condition[];
  /** Drop these items; a list that shows one variant of a product drops all of it. */
  readonly excludeItems?: readonly number[];
  /** Drop items whose stock is known and below this. */
  readonly minStock?: number;
  readonly boost?: readonly Boost[];
}

/** What is asked of an item beside a request's own rules. */
export interface Standing {
  /** Undefined where every item may be listed. */
  readonly allows: ((item: number) => boolean) | undefined;
  /** Undefined where no score changes. */
  readonly boosts: Factors | undefined;
}

/** However many boosts meet in one item: scores stay numbers when those of a request come on top. */
const MAX_STANDING_BOOST = 1e6;

/** Valid until the catalogue changes, but for stocks; `variants` is that of the lists it is for. */
export function compileStanding(catalogue: Catalogue, rules: StandingRules, variants: Variants): Standing {
  const { boost = [], none = [], excludeItems = [], minStock = 0 } = rules;
  const tests: ((item: number) => boolean)[] = [];
  if (minStock > 0) tests.push((item) => !(catalogue.stockOf(item) < minStock));
  if (excludeItems.length > 0) tests.push(exclusion(catalogue, excludeItems, variants));
  const conditions = compileConditions(catalogue, { none });
  if (conditions !== undefined) tests.push(conditions);
  const boosts = compileBoosts(catalogue, boost);
  return {
    allows: tests.length > 1 ? (item) => tests.every((test) => test(item)) : tests[0],
    boosts: boosts && {
      factorOf: (item) => Math.min(MAX_STANDING_BOOST, boosts.factorOf(item)),
      greatest: Math.min(MAX_STANDING_BOOST, boosts.greatest),
    },
  };
}

function exclusion(
  { groups }: Catalogue,
  items: readonly number[],
  variants: Variants,
): (item: number) => boolean {
  if (variants === "all" || !groups.any) {
    const excluded = new Set(items);
    return (item) => !excluded.has(item);
  }
  const excluded = new Set(items.map((item) => groups.productOf(item)));
  return (item) => !excluded.has(groups.productOf(item));
}
