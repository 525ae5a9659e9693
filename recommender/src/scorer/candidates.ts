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
  /** How many better placed items the rules removed. */
  readonly filtered: number;
}

/** A candidate's blended score as a share of the best one's; 0 when that is 0. */
export function relativeBlend({ blend }: Candidates, at: number): number {
  const top = blend[0] ?? 0;
  return top > 0 ? blend[at]! / top : 0;
}

/** Popularity by item index, and all items from the most to the least popular. */
export interface PopularityOrder {
  readonly popularity: Float32Array;
  readonly order: Uint32Array;
}

/** So many items more than are asked for are looked at: customers have some of the best ones already. */
const SLACK = 16;

/**
 * The `count` best items that the rules allow, by blended and boosted score. Exact over the whole catalogue:
 * items without votes take part with their popularity, newcomers without either come last. Those of `also`, which
 * the rules allow, follow.
 */
export function selectCandidates(
  votes: Votes,
  blend: BlendWeights,
  popular: PopularityOrder,
  catalogueSize: number,
  rules: CompiledRules,
  count: number,
  also: readonly number[] = [],
): Candidates {
  const { popularity, order } = popular;
  const best = new TopK(count);
  let filtered = 0;

  const voted = votes.blended(blend);
  const blended = (item: number, place: number): number =>
    voted[place]! + blend.popularity * (popularity[item] ?? 0);

  const offer = (item: number, place: number): void => {
    if (also.length > 0 && also.includes(item)) return;
    let score = blended(item, place);
    if (rules.boost !== undefined) {
      // Not even with the greatest boost, which then need not be asked for.
      if (score * rules.greatestBoost < best.floor) return;
      score *= rules.boost(item);
    }
    if (!best.admits(score, item)) return;
    if (rules.allows(item)) best.push(score, item);
    else filtered++;
  };

  /** Offers all that can have `floor` or more. */
  const offerFrom = (floor: number): void => {
    const { count: places, item: itemAt } = votes;
    // Not even with the greatest popularity, 1, which then need not be read.
    const least = floor - blend.popularity;
    for (let place = 1; place <= places; place++) if (voted[place]! >= least) offer(itemAt[place]!, place);
    for (let at = 0; at < order.length; at++) {
      const item = order[at]!;
      if (votes.placeOf(item) !== 0) continue;
      // In order of popularity, so nothing further down can be admitted either.
      const score = blend.popularity * popularity[item]! * rules.greatestBoost;
      if (score < floor || score < best.floor) break;
      offer(item, 0);
    }
    for (let item = popularity.length; item < catalogueSize; item++)
      if (votes.placeOf(item) === 0) offer(item, 0);
  };

  // Rules seldom forbid more than a few; when they do, all is offered after all.
  const floor = rules.boost === undefined ? votes.floorFor(count + SLACK) : 0;
  offerFrom(floor);
  if (floor > 0 && best.size < count) {
    best.clear();
    filtered = 0;
    offerFrom(0);
  }

  best.sort();
  const found = best.ids.subarray(0, best.size);
  const size = best.size + also.length;
  const candidates = {
    size,
    item: also.length === 0 ? found : Uint32Array.of(...found, ...also),
    blend: new Float64Array(size),
    transitions: new Float32Array(size),
    cooccurrence: new Float32Array(size),
    content: new Float32Array(size),
    filtered,
  };
  for (let at = 0; at < size; at++) {
    const item = candidates.item[at]!;
    const place = votes.placeOf(item);
    candidates.blend[at] = blended(item, place);
    candidates.transitions[at] = votes.transitions(place);
    candidates.cooccurrence[at] = votes.cooccurrence(place);
    candidates.content[at] = votes.content(place);
  }
  return candidates;
}
