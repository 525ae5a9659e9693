// What a request may demand of its answer. Item references are catalogue indices; ids are resolved at the edge.

export interface Filter {
  /** Keep items that have at least one of these categories. */
  readonly categories?: readonly string[];
  /** Keep items of one of these brands. */
  readonly brands?: readonly string[];
  /** Keep items with a known price in this closed range. */
  readonly price?: { readonly min?: number; readonly max?: number };
  /** Keep items that are in stock. */
  readonly inStock?: boolean;
  /** Drop these items. */
  readonly excludeItems?: readonly number[];
}

/** Multiplies the score of every item that matches one of its fields by `factor` (0 < factor ≤ 100). */
export interface Boost {
  readonly categories?: readonly string[];
  readonly brands?: readonly string[];
  readonly items?: readonly number[];
  readonly factor: number;
}

export interface Rules {
  readonly filter?: Filter;
  readonly boost?: readonly Boost[];
  /** Item indices put first, in this order, if the filter allows them. */
  readonly pin?: readonly number[];
  /** Maximal marginal relevance: 0 (pure score) to 1 (pure variety). */
  readonly diversity?: number;
}
