// Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).

/**
 * Picks `count` of `scores.length` candidates: each time the one with the greatest
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
  const picked: number[] = [];
  while (picked.length < count && remaining.length > 0) {
    let bestAt = 0;
    let bestValue = -Infinity;
    for (let at = 0; at < remaining.length; at++) {
      const position = remaining[at]!;
      const relevance = top > 0 ? scores[position]! / top : 0;
      const value = (1 - diversity) * relevance - diversity * closest[position]!;
      if (value > bestValue) {
        bestValue = value;
        bestAt = at;
      }
    }
    const [chosen] = remaining.splice(bestAt, 1);
    picked.push(chosen!);
    if (picked.length === count) break;
    for (const position of remaining) {
      closest[position] = Math.max(closest[position]!, similarity(position, chosen!));
    }
  }
  return picked;
}
