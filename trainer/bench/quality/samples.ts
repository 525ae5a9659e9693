// Made-up differences that are nothing on average: how many of them the gate takes for a gain.
import { mulberry32 } from "@aisle/recommender";
import type { Contestant } from "../../src/gate/decision.ts";
import { decide } from "../../src/gate/gate.ts";
import { takingsOf } from "../../src/gate/takings.ts";

/** Draws what one customer gains or loses, 0 on average. */
export type Draw = (random: () => number) => number;

const gaussian = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A gain of `win` against a loss of 1, so seldom that they balance. */
const leftSkew =
  (win: number): Draw =>
  (random) =>
    random() < win / (1 + win) ? -1 : win;

const someDiffer =
  (share: number, draw: Draw): Draw =>
  (random) =>
    random() < share ? draw(random) : 0;

const clipped = (value: number): number => Math.max(-1, Math.min(1, value));

export const SAMPLES = {
  "15 % differ": someDiffer(0.15, (random) => clipped(0.3 * gaussian(random))),
  "3 % differ": someDiffer(0.03, (random) => clipped(0.3 * gaussian(random))),
  "heavy tails (Cauchy)": (random) => clipped(0.02 * Math.tan(Math.PI * (random() - 0.5))),
  "left skew, +.05 or −1": leftSkew(0.05),
  "left skew, 15 % differ": someDiffer(0.15, leftSkew(0.05)),
  "left skew, 3 % differ": someDiffer(0.03, leftSkew(0.05)),
} satisfies Record<string, Draw>;

export const SAMPLE_CUSTOMERS = [100, 200, 1000, 5000] as const;

/** Of so many items and days: enough that they are no clusters to speak of. */
const ITEMS = 500;
const DAYS = 60;

export interface Sampling {
  readonly draw: Draw;
  readonly customers: number;
  readonly retrains: number;
  readonly seed: number;
}

/** The share of `retrains` challengers that the gate promotes although their customers gain nothing on average. */
export function falsePromotions({ draw, customers, retrains, seed }: Sampling): number {
  const random = mulberry32(seed);
  const takings = takingsOf(
    Array.from({ length: customers }, () => ({
      taken: new Set([Math.floor(random() * ITEMS)]),
      days: [Math.floor(random() * DAYS)],
    })),
  );
  const contestant = (name: string, gains: Float64Array): Contestant => ({
    name,
    gains,
    coverage: 1,
    microsecondsPerCustomer: 0,
  });
  const champion = contestant("champion", new Float64Array(customers));
  let promoted = 0;
  for (let retrain = 0; retrain < retrains; retrain++) {
    const challenger = contestant(
      "challenger",
      champion.gains.map(() => draw(random)),
    );
    if (decide({ mode: "recipe", takings, segments: [], champion, challenger, bundleBytes: 0 }).promoted)
      promoted++;
  }
  return promoted / retrains;
}
