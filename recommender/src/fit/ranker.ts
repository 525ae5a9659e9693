// Trains the second stage: which of the first stage's candidates were taken.
import type { Forest } from "../forest/forest.ts";
import { FIRST_TREES } from "../forest/forest-scorer.ts";
import { trainForest } from "../forest/train.ts";
import { type Case, queryOf } from "../metrics/evaluate.ts";
import type { Model } from "../model.ts";
import { mulberry32, shuffled } from "../random.ts";
import { EARLY_FEATURES, type Feature, FEATURES } from "../scorer/features.ts";
import { Recommender } from "../scorer/recommender.ts";
import type { Item } from "../catalogue/item.ts";

/** By number. */
const FIRST_COLUMNS = Array.from(FEATURES.keys()).filter((at) => EARLY_FEATURES.has(FEATURES[at]!));

/** Negatives kept per case: enough to contrast, few enough for many cases to fit into the rows. */
const NEGATIVES_PER_CASE = 40;

export interface RankerRows {
  /** Row-major, `FEATURES.length` columns. */
  readonly features: Float32Array;
  /** 1 for taken, 0 for not. */
  readonly labels: Float32Array;
}

/**
 * Feature rows of the first stage's candidates for cases where at least one of them was taken. The model must
 * have been fitted on data before the cases. Cases are visited in an order shuffled by `seed` until `rows` is full.
 */
export function rankerRows(
  model: Model,
  items: readonly Item[],
  cases: readonly Case[],
  {
    candidates,
    rows,
    seed,
    negatives = NEGATIVES_PER_CASE,
  }: { candidates: number; rows: number; seed: number; negatives?: number },
): RankerRows {
  const recommender = new Recommender({ ...model, forest: undefined }, items);
  const random = mulberry32(seed);
  const features = new Float32Array(rows * FEATURES.length);
  const labels = new Float32Array(rows);
  let size = 0;
  const learn = (one: Case): void => {
    const { taken } = one;
    const ranking = recommender.rank(queryOf(one, candidates), candidates);
    const { item } = ranking.candidates;
    if (ranking.visits.length === 0 || !item.some((index) => taken.has(index))) return;
    const negativeShare = Math.min(1, negatives / item.length);
    const kept: number[] = [];
    for (let at = 0; at < item.length && size + kept.length < rows; at++)
      if (taken.has(item[at]!) || random() < negativeShare) kept.push(at);
    features.set(recommender.features(ranking, kept), size * FEATURES.length);
    for (const at of kept) labels[size++] = taken.has(item[at]!) ? 1 : 0;
  };
  for (const one of shuffled(cases, random)) {
    if (size === rows) break;
    learn(one);
    if (one.midVisit !== undefined) learn(one.midVisit);
  }
  return { features: features.slice(0, size * FEATURES.length), labels: labels.slice(0, size) };
}

/** What a ranker learns from: customers who took something after all that the model was fitted on. */
export interface Lesson {
  readonly model: Model;
  readonly cases: readonly Case[];
}

export interface RankerOptions {
  /** Features that it learns nothing from, which tells what those are worth. */
  readonly without?: ReadonlySet<Feature>;
  /** Further lessons, as long as there is room for more rows. */
  readonly earlier?: readonly Lesson[];
}

/** Trains the recipe's forest on `cases`; undefined when they give too few rows to learn from. */
export function trainRanker(
  model: Model,
  items: readonly Item[],
  cases: readonly Case[],
  { without = new Set(), earlier = [] }: RankerOptions = {},
): Forest | undefined {
  const { ranker } = model.recipe;
  const rows = lessonRows([{ model, cases }, ...earlier], items, ranker);
  for (const [column, feature] of FEATURES.entries())
    if (without.has(feature)) clearColumn(rows.features, column);
  return growRanker(rows, ranker);
}

/** A forest with the settings of `ranker`; undefined when there are too few rows to learn from. */
export function growRanker(
  { features, labels }: RankerRows,
  { trees, depth }: Model["recipe"]["ranker"],
): Forest | undefined {
  if (labels.length < MIN_ROWS) return undefined;
  return trainForest(features, FEATURES.length, labels, {
    trees,
    depth,
    ...(trees > FIRST_TREES && { first: { trees: FIRST_TREES, columns: FIRST_COLUMNS } }),
  });
}

/** The rows of all lessons, the first one's first, until there are as many as `ranker` takes. */
export function lessonRows(
  lessons: readonly Lesson[],
  items: readonly Item[],
  { candidates, rows, seed }: Model["recipe"]["ranker"],
): RankerRows {
  const features = new Float32Array(rows * FEATURES.length);
  const labels = new Float32Array(rows);
  let size = 0;
  for (const { model, cases } of lessons) {
    if (size === rows) break;
    const options = { candidates, rows: rows - size, seed };
    const lesson = rankerRows(model, items, cases, options);
    features.set(lesson.features, size * FEATURES.length);
    labels.set(lesson.labels, size);
    size += lesson.labels.length;
  }
  return { features: features.subarray(0, size * FEATURES.length), labels: labels.subarray(0, size) };
}

/** No tree splits where all rows are the same. */
function clearColumn(features: Float32Array, column: number): void {
  for (let at = column; at < features.length; at += FEATURES.length) features[at] = 0;
}

const MIN_ROWS = 200;
