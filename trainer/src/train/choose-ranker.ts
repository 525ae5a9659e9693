// Decides whether the forest or the plain blend ranks better, and says by how much.
import {
  evaluate,
  FEATURES,
  growRanker,
  type Item,
  type Lesson,
  lessonRows,
  type Model,
  type Recipe,
  Recommender,
} from "@aisle/recommender";
import { ndcgByShare } from "./blend-shares.ts";
import { type Halves, MAX_JUDGES } from "./cases.ts";

export interface RankerChoice {
  /** The recipe with the better ranker in it. */
  readonly recipe: Recipe;
  /** The model with that ranker, its forest trained on all cases. */
  readonly model: Model;
  /** NDCG@10 on the customers that the compared forest was not trained on. */
  readonly blendNdcg: number;
  /** The forest's; undefined when there was too little to train one on. */
  readonly forestNdcg: number | undefined;
}

/** Shares of the first-stage score that are tried beside what the recipe says. */
const BLEND_SHARES = [0, 0.1];

/** Most rows that the compared forest learns from, and most of its trees: the one that is taken may have more. */
const COMPARED = { rows: 100_000, trees: 60 };

/** When the choice must be made, in milliseconds of the clock `now`. */
interface TimeLimit {
  readonly now: () => number;
  readonly deadline: number;
}

interface RankerSearch {
  /** What forests learn from besides. */
  readonly earlier?: readonly Lesson[];
  /** Absent where the choice takes the time that it takes. */
  readonly time?: TimeLimit;
}

/**
 * Trains a forest on half of the customers and compares it with the blend on the other half. `model` was fitted on data
 * before the cases; forests learn from what happened `earlier`, too. When time is short, the one that is taken learns
 * from fewer rows, but from as many as the compared one even when the time is over: its recipe says how many, and a fit
 * of it grows the same. Deterministic, but for the time.
 */
export function chooseRanker(
  model: Model,
  items: readonly Item[],
  { all, training, judging }: Halves,
  { earlier = [], time = UNLIMITED }: RankerSearch = {},
): RankerChoice {
  const judges = judging.slice(0, MAX_JUDGES);
  const blend = { ...model, recipe: withRanker(model.recipe, "blend"), forest: undefined };
  const recommender = new Recommender(blend, items);
  const blendNdcg = evaluate(recommender, judges).ndcgAt10;

  const { ranker } = model.recipe;
  const shares = [ranker.blendShare, ...BLEND_SHARES];
  let best: Model = blend;
  let forestNdcg: number | undefined;
  const rows = lessonRows([{ model, cases: training }, ...earlier], items, {
    ...ranker,
    rows: Math.min(ranker.rows, COMPARED.rows),
  });
  const trees = Math.min(ranker.trees, COMPARED.trees);
  const begun = time.now();
  const compared = begun > time.deadline ? undefined : growRanker(rows, { ...ranker, trees });
  /** Milliseconds for a row and a tree. */
  const pace = Math.max(Number.MIN_VALUE, (time.now() - begun) / (rows.labels.length * trees));
  if (compared !== undefined) {
    const ranked = { ...model, recipe: withRanker(model.recipe, "forest"), forest: compared };
    for (const [at, ndcg] of ndcgByShare(recommender.withModel(ranked), judges, shares).entries()) {
      if (ndcg <= (forestNdcg ?? -1)) continue;
      best = { ...ranked, recipe: withRanker(ranked.recipe, "forest", { blendShare: shares[at]! }) };
      forestNdcg = ndcg;
    }
  }
  if (forestNdcg === undefined || forestNdcg <= blendNdcg) {
    return { recipe: blend.recipe, model: blend, blendNdcg, forestNdcg };
  }
  const taken = lessonRows([{ model: best, cases: all }, ...earlier], items, best.recipe.ranker);
  const affordable = Math.round((time.deadline - time.now()) / (pace * best.recipe.ranker.trees));
  // With fewer rows than the compared one had, it would be worse than what was measured.
  const isShort = affordable < Math.min(rows.labels.length, taken.labels.length);
  const learned = firstRows(taken, isShort ? rows.labels.length : affordable);
  // The first rows of many are those that a recipe of fewer rows asks for.
  const settings = { ...(learned !== taken && { rows: learned.labels.length }), ...(isShort && { trees }) };
  const recipe = withRanker(best.recipe, "forest", settings);
  return {
    recipe,
    model: { ...best, recipe, forest: growRanker(learned, recipe.ranker) },
    blendNdcg,
    forestNdcg,
  };
}

const UNLIMITED: TimeLimit = { now: () => 0, deadline: Number.POSITIVE_INFINITY };

type RankerRows = ReturnType<typeof lessonRows>;

function firstRows(rows: RankerRows, count: number): RankerRows {
  if (rows.labels.length <= count) return rows;
  return {
    features: rows.features.subarray(0, count * FEATURES.length),
    labels: rows.labels.subarray(0, count),
  };
}

export function withRanker(
  recipe: Recipe,
  kind: Recipe["ranker"]["kind"],
  settings: Partial<Recipe["ranker"]> = {},
): Recipe {
  return { ...recipe, ranker: { ...recipe.ranker, ...settings, kind } };
}
