// A share of many, with how sure it is.

export interface Share {
  readonly share: number;
  /** The 95 % interval. */
  readonly low: number;
  readonly high: number;
}

/** Standard deviations either side of the mean that hold 95 % of a normal distribution. */
const Z = 1.96;

/**
 * `some` of `all`, with Wilson's score interval, which is sound for few and for none: E. B. Wilson, "Probable inference,
 * the law of succession, and statistical inference" (1927). Undefined for none of none.
 */
export function shareOf(some: number, all: number): Share | undefined {
  if (all <= 0) return undefined;
  const share = Math.min(1, some / all);
  const weight = 1 + Z ** 2 / all;
  const middle = share + Z ** 2 / (2 * all);
  const half = Z * Math.sqrt((share * (1 - share)) / all + Z ** 2 / (4 * all ** 2));
  return {
    share,
    low: Math.max(0, (middle - half) / weight),
    high: Math.min(1, (middle + half) / weight),
  };
}
