// Metrics of recommended lists by themselves: how wide, how surprising, how varied.

/** Share of the catalogue that appears in at least one list. */
export function coverage(lists: Iterable<ArrayLike<number>>, catalogueSize: number): number {
  const shown = new Set<number>();
  for (const list of lists) for (let at = 0; at < list.length; at++) shown.add(list[at]!);
  return catalogueSize === 0 ? 0 : shown.size / catalogueSize;
}

/**
 * Mean self-information of the items in a list, in bits: -log2 of the share of events that are the item's
 * (with one event added to each). Zhou et al., PNAS 2010. 0 for an empty list.
 */
export function novelty(
  list: ArrayLike<number>,
  occurrences: ArrayLike<number>,
  totalOccurrences: number,
): number {
  if (list.length === 0) return 0;
  let bits = 0;
  for (let at = 0; at < list.length; at++) {
    const count = 1 + (occurrences[list[at]!] ?? 0);
    bits -= Math.log2(count / (totalOccurrences + occurrences.length));
  }
  return bits / list.length;
}

/** Mean of 1 - similarity over all pairs of a list; 0 for fewer than two items. Ziegler et al., WWW 2005. */
export function intraListDiversity(
  list: ArrayLike<number>,
  similarity: (a: number, b: number) => number,
): number {
  let sum = 0;
  let pairs = 0;
  for (let a = 0; a < list.length; a++) {
    for (let b = a + 1; b < list.length; b++) {
      sum += 1 - similarity(list[a]!, list[b]!);
      pairs++;
    }
  }
  return pairs === 0 ? 0 : sum / pairs;
}
