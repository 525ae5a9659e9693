// The votes of sequences: what was taken shortly after an item, and shortly before it.
import type { Steps } from "../interactions/steps.ts";
import type { CollaborativeOptions } from "./collaborative.ts";
import { Candidates, READ_AHEAD, type RowVotes } from "./row-votes.ts";
import { sharedFloat64, sharedUint32 } from "../threads/shared.ts";
import type { TopK } from "./top-k.ts";

/** All customers' steps and where each item is in them. In shared memory. */
export interface WindowJob {
  readonly kind: "windows";
  readonly items: number;
  /**
   * Two words per step, its item and the bits of its weight (float32), so that a step is one read of memory. `items`
   * stands before, between and after the customers.
   */
  readonly cells: Uint32Array;
  /** `Uint32Array` of length items + 1: item `i` is on the steps `places[offsets[i]]` to `places[offsets[i + 1]]`. */
  readonly offsets: Uint32Array;
  /** Indices into `cells`. */
  readonly places: Uint32Array;
  /** Weight of a vote over 1, 2, … steps. */
  readonly distanceWeights: Float64Array;
  readonly backward: number;
  /** Factor of each row, length items. */
  readonly factors: Float64Array;
}

/** Below this a weight says nothing any more, and products of such weights would come to 0. */
const MIN_WEIGHT = 1e-30;

export function windowJob(steps: Steps, options: CollaborativeOptions): WindowJob {
  const { customers, items } = steps;
  const offsets = sharedUint32(items + 1);
  // Not for-of: over millions its iterator fills the heap faster than it is emptied.
  for (let step = 0; step < steps.item.length; step++) offsets[steps.item[step]! + 1]!++;
  for (let item = 0; item < items; item++) offsets[item + 1]! += offsets[item]!;

  const targetWeights = new Float64Array(items);
  const factors = sharedFloat64(items);
  for (let item = 0; item < items; item++) {
    const count = offsets[item + 1]! - offsets[item]!;
    targetWeights[item] = Math.max((1 + count) ** -options.targetExponent, MIN_WEIGHT);
    // A step's weight contains its item's weight as a target. As the source of a vote it must not.
    factors[item] = (1 + count) ** -options.sourceExponent / targetWeights[item]!;
  }

  const cells = sharedUint32(2 * (steps.item.length + customers + 1));
  const weights = new Float32Array(cells.buffer);
  const places = sharedUint32(steps.item.length);
  const cursor = offsets.slice();
  let at = 0;
  cells[at] = items;
  for (let customer = 0; customer < customers; customer++) {
    const from = steps.offsets[customer]!;
    const to = steps.offsets[customer + 1]!;
    // Both steps of a vote carry the square root of their customer's weight.
    const customerWeight = (to - from) ** (-options.lengthExponent / 2);
    for (let step = from; step < to; step++) {
      const item = steps.item[step]!;
      at += 2;
      cells[at] = item;
      weights[at + 1] = Math.max(steps.weight[step]! * customerWeight * targetWeights[item]!, MIN_WEIGHT);
      places[cursor[item]!++] = at;
    }
    at += 2;
    cells[at] = items;
  }
  const distanceWeights = distances(options);
  return {
    kind: "windows",
    items,
    cells,
    offsets,
    places,
    distanceWeights,
    backward: options.backward,
    factors,
  };
}

/** decay^0, decay^1, … for the distances 1 to `window`, up to the last that counts. */
function distances({ window, decay }: CollaborativeOptions): Float64Array {
  const weights = Array.from({ length: window }, (_, further) => decay ** further);
  const beyond = weights.findIndex((weight) => weight < MIN_WEIGHT);
  return Float64Array.from(beyond < 0 ? weights : weights.slice(0, beyond));
}

export class WindowVotes implements RowVotes {
  readonly #job: WindowJob;
  readonly #weights: Float32Array;
  /** Length items, all 0 between two rows. */
  readonly #votes: Float64Array;
  readonly #candidates: Candidates;
  /** The weights of the next steps on the row's item. */
  readonly #sources = new Float32Array(READ_AHEAD);

  constructor(job: WindowJob) {
    this.#job = job;
    this.#weights = new Float32Array(job.cells.buffer);
    this.#votes = new Float64Array(job.items);
    this.#candidates = new Candidates(job.items);
  }

  rank(row: number, best: TopK): void {
    this.#candidates.takeBest(this.#collect(row), best, row);
  }

  factor(row: number): number {
    return this.#job.factors[row]!;
  }

  /** Makes the candidates of `row`, itself perhaps included, and returns how many there are. */
  #collect(row: number): number {
    const { cells, offsets, places, distanceWeights, backward, items } = this.#job;
    const votes = this.#votes;
    const { ids, values } = this.#candidates;
    const weights = this.#weights;
    const sources = this.#sources;
    const window = distanceWeights.length;
    const end = offsets[row + 1]!;
    let count = 0;
    let ahead = 0;
    for (let at = offsets[row]!; at < end; at++) {
      if (at >= ahead) {
        ahead = Math.min(at + READ_AHEAD, end);
        for (let next = at; next < ahead; next++) sources[next % READ_AHEAD] = weights[places[next]! + 1]!;
      }
      const place = places[at]!;
      const forwardWeight = sources[at % READ_AHEAD]!;
      for (let further = 0, other = place + 2; further < window; further++, other += 2) {
        const target = cells[other]!;
        if (target === items) break;
        const sum = votes[target]!;
        if (sum === 0) ids[count++] = target;
        votes[target] = sum + forwardWeight * weights[other + 1]! * distanceWeights[further]!;
      }
      if (backward === 0) continue;
      const backwardWeight = forwardWeight * backward;
      for (let further = 0, other = place - 2; further < window; further++, other -= 2) {
        const target = cells[other]!;
        if (target === items) break;
        const sum = votes[target]!;
        if (sum === 0) ids[count++] = target;
        votes[target] = sum + backwardWeight * weights[other + 1]! * distanceWeights[further]!;
      }
    }
    for (let at = 0; at < count; at++) {
      values[at] = votes[ids[at]!]!;
      votes[ids[at]!] = 0;
    }
    return count;
  }
}
