// The question that the scorer answers and the shape of its answer.
import type { EventType } from "../events.ts";
import type { Variants } from "../groups/variant-choice.ts";
import type { Rules } from "../rules/rules.ts";
import type { Attributes } from "../segments/attributes.ts";

/** One thing that the customer did, by catalogue index. */
export interface HistoryEntry {
  readonly item: number;
  readonly type: EventType;
  /** Unix time in seconds. Only differences within one history matter. */
  readonly time: number;
}

/** Which list is asked for. */
export type Placement = "personal" | "similar" | "bought-together" | "cart" | "trending";

export interface Query {
  readonly placement: Placement;
  /**
   * Newest first. For `similar` and `bought-together` the one product looked at, for `cart` the cart's items,
   * for `trending` empty.
   */
  readonly history: readonly HistoryEntry[];
  /** How many items to return, 1 to 100. */
  readonly limit: number;
  readonly rules?: Rules;
  /** What the customer bought, rated, has in the cart and hid, however long ago; absent means: see the history. */
  readonly taken?: readonly HistoryEntry[];
  /** What is known of the customer and the request besides, such as a country; what the model does not know changes nothing. */
  readonly context?: Attributes;
  /** Unix time in seconds that those rules count days back from; absent means the newest event's. */
  readonly now?: number;
  /**
   * False keeps a list to what is related to its history, however short it gets. Absent means true: it is filled up with
   * what is popular. A trending list has no history, and nothing changes.
   */
  readonly fill?: boolean;
  /**
   * Absent means `one`: of each product the variant that suits best. `all` lists each variant that the rules allow, those
   * of a product one after the other.
   */
  readonly variants?: Variants;
  /** False leaves the reasons out, which saves finding them. */
  readonly explain?: boolean;
}

/** How the list came about: `personalised` from a history, otherwise by what the placement is. */
export type Strategy = "personalised" | "popular" | "similar" | "bought-together" | "cart" | "trending";

/** What a reason says of an item; the words are the shop's. */
export type Saying =
  /** What the customer did with `item` led to it. */
  | "led"
  /** It is like `item`, with which the customer did something; or like `item` without more. */
  | "similar-to-own"
  | "similar"
  /** Customers who looked at `item` took it, too; or bought both; or it goes with `item` in the cart. */
  | "also-taken"
  | "bought-together"
  | "goes-with-cart"
  /** The customer bought it before. */
  | "again"
  /** Nothing that the customer did. */
  | "popular"
  | "trending"
  | "pinned";

/** Why an item is in the list. */
export interface Reason {
  readonly kind: EventType | "similar" | "popular" | "trending" | "pinned";
  readonly saying: Saying;
  /** The history item that contributed most, where there is one. */
  readonly item?: number;
  /** What the customer did with it. */
  readonly did?: EventType;
}

export interface RankedItem {
  readonly item: number;
  /** What the list is ordered by (before pins and diversity). */
  readonly score: number;
  /** The parts of the first-stage score; they add up to it. */
  readonly scores: {
    readonly collaborative: number;
    readonly content: number;
    readonly popularity: number;
  };
  /** Nothing in the history led to it: the list was filled up with it because it is popular. */
  readonly isFill: boolean;
  /** Most important first; empty when the query asked for none. */
  readonly reasons: readonly Reason[];
}

export interface Answer {
  readonly strategy: Strategy;
  readonly items: readonly RankedItem[];
  /** How many candidates the rules removed before the list was full. */
  readonly filtered: number;
}
