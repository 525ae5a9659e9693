// How sure a difference of NDCG is, for other customers who take other items on other days.
import { criticalT } from "./students-t.ts";
import type { Grouping, Takings } from "./takings.ts";

export interface Interval {
  /** Mean over all customers. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** The smallest true difference whose interval would lie above 0 in 80% of repetitions. */
  readonly detectable: number;
  readonly customers: number;
  /** Customers for whom there is a difference. */
  readonly differing: number;
}

/** z of 80%. */
const POWER = 0.842;

/** On each side of an interval of 95%. */
export const TAIL = 0.025;

/**
 * The interval of the mean, over all customers, of what `differences` add up to for each: one difference per row of
 * `takings`, 0 where there is none. `tail` is the probability that the truth lies below, and as much that it lies above.
 *
 * Customers share items and days, so they are not independent: the variance is clustered three ways, by customer, item
 * and day (Cameron, Gelbach and Miller, Journal of Business & Economic Statistics 2011, section 2.3), and never below
 * that of any one way, each with Student's t of as many degrees as it has clusters, less one. (The pigeonhole bootstrap
 * of Owen, 2007, says the same of crossed effects, but counts what is in single pairs of customer and item three times,
 * which in sparse data is nearly everything.)
 *
 * A `cautious` lower bound is for decisions on few or skewed differences, whose rare losses are seen late: it counts one
 * customer more, who lost everything (as Riou and Honda, 2020, do for bounded means), and is corrected for a skew to the
 * left (Johnson, Journal of the American Statistical Association 1978, at the critical value). Differences that are all
 * 0 have no width; one customer, one item or one day says nothing of others, and the interval has no ends.
 *
 * Throws `RangeError` when there are no customers, for a difference that is not finite, and for one too many or few.
 */
export function clusteredInterval(
  takings: Takings,
  differences: Float64Array,
  { tail = TAIL, cautious = false }: { readonly tail?: number; readonly cautious?: boolean } = {},
): Interval {
  const { customer, rows } = takings;
  const customers = customer.count;
  if (customers === 0) throw new RangeError("no customers to compare on");
  if (differences.length !== rows)
    throw new RangeError(`${differences.length} differences for ${rows} items taken`);
  const bad = differences.findIndex((difference) => !Number.isFinite(difference));
  if (bad >= 0) throw new RangeError(`the difference of customer ${customer.of[bad]} is ${differences[bad]}`);
  const differing = new Set(customer.of.filter((_, row) => differences[row] !== 0)).size;
  if (differing === 0) return { mean: 0, low: 0, high: 0, detectable: 0, customers, differing };

  const total = differences.reduce((a, b) => a + b, 0);
  const mean = total / customers;
  const { ways, together, byCustomer } = clustered(takings, lessMean(takings, differences, mean));
  if (ways.some(({ clusters }) => clusters < 2))
    return { mean, low: -Infinity, high: Infinity, detectable: Infinity, customers, differing };
  const t = criticalT(tail, customers - 1);
  const width = (extra: number): number =>
    Math.max(
      ...ways.map(({ squares, clusters }) => criticalT(tail, clusters - 1) * Math.sqrt(squares + extra)),
      t * Math.sqrt(together + extra),
    );
  const variance = Math.max(together, ...ways.map(({ squares }) => squares));
  const losers = cautious ? 1 : 0;
  const cubes = byCustomer.reduce((sum, value) => sum + value ** 3, 0);
  const skew = cautious ? Math.min(0, (cubes - losers) / (variance + losers)) : 0;
  const below = losers - (skew * (1 + 2 * t * t)) / 6 + width(losers);
  return {
    mean,
    low: (total - below) / customers,
    high: (total + width(0)) / customers,
    detectable: (below + POWER * Math.sqrt(variance)) / customers,
    customers,
    differing,
  };
}

/** Each row's difference less its share of the mean, so that a customer's rows add up to how far they are from it. */
function lessMean({ customer }: Takings, differences: Float64Array, mean: number): Float64Array {
  const rows = sums(customer, new Float64Array(differences.length).fill(1));
  return differences.map((difference, row) => difference - mean / rows[customer.of[row]!]!);
}

interface Clustered {
  /** By customer, by item and by day: the sum of the squares of the clusters' sums, and how many clusters. */
  readonly ways: readonly { readonly squares: number; readonly clusters: number }[];
  /** The same for all three ways at once; 0 when what two ways have in common outweighs them. */
  readonly together: number;
  /** The customers' sums. */
  readonly byCustomer: Float64Array;
}

function clustered(takings: Takings, values: Float64Array): Clustered {
  const byCustomer = sums(takings.customer, values);
  const ways = [byCustomer, sums(takings.item, values), sums(takings.day, values)].map((clusters) => ({
    squares: (squares(clusters) * clusters.length) / (clusters.length - 1),
    clusters: clusters.length,
  }));
  // A pair of customer and item is one row, and so is a triple with the day: one is taken off, the other added again.
  const common = squares(sums(takings.customerAndDay, values)) + squares(sums(takings.itemAndDay, values));
  const together = ways.reduce((sum, way) => sum + way.squares, 0) - common;
  return { ways, together: Math.max(0, together), byCustomer };
}

function sums({ of, count }: Grouping, values: Float64Array): Float64Array {
  const totals = new Float64Array(count);
  for (let row = 0; row < values.length; row++) totals[of[row]!]! += values[row]!;
  return totals;
}

function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
