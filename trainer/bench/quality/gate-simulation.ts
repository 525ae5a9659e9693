// How often the gate promotes a challenger that is as good as the champion, and one that is better by so much.
import { mulberry32 } from "@aisle/recommender";
import { type Contestant, decide } from "../../src/gate/gate.ts";

export interface GateSimulation {
  /** At least two models measured on one holdout: how much they disagree is how much chance there is. */
  readonly contestants: readonly Contestant[];
  readonly newCustomer: readonly boolean[];
  readonly retrains: number;
  /** How much better the challenger truly is, as a share of the mean NDCG@10; 0 for equally good. */
  readonly uplift: number;
  readonly seed: number;
}

export interface GateOutcome {
  readonly promoted: number;
  /** Surely better, and refused all the same: a guard rail stood in the way. */
  readonly stopped: number;
}

/**
 * Plays retrains and counts how they end. Each draws customers with replacement and two contestants, and tosses
 * for every customer which of the two is the champion there: whatever the two are worth, both sides are then equally
 * good, while single customers differ as much as they really do. Then the challenger gets its uplift.
 */
export function simulateGate({
  contestants,
  newCustomer,
  retrains,
  uplift,
  seed,
}: GateSimulation): GateOutcome {
  if (contestants.length < 2) throw new RangeError("two contestants are needed, to differ");
  const random = mulberry32(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  let promoted = 0;
  let stopped = 0;
  for (let retrain = 0; retrain < retrains; retrain++) {
    const first = below(contestants.length);
    const second = (first + 1 + below(contestants.length - 1)) % contestants.length;
    const drawn = Array.from(newCustomer, () => below(newCustomer.length));
    const [champion, challenger] = equallyGood(contestants[first]!, contestants[second]!, drawn, random);
    const { verdict } = decide({
      mode: "recipe",
      champion,
      challenger: { ...challenger, ndcg: raised(challenger.ndcg, uplift, random) },
      newCustomer: drawn.map((customer) => newCustomer[customer]!),
      bundleBytes: 0,
    });
    if (verdict === "better") promoted++;
    if (verdict === "guard rail") stopped++;
  }
  return { promoted, stopped };
}

/** Two contestants on the drawn customers, who swap places for every customer with an even chance. */
function equallyGood(
  a: Contestant,
  b: Contestant,
  drawn: readonly number[],
  random: () => number,
): [Contestant, Contestant] {
  const swaps = drawn.map(() => random() < 0.5);
  const side = (one: Contestant, other: Contestant): Contestant => ({
    ...one,
    ndcg: Float64Array.from(drawn, (customer, at) => (swaps[at] ? other : one).ndcg[customer]!),
    newItemNdcg: Float64Array.from(drawn, (customer, at) => (swaps[at] ? other : one).newItemNdcg[customer]!),
  });
  return [side(a, b), side(b, a)];
}

/**
 * NDCGs whose mean is expected to be higher by the share `uplift`: customers whose list missed get, by chance, the
 * NDCG of one whose list hit, which is how a better model shows itself.
 */
export function raised(ndcg: Float64Array, uplift: number, random: () => number): Float64Array {
  const hits = ndcg.filter((value) => value > 0);
  if (uplift === 0 || hits.length === 0) return ndcg;
  // misses × chance × mean of the hits = uplift × hits × mean of the hits
  const chance = (uplift * hits.length) / (ndcg.length - hits.length);
  return ndcg.map((value) =>
    value === 0 && random() < chance ? hits[Math.floor(random() * hits.length)]! : value,
  );
}
