// What the customers of a holdout took, and what each of these items adds to their NDCG@10.
import { gainOf } from "@aisle/recommender";
import type { DatedCase } from "../train/cases.ts";

/** One row for each item that a customer took, by ascending customer. */
export interface Takings {
  readonly rows: number;
  readonly customer: Grouping;
  readonly item: Grouping;
  /** The day on which the item was taken. */
  readonly day: Grouping;
  readonly customerAndDay: Grouping;
  readonly itemAndDay: Grouping;
}

/** Which rows belong together. */
export interface Grouping {
  /** The group of each row, from 0 on without gaps. */
  readonly of: Uint32Array;
  readonly count: number;
}

const DEPTH = 10;

/** The rows of the cases: customers by their position, their items in the order of `taken`. */
export function takingsOf(cases: readonly Pick<DatedCase, "taken" | "days">[]): Takings {
  const customer = cases.flatMap(({ taken }, at) => Array.from(taken, () => at));
  const item = cases.flatMap(({ taken }) => Array.from(taken));
  const day = cases.flatMap(({ days }) => days);
  const onDay = (of: readonly number[]): Grouping => grouping(of.map((one, row) => `${one} ${day[row]}`));
  return {
    rows: customer.length,
    customer: grouping(customer),
    item: grouping(item),
    day: grouping(day),
    customerAndDay: onDay(customer),
    itemAndDay: onDay(item),
  };
}

function grouping(keys: readonly (number | string)[]): Grouping {
  const groups = new Map<number | string, number>();
  const of = Uint32Array.from(keys, (key) => {
    const group = groups.get(key) ?? groups.size;
    groups.set(key, group);
    return group;
  });
  return { of, count: groups.size };
}

/**
 * What each row adds to its customer's NDCG@10 in these lists, one per case: a customer's rows add up to the NDCG@10.
 */
export function gainsOf(
  cases: readonly Pick<DatedCase, "taken">[],
  lists: readonly ArrayLike<number>[],
): Float64Array {
  return Float64Array.from(
    cases.flatMap(({ taken }, at) =>
      Array.from(taken, (item) => gainOf(lists[at]!, item, taken.size, DEPTH)),
    ),
  );
}

/** Mean NDCG@10 over the customers of what `gainsOf` says, or of the part of it that is not 0. */
export function ndcgOf(gains: Float64Array, { customer }: Takings): number {
  return gains.reduce((a, b) => a + b, 0) / customer.count;
}
