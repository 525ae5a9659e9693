// The order of a list: first the candidates that the whole forest ranked, then those that only its first trees saw.
import { TopK } from "../graphs/top-k.ts";

/**
 * The rows of `scores`, best first by score times `factor`. Rows `ahead`, when given, come before all others, of which
 * only as many follow as make `count`. Their scores are lowered to the least of those ahead where they are above: so
 * scores descend, and a longer list begins like a shorter one.
 */
export function bestFirst(
  scores: Float64Array,
  count: number,
  ahead: Uint32Array | undefined,
  factor: ((row: number) => number) | undefined,
): readonly number[] {
  if (ahead === undefined) return best(scores.keys(), scores, scores.length, factor);
  const first = best(ahead, scores, ahead.length, factor);
  if (count <= first.length) return first;
  const isAhead = new Uint8Array(scores.length);
  for (const row of ahead) isAhead[row] = 1;
  const others = best(
    scores.keys().filter((row) => isAhead[row] === 0),
    scores,
    count - first.length,
    factor,
  );
  const last = first.at(-1)!;
  const least = scores[last]! * (factor?.(last) ?? 1);
  for (const row of others) scores[row] = Math.min(scores[row]!, least / (factor?.(row) ?? 1));
  return [...first, ...others];
}

function best(
  rows: Iterable<number>,
  scores: Float64Array,
  count: number,
  factor: ((row: number) => number) | undefined,
): readonly number[] {
  const found = new TopK(Math.min(count, scores.length));
  for (const row of rows) found.push(scores[row]! * (factor?.(row) ?? 1), row);
  found.sort();
  return Array.from(found.ids.subarray(0, found.size));
}
