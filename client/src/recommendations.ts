// Questions for recommendations and the lists that answer them.
import type { Attributes } from "./customers.ts";
import type { EventType } from "./events.ts";
import type { Item } from "./items.ts";

/** What an item has: one of its categories, its brand, or one of its attributes. */
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
  readonly brands?: readonly string[];
  /** Keep items with a known price in this closed range. */
  readonly price?: { readonly min?: number; readonly max?: number };
  /** False lists items that are sold out, too; absent means true. */
  readonly inStock?: boolean;
  /** Left out with all variants of their products, unless `variants` is `all`. */
  readonly excludeItemIds?: readonly string[];
  /**
   * Drop what the customer has put into the cart in the last 14 days and neither bought nor taken out since. Absent means
   * true for personal lists only.
   */
  readonly notInCart?: boolean;
  /** Drop what the customer bought in the last so many days. Absent means ever for personal lists, and 0 for others. */
  readonly notBoughtForDays?: number;
}

/** The filter of a list asked by POST. */
export interface CustomerFilter extends Filter {
  /** Items with one of these categories come back so many days after they were bought, sooner or later than others. */
  readonly repeatable?: readonly { readonly categories: readonly string[]; readonly afterDays: number }[];
}

/** Multiplies the score of every item that matches one of its fields. */
export interface Boost {
  readonly categories?: readonly string[];
  readonly brands?: readonly string[];
  readonly itemIds?: readonly string[];
  /** Above 0, at most 100. */
  readonly factor: number;
}

export interface SessionEntry {
  readonly itemId: string;
  /** Absent means `view`. */
  readonly type?: EventType;
  /** Stars of a rating; a `cart` of 0 was taken out of it. */
  readonly value?: number;
}

/** What every list with a body can ask for. */
interface ListQuestion {
  /** 1 to 100; absent means 10. */
  readonly limit?: number;
  readonly filter?: CustomerFilter;
  readonly boost?: readonly Boost[];
  /** Item ids put first, in this order, if the filter allows them. */
  readonly pin?: readonly string[];
  /** 0 (pure score) to 1 (pure variety). */
  readonly diversity?: number;
  /** Of each product, by `groupId`, the variant that suits best, or `all` that the rules allow; absent means `one`. */
  readonly variants?: "one" | "all";
  /** Whether a list with too few related items is filled up with popular ones; absent means true. */
  readonly fill?: boolean;
  /** Whether items carry their reasons; absent means true. */
  readonly explain?: boolean;
  /** Where the list is shown: a label for metrics. */
  readonly placement?: string;
  /** Whether each entry carries the item's own fields. */
  readonly includeItems?: boolean;
}

export interface RecommendQuestion extends ListQuestion {
  readonly customerId?: string;
  /** What the visitor did just now, newest last. */
  readonly session?: readonly SessionEntry[];
  /**
   * What is known of the visitor besides, such as country, device and channel; of a customer, it counts before the
   * attributes that the shop has said.
   */
  readonly context?: Attributes;
}

export interface CartQuestion extends ListQuestion {
  /** What is in the cart: at least one id. */
  readonly itemIds: readonly string[];
  readonly customerId?: string;
}

/** What the lists asked by address (GET) take: no session, boosts or pins. */
export interface PlacementQuestion {
  readonly customerId?: string;
  readonly limit?: number;
  readonly filter?: Filter;
  readonly diversity?: number;
  /** Of each product, by `groupId`, the variant that suits best, or `all` that the rules allow; absent means `one`. */
  readonly variants?: "one" | "all";
  /** Whether a list with too few related items is filled up with popular ones; absent means true. */
  readonly fill?: boolean;
  readonly explain?: boolean;
  readonly placement?: string;
  readonly includeItems?: boolean;
}

/** What the list for a customer or visitor takes by GET. */
export interface PersonalQuestion extends PlacementQuestion {
  /** As in `RecommendQuestion`. */
  readonly context?: Attributes;
}

export type Strategy = "personalised" | "popular" | "similar" | "bought-together" | "cart" | "trending";

export interface Reason {
  readonly kind: EventType | "similar" | "popular" | "trending" | "pinned";
  /** The product that led to it, where there is one. */
  readonly itemId?: string;
  /** A sentence for the customer. */
  readonly text: string;
}

export interface RecommendedItem {
  readonly itemId: string;
  /** What the list is ordered by, before pins and diversity. */
  readonly score: number;
  readonly scores: {
    readonly collaborative: number;
    readonly content: number;
    readonly popularity: number;
  };
  /** Popular, and related to nothing in the history: it fills the list up. */
  readonly fill?: true;
  /** Most important first; empty with `explain: false`. */
  readonly reasons: readonly Reason[];
  /** The item's fields, with `includeItems`. */
  readonly item?: Item;
}

/** Which model answered. */
export interface ModelRef {
  readonly version: string;
  readonly digest: string;
  readonly track: string;
}

export interface Recommendations {
  /** Send it with the events that the list leads to. */
  readonly recommendationId: string;
  readonly model: ModelRef;
  readonly strategy: Strategy;
  readonly items: readonly RecommendedItem[];
  /** How many candidates the rules removed before the list was full. */
  readonly filtered: number;
  /** What was ignored in the question, such as unknown ids, and why the list is shorter than asked for. */
  readonly warnings?: readonly string[];
}
