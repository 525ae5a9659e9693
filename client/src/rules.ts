// The shop's standing rules: what the shop asks of every list. All times are ISO 8601 with their zone.
import type {
  Boost,
  CartQuestion,
  Condition,
  Recommendations,
  RecommendQuestion,
} from "./recommendations.ts";

/** It says at least one of `boost`, `pin`, `none`, `excludeItemIds`, `minStock` and `diversity`. */
export interface Rule {
  /** For people. */
  readonly name?: string;
  /**
   * The lists that it is for: kinds (`personal`, `similar`, `bought-together`, `cart`, `trending`) and `placement` labels of
   * requests; absent means every list.
   */
  readonly placements?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly boost?: readonly Boost[];
  readonly pin?: readonly string[];
  /** Hides items of which any of this is true. */
  readonly none?: readonly Condition[];
  readonly excludeItemIds?: readonly string[];
  /** Hides items whose stock is known and below this. */
  readonly minStock?: number;
  /** For requests that do not say their own; of several rules the last counts. */
  readonly diversity?: number;
}

/** A save: all rules, in place of those of the expected version. */
export interface NewRules {
  readonly rules: readonly Rule[];
  /** The version that these rules replace; 0 before the first. */
  readonly expectedVersion: number;
  /** Why, for the list of versions. */
  readonly note?: string;
}

export interface SavedRules {
  /** 0 when none were ever saved. */
  readonly version: number;
  /** The name of the key; `anonymous` for a caller without one. */
  readonly savedBy?: string;
  readonly savedAt?: string;
  readonly note?: string;
  readonly rules: readonly Rule[];
  /** What of the rules does nothing, such as ids that the catalogue does not have. */
  readonly warnings: readonly string[];
}

export interface RulesVersionSummary {
  readonly version: number;
  /** How many rules it has. */
  readonly count: number;
  readonly savedBy: string;
  readonly savedAt: string;
  readonly note?: string;
}

export interface RulesVersions {
  /** Newest first. */
  readonly versions: readonly RulesVersionSummary[];
}

/** To go back to it, its rules are saved anew. */
export interface RulesVersion extends RulesVersionSummary {
  readonly rules: readonly Rule[];
}

/** A list to try rules on: its kind, and what a question for such a list may say. */
export type PreviewQuestion =
  | ({ readonly list: "personal" } & RecommendQuestion)
  | ({ readonly list: "similar" | "bought-together"; readonly itemId: string } & Omit<
      CartQuestion,
      "itemIds"
    >)
  | ({ readonly list: "cart" } & CartQuestion)
  | ({ readonly list: "trending" } & Omit<RecommendQuestion, "session">);

export interface RulesToTry {
  readonly rules: readonly Rule[];
  readonly question: PreviewQuestion;
  /** When the list would be made, for rules that begin later; absent means now. */
  readonly at?: string;
}

export type PreviewedList = Pick<Recommendations, "strategy" | "items" | "filtered" | "warnings">;

export interface RulesPreview {
  /** Of the saved rules. */
  readonly version: number;
  /** The list as the saved rules make it. */
  readonly saved: PreviewedList;
  /** The list as the rules to try would make it. */
  readonly proposed: PreviewedList;
  readonly warnings: readonly string[];
}
