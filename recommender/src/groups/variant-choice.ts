// Which variant of a product a list shows: one that the rules allow, that is boosted most, in the customer's size and
// colour, and else the one that sells best.
import type { Groups } from "../catalogue/groups.ts";
import type { CompiledForVariants, CompiledRules } from "../rules/compile.ts";

/** Variants of one product that a list looks at: more are no product but a mistake in the groups. */
export const MAX_VARIANTS = 1000;

/** What one variant has over another, in this order. */
export interface VariantTaste {
  /** How much the customer's past speaks for an item; no less than 0. */
  readonly liking: (item: number) => number;
  /** How often an item was taken. */
  readonly sales: (item: number) => number;
}

/** Rules that speak of products: all are asked by any variant of one. */
export interface ProductRules extends CompiledRules {
  /** What is shown for an item's product: the variant that suits best, or all that are allowed. */
  shown(item: number): readonly number[];
  /** An item itself where it is allowed, and else the variant to show in its place. */
  inPlaceOf(item: number): number | undefined;
}

/** Whether a list shows one variant of each product, or all. */
export type Variants = "one" | "all";

/** The rules of one request for a catalogue in which products may have variants. */
export function rulesForProducts(
  groups: Groups,
  rules: CompiledForVariants,
  taste: VariantTaste,
  variants: Variants,
): ProductRules {
  return groups.any ? new VariantChoice(groups, rules, taste, variants) : new ItemRules(rules);
}

/** Where no product has variants. */
class ItemRules implements ProductRules {
  readonly boost: CompiledRules["boost"];
  readonly greatestBoost: number;
  readonly allows: CompiledRules["allows"];

  constructor({ allows, boost, greatestBoost }: CompiledRules) {
    this.allows = allows;
    this.boost = boost;
    this.greatestBoost = greatestBoost;
  }

  shown(item: number): readonly number[] {
    return [item];
  }

  inPlaceOf(item: number): number | undefined {
    return this.allows(item) ? item : undefined;
  }
}

class VariantChoice implements ProductRules {
  readonly boost: CompiledRules["boost"];
  readonly greatestBoost: number;
  readonly #groups: Groups;
  readonly #rules: CompiledForVariants;
  readonly #taste: VariantTaste;
  readonly #variants: Variants;
  /** The allowed variants of each product that was asked about, the one that suits best first. */
  readonly #known = new Map<number, readonly number[]>();
  readonly #isAnyAllowed = new Map<number, boolean>();

  constructor(groups: Groups, rules: CompiledForVariants, taste: VariantTaste, variants: Variants) {
    this.#groups = groups;
    this.#rules = rules;
    this.#taste = taste;
    this.#variants = variants;
    const { boost, boostOfVariant, greatestBoost } = rules;
    this.greatestBoost = greatestBoost;
    // Asked of thousands of candidates: a variant is chosen only where it matters which.
    this.boost =
      boostOfVariant === undefined ? boost : boost && ((item) => boost(this.#allowed(item)[0] ?? item));
  }

  /** Asked of every candidate, where `shown` is asked of those that are listed: so nothing is sorted here. */
  allows(item: number): boolean {
    if (this.#rules.allows(item)) return true;
    const variants = this.#groups.variantsOf(item);
    if (variants === undefined) return false;
    let isAny = this.#isAnyAllowed.get(variants[0]!);
    if (isAny === undefined) {
      isAny = variants.slice(0, MAX_VARIANTS).some((variant) => this.#rules.allows(variant));
      this.#isAnyAllowed.set(variants[0]!, isAny);
    }
    return isAny;
  }

  shown(item: number): readonly number[] {
    const allowed = this.#allowed(item);
    return this.#variants === "all" ? allowed : allowed.slice(0, 1);
  }

  inPlaceOf(item: number): number | undefined {
    return this.#rules.allows(item) ? item : this.#allowed(item)[0];
  }

  #allowed(item: number): readonly number[] {
    const variants = this.#groups.variantsOf(item);
    if (variants === undefined) return this.#rules.allows(item) ? [item] : NONE;
    const product = variants[0]!;
    let allowed = this.#known.get(product);
    if (allowed === undefined) {
      allowed = variants.slice(0, MAX_VARIANTS).filter((variant) => this.#rules.allows(variant));
      if (allowed.length > 1) allowed = this.#sorted(allowed);
      this.#known.set(product, allowed);
    }
    return allowed;
  }

  #sorted(variants: readonly number[]): readonly number[] {
    const { liking, sales } = this.#taste;
    const { boostOfVariant } = this.#rules;
    return variants
      .map((item) => ({ item, boost: boostOfVariant?.(item) ?? 1, liking: liking(item), sales: sales(item) }))
      .sort((a, b) => b.boost - a.boost || b.liking - a.liking || b.sales - a.sales || a.item - b.item)
      .map(({ item }) => item);
  }
}

const NONE: readonly number[] = [];
