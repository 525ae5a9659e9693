// What a request may demand of its answer. Item references are catalogue indices; ids are resolved at the edge.
import type { Standing } from "./standing.ts";

/** What an item has: one of its categories, its brand, or one of its attributes. Compared as whole strings. */
export type Condition =
  { readonly category: string } | { readonly brand: string } | { readonly attribute: string };

/** An item has to pass every field. A list without entries is like an absent one: it restricts nothing. */
export interface Filter {
  /** Keep items of which all of this is true. */
  readonly all?: readonly Condition[];
  /** Keep items of which at least one of this is true. */
  readonly any?: readonly Condition[];
  /** Keep items of which none of this is true. */
  readonly none?: readonly Condition[];
  /** Keep items that have at least one of these categories. */
  readonly categories?: readonly string[];
  /** Keep items of one of these brands. */
  readonly brands?: readonly string[];
  /** Keep items with a known price in this closed range. */
  readonly price?: { readonly min?: number; readonly max?: number };
  /** False keeps items that are sold out, too. Absent means true; an item whose stock is not known is not sold out. */
  readonly inStock?: boolean;
  /** Drop these items. */
  readonly excludeItems?: readonly number[];
  /**
   * Drop what the customer has put into the cart in the last 14 days and neither bought nor taken out since. Absent means
   * true for personal lists only.
   */
  readonly notInCart?: boolean;
  /** Drop what the customer bought in the last so many days. Absent means ever for personal lists, and 0 for others. */
  readonly notBoughtForDays?: number;
  /** What may come back sooner or later than that. Of several that fit an item, the fewest days count. */
  readonly repeatable?: readonly Repeatable[];
}

/** Items with at least one of these categories are bought again: so many days after they were bought. */
export interface Repeatable {
  readonly categories: readonly string[];
  readonly afterDays: number;
}

/** Multiplies the score of every item that matches one of its fields by `factor` (0 < factor ≤ 100). */
export interface Boost {
  readonly categories?: readonly string[];
  readonly brands?: readonly string[];
  readonly items?: readonly number[];
  readonly factor: number;
}

export interface Rules {
  /** What holds besides, whatever the request asks for: it narrows the filter, and its boosts multiply. */
  readonly standing?: Standing;
  readonly filter?: Filter;
  readonly boost?: readonly Boost[];
  /** Item indices put first, in this order, if the filter allows them. */
  readonly pin?: readonly number[];
  /** Maximal marginal relevance: 0 (pure score) to 1 (pure variety). */
  readonly diversity?: number;
}
