// The literature's leave-last-out benchmark, run with the product's own scorer.
import {
  type Case,
  type Evaluation,
  evaluate,
  EVENT_TYPES,
  fitModel,
  type Interactions,
  type Item,
  type Lesson,
  type Model,
  type Recipe,
  Recommender,
  trainRanker,
} from "@aisle/recommender";
import { type LeaveLastOut, leaveLastOut, queriesFrom } from "../data/split.ts";
import { casesOf, halve } from "../train/cases.ts";
import { chooseRanker, withRanker } from "../train/choose-ranker.ts";
import { searchRecipe } from "../search/search.ts";

export interface BenchmarkOptions {
  /** Seconds that all of it may take: searching, choosing the ranker, fitting and the test. */
  readonly budgetSeconds: number;
  readonly seed: number;
  /** A millisecond clock. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

export interface BenchmarkResult {
  readonly test: Evaluation;
  readonly recipe: Recipe;
  /** What was tested: fitted on all but each customer's last item. */
  readonly model: Model;
  /** Undefined when nothing was searched. */
  readonly validationNdcg: number | undefined;
  readonly searchSeconds: number;
  readonly fitSeconds: number;
}

/** Share of the budget that the first search may use before the ranker is chosen. */
const SEARCH_SHARE = 0.42;

/** What is kept of the budget for the last fit and the test: the time of so many fits, and this share. */
const FITS_OF_A_TEST = 1.5;
const TEST_SHARE = 0.05;

/** Items before the validation that the ranker learns from as well, as many steps back for each customer. */
const EARLIER_LESSONS = 2;

/** Room for the rows of all lessons, and so many times the trees: a shop's retrain has less time, and fewer lessons. */
const RANKER_ROWS = 600_000;
const TREES_FACTOR = 2;

/** A recipe with as many trees and rows as a benchmark takes. */
export function withBenchmarkRanker({ ranker, ...recipe }: Recipe): Recipe {
  return { ...recipe, ranker: { ...ranker, rows: RANKER_ROWS, trees: TREES_FACTOR * ranker.trees } };
}

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
  const started = now();
  const elapsed = (): number => (now() - started) / 1000;
  const halves = halve(casesBetween(split.history, split.validation), seed);
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
  const recipe = withBenchmarkRanker(found.recipe);
  const beforeFit = elapsed();
  const model = fitModel(split.history, items, recipe);
  const testSeconds = FITS_OF_A_TEST * (elapsed() - beforeFit) + options.budgetSeconds * TEST_SHARE;
  const deadline = started + (options.budgetSeconds - testSeconds) * 1000;
  const ranker = chooseRanker(model, items, halves, {
    // Without time for them there is none for a forest.
    earlier: now() > deadline ? [] : earlierLessons(split, items, recipe),
    time: { now, deadline },
  });
  const { kind, depth } = ranker.recipe.ranker;
  log(
    `      blend ${ranker.blendNdcg.toFixed(4)}, forest ${ranker.forestNdcg?.toFixed(4) ?? "not trained"}: the ${kind} it is` +
      (kind === "forest" ? `, of depth ${depth}` : ""),
  );
  const searchSeconds = elapsed();
  const tested = testModel(split, items, ranker.recipe, ranker.model.forest, now);
  return { ...tested, validationNdcg: found.ndcg, searchSeconds };
}

/** The test of a recipe as it stands; only its forest is trained, as in `runBenchmark`. */
export function testRecipe(
  interactions: Interactions,
  items: readonly Item[],
  recipe: Recipe,
  now: () => number,
): BenchmarkResult {
  const split = leaveLastOut(interactions);
  const started = now();
  const forest =
    recipe.ranker.kind === "blend"
      ? undefined
      : trainRanker(
          fitModel(split.history, items, recipe),
          items,
          casesBetween(split.history, split.validation),
          { earlier: earlierLessons(split, items, recipe) },
        );
  const searchSeconds = (now() - started) / 1000;
  return { ...testModel(split, items, recipe, forest, now), validationNdcg: undefined, searchSeconds };
}

/** Fits on all but the last items and ranks every item for these, once. */
function testModel(
  { historyAndValidation, test }: LeaveLastOut,
  items: readonly Item[],
  recipe: Recipe,
  forest: Model["forest"],
  now: () => number,
): Pick<BenchmarkResult, "test" | "recipe" | "model" | "fitSeconds"> {
  const started = now();
  const model = { ...fitModel(historyAndValidation, items, recipe), forest };
  const fitSeconds = (now() - started) / 1000;
  const measured = evaluate(new Recommender(model, items), casesBetween(historyAndValidation, test), now);
  return { test: measured, recipe, model, fitSeconds };
}

function casesBetween(before: Interactions, after: Interactions): Case[] {
  return casesOf(before, queriesFrom(before, after, EVENT_TYPES), Infinity);
}

/** The same question as the validation's, asked one and more items earlier. */
function earlierLessons(split: LeaveLastOut, items: readonly Item[], recipe: Recipe): Lesson[] {
  const lessons: Lesson[] = [];
  let rest = split.historyAndValidation;
  while (lessons.length < EARLIER_LESSONS) {
    const { history, validation, historyAndValidation } = leaveLastOut(rest);
    lessons.push({ model: fitModel(history, items, recipe), cases: casesBetween(history, validation) });
    rest = historyAndValidation;
  }
  return lessons;
}
