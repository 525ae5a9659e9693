// Fits a challenger on what precedes the holdout and measures it, and its opponents, on the holdout.
import {
  byProduct,
  type Case,
  countOccurrences,
  defaultRecipe,
  type Evaluation,
  evaluate,
  fitModel,
  type HistoryEntry,
  type Interactions,
  type Item,
  type Model,
  PartCache,
  type Recipe,
  type Recommender,
  trainRanker,
} from "@aisle/recommender";
import { splitByTime, type TimeSplit } from "../data/split.ts";
import type { Contestant } from "../gate/decision.ts";
import { gainsOf } from "../gate/takings.ts";
import { searchRecipe, type Trial } from "../search/search.ts";
import { type DatedCase, halve, openCases } from "./cases.ts";
import {
  choosePopularity,
  onlyPopularity,
  strangersHalfLife,
  withStrangersHalfLife,
} from "./choose-popularity.ts";
import { chooseRanker, withRanker } from "./choose-ranker.ts";
import type { Windows } from "./windows.ts";

/** A data set cut into windows, with its questions. */
export interface TrainingData {
  readonly interactions: Interactions;
  readonly items: readonly Item[];
  readonly windows: Windows;
  readonly split: TimeSplit;
  /** Everything before the holdout. */
  readonly beforeHoldout: Interactions;
  readonly labelCases: readonly DatedCase[];
  readonly holdoutCases: readonly DatedCase[];
  /** Events per product before the holdout. */
  readonly knownEvents: Uint32Array;
}

export interface FittedRecipe {
  readonly recipe: Recipe;
  /** Fitted on everything before the holdout. */
  readonly model: Model;
}

export interface Challenger extends FittedRecipe {
  readonly searchNdcg: number;
  readonly blendNdcg: number;
  readonly forestNdcg: number | undefined;
}

export interface TrainOptions {
  /** Where the search may begin; the first is that of every shop. */
  readonly starts: readonly [Recipe, ...Recipe[]];
  readonly trials: number;
  readonly seed: number;
  readonly onTrial?: (trial: Trial) => void | Promise<void>;
}

/** Cuts the data and asks the questions. */
export function prepareTraining(
  interactions: Interactions,
  items: readonly Item[],
  windows: Windows,
): TrainingData {
  const split = splitByTime(interactions, windows);
  const beforeHoldout = splitByTime(interactions, {
    labelsStart: windows.holdoutStart,
    holdoutStart: windows.holdoutStart,
  }).history;
  const knownEvents = countOccurrences(byProduct(beforeHoldout, items));
  const cases = (before: Interactions, after: Interactions, midVisit = false): DatedCase[] =>
    openCases(byProduct(before, items), byProduct(after, items), windows.takenTypes, { midVisit });
  return {
    interactions,
    items,
    windows,
    split,
    beforeHoldout,
    labelCases: cases(split.history, split.labels, true),
    holdoutCases: cases(beforeHoldout, split.holdout),
    knownEvents,
  };
}

/** Searches, chooses the ranker and fits on everything before the holdout. Deterministic for options and data. */
export async function trainChallenger(data: TrainingData, options: TrainOptions): Promise<Challenger> {
  const { forest, ...chosen } = await choose(data, options);
  return { ...chosen, model: { ...fitModel(data.beforeHoldout, data.items, chosen.recipe), forest } };
}

/** What is chosen on the labels; the models fitted for that, gigabytes for a large shop, are not kept. */
async function choose(
  data: TrainingData,
  options: TrainOptions,
): Promise<Omit<Challenger, "model"> & { readonly forest: Model["forest"] }> {
  const { items, split, labelCases } = data;
  const cache = new PartCache();
  const halves = halve(labelCases, options.seed);
  const found = await searchRecipe(
    { interactions: split.history, items, halves, cache },
    { ...options, starts: searchStarts(data, options.starts, cache) },
  );
  const { recipe, model, blendNdcg, forestNdcg } = chooseRanker(
    fitModel(split.history, items, found.recipe, cache),
    items,
    halves,
  );
  return { recipe, forest: model.forest, searchNdcg: found.ndcg, blendNdcg, forestNdcg };
}

/**
 * The starts with a forest, the first also without one and with popularity that ages as it does in this shop. Strangers'
 * popularity ages in all of them as it does for this shop's strangers, and the search leaves it alone.
 */
export function searchStarts(
  { split, items, labelCases }: TrainingData,
  starts: TrainOptions["starts"],
  cache: PartCache,
): readonly Recipe[] {
  const forStrangers = strangersHalfLife(split.history, items, labelCases, starts[0], cache);
  const [first, ...others] = starts.map((start) => withStrangersHalfLife(start, forStrangers));
  const aged = choosePopularity(split.history, items, labelCases, first!, cache);
  return [
    withRanker(first!, "blend"),
    ...[first!, aged, ...others].map((start) => withRanker(start, "forest")),
  ];
}

/** Fits a recipe as it stands on everything before the holdout, its forest on the same labels as a challenger's. */
export function fitRecipe(data: TrainingData, recipe: Recipe): FittedRecipe {
  const { items, labelCases, split } = data;
  const model = fitModel(data.beforeHoldout, items, recipe);
  if (recipe.ranker.kind === "blend") return { recipe, model };
  const forest = trainRanker(fitModel(split.history, items, recipe), items, labelCases);
  return { recipe, model: { ...model, forest } };
}

/** The opponent of a first model: the same scorer with popularity alone, ageing as suits the shop best. */
export function fitPopularityAlone({ beforeHoldout, items, labelCases, split }: TrainingData): FittedRecipe {
  const aged = choosePopularity(split.history, items, labelCases, defaultRecipe);
  const forStrangers = strangersHalfLife(split.history, items, labelCases, aged);
  const recipe = onlyPopularity(withStrangersHalfLife(aged, forStrangers));
  return { recipe, model: fitModel(beforeHoldout, items, recipe) };
}

/**
 * Measures a recommender on the holdout, with the catalogue as it is now: a model in service knows newcomers by their
 * content and never shows what was hidden since it was fitted. It may number items its own way.
 */
export function measureOnHoldout(
  name: string,
  recommender: Recommender,
  data: TrainingData,
): { contestant: Contestant; evaluation: Evaluation } {
  const toOwn = data.items.map((item) => recommender.putItem(item));
  const ownProduct = (item: number): number => recommender.productOf(toOwn[item]!);
  const cases = data.holdoutCases.map(({ history, taken, context }): Case => ({
    history: history.map((entry): HistoryEntry => ({ ...entry, item: toOwn[entry.item]! })),
    taken: new Set(Array.from(taken, ownProduct)),
    ...(context && { context }),
  }));
  const evaluation = evaluate(recommender, cases);
  const taken = data.holdoutCases.flatMap((one) => Array.from(one.taken));
  const fromOwn = new Map(taken.map((item) => [ownProduct(item), item]));
  const lists = evaluation.lists.map((list) => Array.from(list, (own) => fromOwn.get(own) ?? -1));
  return {
    evaluation,
    contestant: {
      name,
      gains: gainsOf(data.holdoutCases, lists),
      coverage: evaluation.coverageAt10,
      microsecondsPerCustomer: evaluation.microsecondsPerCase,
    },
  };
}
