// Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).

/** An item is chosen among the first so many that are not shown yet … */
const MIN_POOL = 40;

/** … or among so many times its place: by the place and not by the limit, so that longer lists begin like shorter ones. */
const POOL_FACTOR = 4;

/** How many candidates a list of `count` may be chosen among. */
export function diversityPool(count: number): number {
  return Math.max(MIN_POOL, POOL_FACTOR * count);
}

/**
 * Picks `count` of `scores.length` candidates: each time, of a pool at the top, the one with the greatest
 * `(1 - diversity) × score / best score - diversity × its greatest similarity to those picked`.
 * `scores` are sorted best first and not negative; `similarity` is in 0 to 1. Returns positions in `scores`.
 */
export function diversify(
  scores: readonly number[],
  count: number,
  diversity: number,
  similarity: (a: number, b: number) => number,
): number[] {
  const top = scores[0] ?? 0;
  const remaining = scores.map((_, position) => position);
  const closest = new Float64Array(scores.length);
  /** With how many of the picked ones each has been compared. */
  const compared = new Uint32Array(scores.length);
  const picked: number[] = [];
  while (picked.length < count && remaining.length > 0) {
    const pool = diversityPool(picked.length + 1);
    let bestAt = 0;
    let bestValue = -Infinity;
    for (let at = 0; at < remaining.length && remaining[at]! < pool; at++) {
      const position = remaining[at]!;
      for (; compared[position]! < picked.length; compared[position]!++) {
        const other = picked[compared[position]!]!;
        closest[position] = Math.max(closest[position]!, similarity(position, other));
      }
      const relevance = top > 0 ? scores[position]! / top : 0;
      const value = (1 - diversity) * relevance - diversity * closest[position]!;
      if (value > bestValue) {
        bestValue = value;
        bestAt = at;
      }
    }
    picked.push(...remaining.splice(bestAt, 1));
  }
  return picked;
}
