// The gate on a real holdout: false promotions among equally good models, and its power for true uplifts.
import {
  defaultRecipe,
  fitModel,
  type Model,
  mulberry32,
  Recommender,
  trainRanker,
} from "@aisle/recommender";
import type { Contestant } from "../../src/gate/gate.ts";
import {
  type Challenger,
  fitRecipe,
  measureOnHoldout,
  type TrainingData,
} from "../../src/train/challenger.ts";
import { simulateGate } from "./gate-simulation.ts";
import { percent, round, table } from "./report.ts";

const UPLIFTS = [0, 0.05, 0.1, 0.2] as const;

/** As `trainer retrain` counts them. */
const NEW_CUSTOMER_EVENTS = 2;

/** Simulates retrains of the same recipe, and challenges by another recipe. */
export function runGate(
  data: TrainingData,
  shipped: Challenger,
  { quick, write }: { readonly quick: boolean; readonly write: (text: string) => void },
) {
  const retrains = quick ? 20 : 200;
  const newCustomer = data.holdoutCases.map(({ history }) => history.length <= NEW_CUSTOMER_EVENTS);
  const same = retrainedModels(data, shipped, quick ? 2 : 10).map((model, at) =>
    measured(`retrain ${at}`, model, data),
  );
  const start = fitRecipe(data, { ...defaultRecipe, ranker: shipped.recipe.ranker });
  const other = [measured("shipped", shipped.model, data), measured("default recipe", start.model, data)];
  const play = (contestants: readonly Contestant[]) =>
    UPLIFTS.map((uplift) => {
      const { promoted, stopped } = simulateGate({ contestants, newCustomer, retrains, uplift, seed: 1 });
      return { promoted: round(promoted / retrains), stopped: round(stopped / retrains) };
    });
  const [retrained, recipe] = [play(same), play(other)];
  const shown = ({ promoted, stopped }: { promoted: number; stopped: number }): string =>
    `${percent(promoted)} (${percent(stopped)})`;
  write(
    `${table(
      ["true uplift", "promoted (stopped by a guard rail): the recipe trained again", "another recipe"],
      UPLIFTS.map((uplift, at) => [percent(uplift), shown(retrained[at]!), shown(recipe[at]!)]),
    )}\n`,
  );
  const [equal, ...power] = UPLIFTS.map((uplift, at) => ({
    uplift,
    retrained: retrained[at]!,
    other_recipe: recipe[at]!,
  }));
  return { customers: newCustomer.length, retrains, when_equal: equal, power };
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
