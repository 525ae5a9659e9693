// A contestant's lists of ten, and what they are worth on the holdout.
import { type Case, coverage, evaluate, type Model, ndcg, type Item, Recommender } from "@aisle/recommender";
import { clusteredInterval, type Interval } from "../../src/gate/interval.ts";
import { gainsOf, takingsOf } from "../../src/gate/takings.ts";
import type { DatedCase } from "../../src/train/cases.ts";

/** Lists for the same cases in the same order can be compared customer by customer. */
export interface Measured {
  readonly name: string;
  readonly lists: readonly ArrayLike<number>[];
  /** NDCG@10 of each case. */
  readonly ndcg: Float64Array;
  readonly ndcgAt10: number;
  readonly hitRateAt10: number;
  /** Share of the catalogue in the lists. */
  readonly coverageAt10: number;
}

/** Measures lists of item numbers, one per case. Throws `RangeError` when they are not as many as the cases. */
export function measureLists(
  name: string,
  lists: readonly ArrayLike<number>[],
  cases: readonly Case[],
  items: number,
): Measured {
  if (lists.length !== cases.length)
    throw new RangeError(`${name} gave ${lists.length} lists for ${cases.length} customers`);
  const perCase = Float64Array.from(cases, ({ taken }, at) => ndcg(lists[at]!, taken, 10));
  return {
    name,
    lists,
    ndcg: perCase,
    ndcgAt10: mean(perCase),
    // Exactly the customers with a hit among the ten have an NDCG above 0.
    hitRateAt10: perCase.filter((value) => value > 0).length / cases.length,
    coverageAt10: coverage(lists, items),
  };
}

/** Ranks the cases with a model, as a request would, and measures the lists. */
export function measureModel(
  name: string,
  model: Model,
  items: readonly Item[],
  cases: readonly Case[],
): Measured {
  const { lists } = evaluate(new Recommender(model, items), cases);
  return measureLists(name, lists, cases, items.length);
}

/** The interval of how much better `ours` ranks than `theirs`: lists for the same cases. */
export function lead(
  cases: readonly DatedCase[],
  ours: Pick<Measured, "lists">,
  theirs: Pick<Measured, "lists">,
): Interval {
  const behind = gainsOf(cases, theirs.lists);
  return clusteredInterval(
    takingsOf(cases),
    gainsOf(cases, ours.lists).map((gain, row) => gain - behind[row]!),
  );
}

/** NaN of none. */
export function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
