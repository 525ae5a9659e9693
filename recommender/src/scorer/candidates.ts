// The first stage's best items, best first, with the parts of their scores.
import { TopK } from "../graphs/top-k.ts";
import type { BlendWeights } from "../fit/recipe.ts";
import type { CompiledRules } from "../rules/compile.ts";
import type { Votes } from "./votes.ts";

/** Columns of equal length; entry `at` of each speaks of the candidate with that rank. */
export interface Candidates {
  readonly size: number;
  readonly item: Uint32Array;
  /** Blended score, without boosts. */
  readonly blend: Float64Array;
  /** Raw sums of the graphs' votes, before their blend weights. */
  readonly transitions: Float32Array;
  readonly cooccurrence: Float32Array;
  readonly content: Float32Array;
  readonly supporters: Uint16Array;
  /** How many better placed items the rules removed. */
  readonly filtered: number;
}

/** Popularity by item index, and all items from the most to the least popular. */
export interface PopularityOrder {
  readonly popularity: Float32Array;
  readonly order: Uint32Array;
}

/**
 * The `count` best items that the rules allow, by blended and boosted score. Exact over the whole catalogue:
 * items without votes take part with their popularity, newcomers without either come last.
 */
export function selectCandidates(
  votes: Votes,
  blend: BlendWeights,
  popular: PopularityOrder,
  catalogueSize: number,
  rules: CompiledRules,
  count: number,
): Candidates {
  const { popularity, order } = popular;
  const { transitions, cooccurrence, content, supporters } = votes;
  const best = new TopK(count);
  let filtered = 0;

  const blended = (item: number): number =>
    blend.transitions * transitions[item]! +
    blend.cooccurrence * cooccurrence[item]! +
    blend.content * content[item]! +
    blend.popularity * (popularity[item] ?? 0);

  const offer = (item: number): void => {
    let score = blended(item);
    if (rules.boost !== undefined) score *= rules.boost(item);
    if (!best.admits(score, item)) return;
    if (rules.allows(item)) best.push(score, item);
    else filtered++;
  };

  for (let at = 0; at < votes.touchedCount; at++) offer(votes.touched[at]!);
  for (const item of order) {
    if (supporters[item] !== 0) continue;
    // In order of popularity, so nothing further down can be admitted either, unless a boost lifts it.
    if (rules.boost === undefined && blend.popularity * popularity[item]! < best.floor) break;
    offer(item);
  }
  for (let item = popularity.length; item < catalogueSize; item++) if (supporters[item] === 0) offer(item);

  best.sort();
  const item = best.ids.slice(0, best.size);
  const column = (source: Float32Array): Float32Array => Float32Array.from(item, (index) => source[index]!);
  return {
    size: best.size,
    item,
    blend: Float64Array.from(item, blended),
    transitions: column(transitions),
    cooccurrence: column(cooccurrence),
    content: column(content),
    supporters: Uint16Array.from(item, (index) => supporters[index]!),
    filtered,
  };
}
