// Paired bootstrap: how sure is the mean of per-customer differences?
import { mulberry32 } from "@aisle/recommender";

export interface Interval {
  readonly mean: number;
  /** Bounds of the two-sided 95% percentile interval (Efron and Tibshirani, 1993, chapter 13). */
  readonly low: number;
  readonly high: number;
  /** The smallest true difference that this sample would show in 80% of repetitions. */
  readonly detectable: number;
  readonly customers: number;
}

export const RESAMPLES = 10_000;

/** (z of 97.5%) + (z of 80%): the usual factor between a standard error and a detectable difference. */
const DETECTABLE_FACTOR = 1.96 + 0.842;

/**
 * The interval of the mean of `differences` (challenger - champion, one per customer). Deterministic for a seed.
 * Differences that are all 0 give an interval of width 0. Throws `RangeError` when there are none and for one that is
 * not finite: sorted last, a NaN would leave a lower bound that looks sure.
 *
 * Most customers' differences are 0 (neither list hit), so a resample draws how many of the others it gets, then
 * those: the same distribution as drawing everybody, in a fraction of the time.
 */
export function pairedBootstrap(differences: Float64Array, seed = 1, resamples = RESAMPLES): Interval {
  const customers = differences.length;
  if (customers === 0) throw new RangeError("no customers to compare on");
  const bad = differences.findIndex((difference) => !Number.isFinite(difference));
  if (bad >= 0) throw new RangeError(`the difference of customer ${bad} is ${differences[bad]}`);
  const changed = differences.filter((difference) => difference !== 0);
  const mean = differences.reduce((a, b) => a + b, 0) / customers;
  if (changed.length === 0) return { mean: 0, low: 0, high: 0, detectable: 0, customers };
  const random = mulberry32(seed);
  const share = changed.length / customers;
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0;
    for (let draws = binomial(customers, share, random); draws > 0; draws--) {
      sum += changed[Math.floor(random() * changed.length)]!;
    }
    means[resample] = sum / customers;
  }
  means.sort();
  const squares = differences.reduce((a, difference) => a + (difference - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / Math.max(1, customers - 1) / customers);
  return {
    mean,
    low: means[Math.floor(0.025 * resamples)]!,
    high: means[Math.min(resamples - 1, Math.ceil(0.975 * resamples))]!,
    detectable: DETECTABLE_FACTOR * standardError,
    customers,
  };
}

/** A draw from Binomial(n, p): exact by counting geometric gaps, which takes n × p steps. */
function binomial(n: number, p: number, random: () => number): number {
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  const logFailure = Math.log1p(-p);
  let successes = 0;
  let at = Math.floor(Math.log(1 - random()) / logFailure);
  while (at < n) {
    successes++;
    at += 1 + Math.floor(Math.log(1 - random()) / logFailure);
  }
  return successes;
}
