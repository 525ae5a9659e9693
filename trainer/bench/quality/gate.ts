// The gate on a real holdout: false promotions among equally good models, and its power for true uplifts.
import {
  defaultRecipe,
  fitModel,
  type Model,
  mulberry32,
  Recommender,
  trainRanker,
} from "@aisle/recommender";
import type { Contestant } from "../../src/gate/decision.ts";
import { decide } from "../../src/gate/gate.ts";
import { type Look, nextLook } from "../../src/gate/risk.ts";
import { gateSegments } from "../../src/gate/segments.ts";
import { takingsOf } from "../../src/gate/takings.ts";
import { measureOnHoldout, type TrainingData } from "../../src/train/challenger.ts";
import { withRanker } from "../../src/train/choose-ranker.ts";
import { simulateGate, SWAPS } from "./gate-simulation.ts";
import { looksEvery, yearsOfLooks } from "./looks.ts";
import { percent, round, table } from "./report.ts";
import { falsePromotions, SAMPLE_CUSTOMERS, SAMPLES } from "./samples.ts";

const UPLIFTS = [0, 0.05, 0.1, 0.2, 0.3] as const;

const LOOKS = [
  { every: "first", look: nextLook(undefined, 0) },
  { every: "nightly", look: nightlyLook() },
] as const;

/** Days between looks. */
const PACES = [1, 7, 30];

/** What a look may risk when all that was saved at first is long spent. */
function nightlyLook(): Look {
  return looksEvery(1, 100).at(-1)!;
}

/** Simulates customers of whom few differ, or skewly; retrains of the same recipe; and challenges by better ones. */
export function runGate(
  data: TrainingData,
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
      cells.map(({ name, promoted }) => [name, ...promoted.map((share) => percent(share))]),
    )}\n`,
  );

  const takings = takingsOf(data.holdoutCases);
  const segments = gateSegments(data.holdoutCases, data.knownEvents);
  const contestants = retrainedModels(data, quick ? 2 : 6).map((model, at) =>
    measured(`retrain ${at + 1}`, model, data),
  );
  const simulation = { takings, segments, contestants, seed: 1 };
  const swaps = LOOKS.flatMap(({ every, look }) =>
    SWAPS.map((swap) => ({
      swap,
      looks: every,
      risk: look.risk,
      outcomes: UPLIFTS.map((uplift) => {
        const retrains = quick ? 20 : uplift === 0 ? 1000 : 200;
        const { promoted, stopped } = simulateGate({ ...simulation, swap, retrains, uplift, look });
        return { uplift, promoted: round(promoted / retrains), stopped: round(stopped / retrains) };
      }),
    })),
  );
  write(
    `${table(
      [
        "swapped per",
        "risk of the look",
        ...UPLIFTS.map((uplift) => `${percent(uplift)} better: promoted (stopped by a rail)`),
      ],
      swaps.map(({ swap, looks, risk, outcomes }) => [
        swap,
        `${percent(risk, 2)} (${looks})`,
        ...outcomes.map(({ promoted, stopped }) => `${percent(promoted)} (${percent(stopped)})`),
      ]),
    )}\n`,
  );

  const years = PACES.map((everyDays) => yearsOfLooks(simulation, everyDays, quick ? 1 : 10));
  write(
    `${table(
      ["looks every", "risk of each", "false promotions a year, at most", "simulated", "at 2.5 % each"],
      years.map(({ everyDays, risk, expected, promoted, unspent }) => [
        `${everyDays} days`,
        percent(risk, 2),
        expected.toFixed(2),
        promoted.toFixed(2),
        unspent.toFixed(2),
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
    years,
    pairs: { of: pairs.length, promoted: promotedPairs },
  };
}

/** Models of the default recipe that chance alone tells apart: forests of other seeds, each learned from a bootstrap of the customers. */
function retrainedModels(data: TrainingData, count: number): Model[] {
  const { split, items, labelCases, beforeHoldout } = data;
  const recipe = withRanker(defaultRecipe, "forest");
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
