// The literature's leave-last-out benchmark, run with the product's own scorer.
import {
  type Case,
  type Evaluation,
  evaluate,
  EVENT_TYPES,
  fitModel,
  type Interactions,
  type Item,
  type Recipe,
  Recommender,
} from "@aisle/recommender";
import { leaveLastOut, queriesFrom } from "../data/split.ts";
import { casesOf, halve } from "../train/cases.ts";
import { chooseRanker, withRanker } from "../train/choose-ranker.ts";
import { searchRecipe } from "../search/search.ts";

export interface BenchmarkOptions {
  /** Seconds that the search may take, all of it together. */
  readonly budgetSeconds: number;
  readonly seed: number;
  /** A millisecond clock. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

export interface BenchmarkResult {
  readonly test: Evaluation;
  readonly recipe: Recipe;
  readonly validationNdcg: number;
  readonly searchSeconds: number;
  readonly fitSeconds: number;
}

/** Share of the budget that the first search may use before the ranker is chosen. */
const SEARCH_SHARE = 0.8;

/**
 * Chooses everything on validation (graphs fitted on all but each customer's last two items), then fits on all but
 * the last one and ranks every item once for the test. Earlier items are masked, as the scorer does for anything
 * bought.
 */
export async function runBenchmark(
  interactions: Interactions,
  items: readonly Item[],
  start: Recipe,
  options: BenchmarkOptions,
): Promise<BenchmarkResult> {
  const { now, log, seed } = options;
  const split = leaveLastOut(interactions);
  const cases = (before: Interactions, after: Interactions): Case[] =>
    casesOf(before, queriesFrom(before, after, EVENT_TYPES), Infinity);

  const started = now();
  const elapsed = (): number => (now() - started) / 1000;
  const validation = cases(split.history, split.validation);
  const halves = halve(validation, seed);
  const found = await searchRecipe(
    { interactions: split.history, items, halves },
    {
      starts: [withRanker(start, "blend"), withRanker(start, "forest")],
      trials: Number.MAX_SAFE_INTEGER,
      stop: () => elapsed() > options.budgetSeconds * SEARCH_SHARE,
      seed,
      onTrial: ({ number, ndcg, accepted }) => {
        if (accepted)
          log(
            `${elapsed().toFixed(0).padStart(4)} s  trial ${number}: validation NDCG@10 ${ndcg.toFixed(4)}`,
          );
      },
    },
  );
  log(`      ${found.trials} trials; choosing the ranker`);
  const ranker = chooseRanker(fitModel(split.history, items, found.recipe), items, halves);
  log(
    `      blend ${ranker.blendNdcg.toFixed(4)}, forest ${ranker.forestNdcg?.toFixed(4) ?? "not trained"}: the ${ranker.recipe.ranker.kind} it is`,
  );
  const searchSeconds = elapsed();

  const fitStarted = now();
  const model = {
    ...fitModel(split.historyAndValidation, items, ranker.recipe),
    forest: ranker.model.forest,
  };
  const fitSeconds = (now() - fitStarted) / 1000;
  const test = evaluate(new Recommender(model, items), cases(split.historyAndValidation, split.test), now);
  return { test, recipe: ranker.recipe, validationNdcg: found.ndcg, searchSeconds, fitSeconds };
}
