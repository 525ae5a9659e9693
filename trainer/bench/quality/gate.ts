// The gate on a real holdout: false promotions among equally good models, and its power for true uplifts.
import { fitModel, type Model, mulberry32, Recommender, trainRanker } from "@aisle/recommender";
import { type Contestant, decide } from "../../src/gate/gate.ts";
import { gateSegments } from "../../src/gate/segments.ts";
import { takingsOf } from "../../src/gate/takings.ts";
import { type Challenger, measureOnHoldout, type TrainingData } from "../../src/train/challenger.ts";
import { simulateGate, SWAPS } from "./gate-simulation.ts";
import { percent, round, table } from "./report.ts";
import { falsePromotions, SAMPLE_CUSTOMERS, SAMPLES } from "./samples.ts";

const UPLIFTS = [0, 0.05, 0.1, 0.2, 0.3] as const;

/** Simulates customers of whom few differ, or skewly; retrains of the same recipe; and challenges by better ones. */
export function runGate(
  data: TrainingData,
  shipped: Challenger,
  { quick, write }: { readonly quick: boolean; readonly write: (text: string) => void },
) {
  const cells = Object.entries(SAMPLES).map(([name, draw]) => ({
    name,
    promoted: SAMPLE_CUSTOMERS.map((customers) =>
      round(falsePromotions({ draw, customers, retrains: quick ? 100 : 2000, seed: 1 })),
    ),
  }));
  write(
    `${table(
      [
        "of customers that differ by nothing on average",
        ...SAMPLE_CUSTOMERS.map((count) => `${count}: promoted`),
      ],
      cells.map(({ name, promoted }) => [name, ...promoted.map(percent)]),
    )}\n`,
  );

  const takings = takingsOf(data.holdoutCases);
  const segments = gateSegments(data.holdoutCases, data.knownEvents);
  const contestants = retrainedModels(data, shipped, quick ? 2 : 6).map((model, at) =>
    measured(`retrain ${at + 1}`, model, data),
  );
  const retrains = (uplift: number): number => (quick ? 20 : uplift === 0 ? 1000 : 200);
  const swaps = SWAPS.map((swap) => ({
    swap,
    outcomes: UPLIFTS.map((uplift) => {
      const count = retrains(uplift);
      const outcome = simulateGate({
        takings,
        segments,
        contestants,
        swap,
        retrains: count,
        uplift,
        seed: 1,
      });
      return { uplift, promoted: round(outcome.promoted / count), stopped: round(outcome.stopped / count) };
    }),
  }));
  write(
    `${table(
      ["swapped per", ...UPLIFTS.map((uplift) => `${percent(uplift)} better: promoted (stopped by a rail)`)],
      swaps.map(({ swap, outcomes }) => [
        swap,
        ...outcomes.map(({ promoted, stopped }) => `${percent(promoted)} (${percent(stopped)})`),
      ]),
    )}\n`,
  );

  const pairs = contestants.flatMap((champion) =>
    contestants.filter((one) => one !== champion).map((challenger) => ({ champion, challenger })),
  );
  const promotedPairs = pairs.filter(
    (pair) => decide({ mode: "recipe", takings, segments, ...pair, bundleBytes: 0 }).promoted,
  ).length;
  write(`Of ${pairs.length} pairs of these retrains, as they are, ${promotedPairs} are promoted\n`);
  return {
    customers: takings.customer.count,
    items: takings.item.count,
    days: takings.day.count,
    samples: cells,
    swaps,
    pairs: { of: pairs.length, promoted: promotedPairs },
  };
}

/** Models that chance alone tells apart: forests of other seeds, each learned from a bootstrap of the customers. */
function retrainedModels(data: TrainingData, { recipe }: Challenger, count: number): Model[] {
  const { split, items, labelCases, beforeHoldout } = data;
  const forRanker = fitModel(split.history, items, recipe);
  const model = fitModel(beforeHoldout, items, recipe);
  return Array.from({ length: count }, (_, at) => {
    const seed = at + 1;
    const random = mulberry32(seed);
    const cases = labelCases.map(() => labelCases[Math.floor(random() * labelCases.length)]!);
    const seeded = { ...recipe, ranker: { ...recipe.ranker, seed } };
    return { ...model, forest: trainRanker({ ...forRanker, recipe: seeded }, items, cases) };
  });
}

/** All as fast as each other: on a busy machine the times would decide, and they are not what is simulated. */
function measured(name: string, model: Model, data: TrainingData): Contestant {
  const { contestant } = measureOnHoldout(name, new Recommender(model, data.items), data);
  return { ...contestant, microsecondsPerCustomer: 0 };
}
