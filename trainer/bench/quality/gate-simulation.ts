// How often the gate promotes a challenger that is as good as the champion, and one that is better by so much.
import { mulberry32 } from "@aisle/recommender";
import type { Contestant } from "../../src/gate/decision.ts";
import { decide } from "../../src/gate/gate.ts";
import type { Look } from "../../src/gate/risk.ts";
import type { Segment } from "../../src/gate/segments.ts";
import type { Grouping, Takings } from "../../src/gate/takings.ts";

/** What the two sides swap together: whatever they differ in there is chance, and the same for all of it. */
export const SWAPS = ["customer", "day", "item"] as const;
export type Swap = (typeof SWAPS)[number];

export interface GateSimulation {
  readonly takings: Takings;
  readonly segments: readonly Segment[];
  /** At least two models measured on one holdout: how much they disagree is how much chance there is. */
  readonly contestants: readonly Contestant[];
  readonly swap: Swap;
  readonly retrains: number;
  /** How much better the challenger truly is, as a share of the mean NDCG@10; 0 for equally good. */
  readonly uplift: number;
  /** The risk of each decision; 2.5 % where absent. */
  readonly look?: Look;
  readonly seed: number;
}

export interface GateOutcome {
  readonly promoted: number;
  /** Surely better, and refused all the same: a guard rail stood in the way. */
  readonly stopped: number;
}

/**
 * Plays retrains and counts how they end. Each draws two contestants and tosses for every customer, day or item which
 * of the two is the champion there: whatever the two are worth, both sides are then equally good, while they differ as
 * much as they really do. Then the challenger gets its uplift.
 */
export function simulateGate(simulation: GateSimulation): GateOutcome {
  const { takings, segments, contestants, swap, retrains, uplift, look, seed } = simulation;
  if (contestants.length < 2) throw new RangeError("two contestants are needed, to differ");
  const random = mulberry32(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  let promoted = 0;
  let stopped = 0;
  for (let retrain = 0; retrain < retrains; retrain++) {
    const first = below(contestants.length);
    const second = (first + 1 + below(contestants.length - 1)) % contestants.length;
    const swapped = tosses(takings[swap], random);
    const side = (one: Contestant, other: Contestant): Contestant => ({
      ...one,
      gains: one.gains.map((gain, row) => (swapped[row] === 1 ? other.gains[row]! : gain)),
    });
    const [a, b] = [contestants[first]!, contestants[second]!];
    const challenger = side(b, a);
    const { verdict } = decide({
      mode: "recipe",
      takings,
      segments,
      champion: side(a, b),
      challenger: { ...challenger, gains: raised(challenger.gains, uplift, random) },
      bundleBytes: 0,
      look,
    });
    if (verdict === "better") promoted++;
    if (verdict === "guard rail") stopped++;
  }
  return { promoted, stopped };
}

/** 0 or 1 for each row, the same for rows of one group. */
function tosses({ of, count }: Grouping, random: () => number): Uint8Array {
  const byGroup = Uint8Array.from({ length: count }, () => (random() < 0.5 ? 1 : 0));
  return Uint8Array.from(of, (group) => byGroup[group]!);
}

/**
 * Gains whose sum is expected to be higher by the share `uplift`: items that the list missed get, by chance, the gain of
 * one that it hit, which is how a better model shows itself.
 */
export function raised(gains: Float64Array, uplift: number, random: () => number): Float64Array {
  const hits = gains.filter((value) => value > 0);
  if (uplift === 0 || hits.length === 0) return gains;
  // misses × chance × mean of the hits = uplift × hits × mean of the hits
  const chance = (uplift * hits.length) / (gains.length - hits.length);
  return gains.map((value) =>
    value === 0 && random() < chance ? hits[Math.floor(random() * hits.length)]! : value,
  );
}
