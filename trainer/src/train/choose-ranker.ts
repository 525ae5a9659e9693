// Decides whether the forest or the plain blend ranks better, and says by how much.
import {
  evaluate,
  growRanker,
  type Item,
  type Lesson,
  lessonRows,
  type Model,
  type Recipe,
  Recommender,
  trainRanker,
} from "@aisle/recommender";
import { ndcgByShare } from "./blend-shares.ts";
import { type Halves, MOST_JUDGES } from "./cases.ts";

export interface RankerChoice {
  /** The recipe with the better ranker in it. */
  readonly recipe: Recipe;
  /** The model with that ranker, its forest trained on all cases. */
  readonly model: Model;
  /** NDCG@10 on the customers that the compared forests were not trained on. */
  readonly blendNdcg: number;
  /** The best forest's; undefined when there was too little to train one on. */
  readonly forestNdcg: number | undefined;
}

/** Shares of the first-stage score that are tried beside what the recipe says. */
const BLEND_SHARES = [0.02, 0.4];

/** A plain forest, and a boosted one: it learns more from many labels, and more of the noise in few. */
const ROUNDS = [1, 3];

/** Most rows that the compared forests learn from, and most of their trees: the one that is taken may have more. */
const COMPARED = { rows: 100_000, trees: 60 };

interface RankerSearch {
  /** What all forests learn from besides. */
  readonly earlier?: readonly Lesson[];
  /** Rounds of boosting to compare. */
  readonly rounds?: readonly number[];
}

/**
 * Trains forests on half of the customers and compares them with the blend on the other half. `model` was fitted on
 * data before the cases; all forests learn from what happened `earlier`, too. Deterministic.
 */
export function chooseRanker(
  model: Model,
  items: readonly Item[],
  { all, training, judging }: Halves,
  { earlier = [], rounds: compared = ROUNDS }: RankerSearch = {},
): RankerChoice {
  const judges = judging.slice(0, MOST_JUDGES);
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
  for (const rounds of compared.filter((count) => count <= trees)) {
    const forest = growRanker(rows, { ...ranker, trees, rounds });
    if (forest === undefined) continue;
    const boosted = { ...model, recipe: withRanker(model.recipe, "forest", { rounds }), forest };
    for (const [at, ndcg] of ndcgByShare(recommender.withModel(boosted), judges, shares).entries()) {
      if (ndcg <= (forestNdcg ?? -1)) continue;
      best = { ...boosted, recipe: withRanker(boosted.recipe, "forest", { blendShare: shares[at]! }) };
      forestNdcg = ndcg;
    }
  }
  if (forestNdcg === undefined || forestNdcg <= blendNdcg) {
    return { recipe: blend.recipe, model: blend, blendNdcg, forestNdcg };
  }
  const forest = trainRanker(best, items, all, { earlier }) ?? best.forest;
  return { recipe: best.recipe, model: { ...best, forest }, blendNdcg, forestNdcg };
}

export function withRanker(
  recipe: Recipe,
  kind: Recipe["ranker"]["kind"],
  settings: Partial<Recipe["ranker"]> = {},
): Recipe {
  return { ...recipe, ranker: { ...recipe.ranker, ...settings, kind } };
}
