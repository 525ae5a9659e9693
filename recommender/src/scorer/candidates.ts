// The first stage's best items, best first, with the parts of their scores.
import { TopK } from "../graphs/top-k.ts";
import type { BlendWeights } from "../fit/recipe.ts";
import type { PopularityOrder } from "../popularity/order.ts";
import type { CompiledRules } from "../rules/compile.ts";
import { RowOrder } from "./row-order.ts";
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

/** What candidates are chosen from, and how many. */
export interface Choice {
  readonly votes: Votes;
  readonly blend: BlendWeights;
  readonly popular: PopularityOrder;
  readonly catalogueSize: number;
  readonly rules: CompiledRules;
  readonly count: number;
  /** Allowed by the rules, and to follow the others, whatever their scores. */
  readonly also: readonly number[];
  /** Told of the better placed items that the rules removed, in no order, with the parts of their scores. */
  readonly onRemoved?: ((removed: Candidates) => void) | undefined;
}

/** So many items more than are asked for are looked at: customers have some of the best ones already. */
const SLACK = 16;
/** Where the rules forbid so many of these that too few are left, so many times more are looked at. */
const MORE = 4;

/**
 * Chooses the `count` best items that the rules allow, by blended and boosted score. Exact over the whole catalogue: items
 * without votes take part with their popularity, newcomers without either come last. Reuses its buffers; not reentrant.
 */
export class CandidateChoice {
  readonly #order = new RowOrder();
  readonly #allowed = new ScoredItems();
  readonly #forbidden = new ScoredItems();

  find(choice: Choice): Candidates {
    const { votes, blend, rules, count } = choice;
    votes.weigh(blend);
    for (let wanted = count + SLACK; ; wanted *= MORE) {
      // A boost without bounds may put any item first.
      const floor = rules.greatestBoost === Infinity ? 0 : votes.floorFor(wanted);
      if (floor === 0 && rules.boost !== undefined) return findBoosted(choice);
      this.#gather(choice, floor);
      if (floor === 0 || this.#allowed.size >= count) return this.#best(choice);
    }
  }

  /** Finds all that can have `floor` or more; but without boosts, of those without votes no more than are asked for. */
  #gather(choice: Choice, floor: number): void {
    const { votes, blend, popular, catalogueSize, rules, count } = choice;
    const { popularity, order } = popular;
    this.#allowed.clear();
    this.#forbidden.clear();
    const { weighed, near } = votes;
    // Not even with the greatest popularity, 1, and the greatest boost, which then need not be read.
    const found = votes.findNear(floor / rules.greatestBoost - blend.popularity);
    for (let at = 0; at < found; at++) {
      const place = near[at]!;
      const item = votes.item[place]!;
      this.#offer(choice, item, weighed[place]! + blend.popularity * (popularity[item] ?? 0), floor);
    }
    // These come in order, but for their boosts; with those they still have to be among the best of all so far.
    const most = rules.boost === undefined ? this.#allowed.size + count : Infinity;
    const least = rules.boost === undefined ? floor : Math.max(floor, this.#scoreAt(count));
    for (let at = 0; at < order.length && this.#allowed.size < most; at++) {
      const item = order[at]!;
      const score = blend.popularity * popularity[item]!;
      if (score * rules.greatestBoost < least) break;
      if (votes.placeOf(item) === 0) this.#offer(choice, item, score, least);
    }
    if (floor > 0) return;
    for (let item = popularity.length; item < catalogueSize && this.#allowed.size < most; item++)
      if (votes.placeOf(item) === 0) this.#offer(choice, item, 0, floor);
  }

  /** The score of the `count`th best item that is allowed so far; 0 of fewer. */
  #scoreAt(count: number): number {
    const { items, scores, size } = this.#allowed;
    if (size < count || count === 0) return 0;
    return scores[this.#order.byRatio(scores, items, size, count)[count - 1]!]!;
  }

  #offer({ rules, also }: Choice, item: number, score: number, floor: number): void {
    const { boost } = rules;
    const boosted = boost === undefined || score * rules.greatestBoost < floor ? score : score * boost(item);
    if (boosted < floor || (also.length > 0 && also.includes(item))) return;
    (rules.allows(item) ? this.#allowed : this.#forbidden).push(item, boosted);
  }

  #best(choice: Choice): Candidates {
    const { items, scores, size } = this.#allowed;
    const count = Math.min(choice.count, size);
    const rows = this.#order.byRatio(scores, items, size, count);
    const last = count < choice.count ? -Infinity : (scores[rows[count - 1]!] ?? Infinity);
    const found = new Uint32Array(count);
    for (let at = 0; at < count; at++) found[at] = items[rows[at]!]!;
    choice.onRemoved?.(withParts({ ...choice, also: [] }, this.#forbidden.itemsFrom(last), 0));
    return withParts(choice, found, this.#forbidden.countFrom(last));
  }
}

/** Items in the order in which they came up. */
class ScoredItems {
  size = 0;
  items = new Uint32Array(1024);
  scores = new Float64Array(1024);

  push(item: number, score: number): void {
    if (this.size === this.items.length) this.#grow();
    this.items[this.size] = item;
    this.scores[this.size++] = score;
  }

  /** How many have `score` or more. */
  countFrom(score: number): number {
    let count = 0;
    for (let at = 0; at < this.size; at++) if (this.scores[at]! >= score) count++;
    return count;
  }

  /** Those that have `score` or more. */
  itemsFrom(score: number): Uint32Array {
    return this.items.slice(0, this.size).filter((_, at) => this.scores[at]! >= score);
  }

  clear(): void {
    this.size = 0;
  }

  #grow(): void {
    const { items, scores } = this;
    this.items = new Uint32Array(2 * items.length);
    this.items.set(items);
    this.scores = new Float64Array(2 * scores.length);
    this.scores.set(scores);
  }
}

/** The same for boosts that may put any item of the catalogue first: all are asked about. */
function findBoosted(choice: Choice): Candidates {
  const { votes, blend, popular, catalogueSize, rules, count, also } = choice;
  const { popularity, order } = popular;
  const { weighed } = votes;
  const best = new TopK(count);
  let filtered = 0;
  const removed: number[] = [];
  const offer = (item: number, score: number): void => {
    // Not even with the greatest boost, which then need not be asked for.
    if (score * rules.greatestBoost < best.floor || also.includes(item)) return;
    const boosted = score * (rules.boost?.(item) ?? 1);
    if (!best.admits(boosted, item)) return;
    if (rules.allows(item)) best.push(boosted, item);
    else {
      filtered++;
      if (choice.onRemoved !== undefined) removed.push(item);
    }
  };
  for (let place = 1; place <= votes.count; place++) {
    const item = votes.item[place]!;
    offer(item, weighed[place]! + blend.popularity * (popularity[item] ?? 0));
  }
  for (const item of order) {
    const score = blend.popularity * popularity[item]!;
    // In order of popularity, so nothing further down can be admitted either.
    if (score * rules.greatestBoost < best.floor) break;
    if (votes.placeOf(item) === 0) offer(item, score);
  }
  for (let item = popularity.length; item < catalogueSize; item++)
    if (votes.placeOf(item) === 0) offer(item, 0);
  best.sort();
  choice.onRemoved?.(withParts({ ...choice, also: [] }, Uint32Array.from(removed), 0));
  return withParts(choice, best.ids.slice(0, best.size), filtered);
}

function withParts(
  { votes, blend, popular, also }: Choice,
  found: Uint32Array,
  filtered: number,
): Candidates {
  const { popularity } = popular;
  const size = found.length + also.length;
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
    candidates.blend[at] = votes.weighed[place]! + blend.popularity * (popularity[item] ?? 0);
    candidates.transitions[at] = votes.transitions(place);
    candidates.cooccurrence[at] = votes.cooccurrence(place);
    candidates.content[at] = votes.content(place);
  }
  return candidates;
}
