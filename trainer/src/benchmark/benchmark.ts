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
import { type LeaveLastOut, leaveLastOut, queriesFrom } from "../data/split.ts";
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
const SEARCH_SHARE = 0.65;

/** Items before the validation that the ranker learns from as well, as many steps back for each customer. */
const EARLIER_LESSONS = 2;

/** Room for the rows of all lessons; more than a shop's retrain takes, which has less time than a benchmark. */
const RANKER_ROWS = 300_000;

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
  const recipe = { ...found.recipe, ranker: { ...found.recipe.ranker, rows: RANKER_ROWS } };
  const ranker = chooseRanker(
    fitModel(split.history, items, recipe),
    items,
    halves,
    earlierLessons(split.historyAndValidation).map(({ history, validation: taken }) => ({
      model: fitModel(history, items, recipe),
      cases: cases(history, taken),
    })),
  );
  const { kind, rounds, depth } = ranker.recipe.ranker;
  log(
    `      blend ${ranker.blendNdcg.toFixed(4)}, forest ${ranker.forestNdcg?.toFixed(4) ?? "not trained"}: the ${kind} it is` +
      (kind === "forest" ? `, of depth ${depth}, grown in ${rounds} round${rounds === 1 ? "" : "s"}` : ""),
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

/** The same question as the validation's, asked one and more items earlier. */
function earlierLessons(known: Interactions): LeaveLastOut[] {
  const lessons: LeaveLastOut[] = [];
  for (let rest = known; lessons.length < EARLIER_LESSONS; rest = lessons.at(-1)!.historyAndValidation) {
    lessons.push(leaveLastOut(rest));
  }
  return lessons;
}
