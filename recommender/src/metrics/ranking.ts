// Metrics of one ranked list against the items that were really taken (binary relevance).

/** Discount of rank position `at` (from 0): 1 / log2(at + 2), as in Järvelin and Kekäläinen, TOIS 2002. */
function discount(at: number): number {
  return 1 / Math.log2(at + 2);
}

/** Normalised discounted cumulative gain of the first k. 0 when nothing is relevant. */
export function ndcg(ranked: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  let gain = 0;
  let ideal = 0;
  for (let at = 0; at < Math.min(k, ranked.length); at++) if (relevant.has(ranked[at]!)) gain += discount(at);
  for (let at = 0; at < Math.min(k, relevant.size); at++) ideal += discount(at);
  return ideal === 0 ? 0 : gain / ideal;
}

/**
 * What one relevant item adds to the normalised discounted cumulative gain of the first k, where `relevant` items are:
 * over all of these it adds up to `ndcg`.
 */
export function gainOf(ranked: ArrayLike<number>, item: number, relevant: number, k: number): number {
  let ideal = 0;
  for (let at = 0; at < Math.min(k, relevant); at++) ideal += discount(at);
  for (let at = 0; at < Math.min(k, ranked.length); at++)
    if (ranked[at] === item) return discount(at) / ideal;
  return 0;
}

/** Share of the relevant items among the first k. */
export function recall(ranked: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  return relevant.size === 0 ? 0 : hits(ranked, relevant, k) / relevant.size;
}

/** 1 when any relevant item is among the first k, else 0. */
export function hitRate(ranked: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  return hits(ranked, relevant, k) > 0 ? 1 : 0;
}

/** 1 / rank (from 1) of the first relevant item within k, else 0. */
export function reciprocalRank(ranked: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  for (let at = 0; at < Math.min(k, ranked.length); at++) if (relevant.has(ranked[at]!)) return 1 / (at + 1);
  return 0;
}

/**
 * The precision at each relevant position within k, summed and divided by the number of relevant items, as trec_eval's
 * `map_cut` and ranx do: 1 only when all relevant items are among the first k.
 */
export function averagePrecision(
  ranked: ArrayLike<number>,
  relevant: ReadonlySet<number>,
  k: number,
): number {
  let found = 0;
  let sum = 0;
  for (let at = 0; at < Math.min(k, ranked.length); at++) {
    if (relevant.has(ranked[at]!)) sum += ++found / (at + 1);
  }
  return relevant.size === 0 ? 0 : sum / relevant.size;
}

function hits(ranked: ArrayLike<number>, relevant: ReadonlySet<number>, k: number): number {
  let count = 0;
  for (let at = 0; at < Math.min(k, ranked.length); at++) if (relevant.has(ranked[at]!)) count++;
  return count;
}
