// Decides whether the forest or the plain blend ranks better, and says by how much.
import { evaluate, type Item, type Model, type Recipe, Recommender, trainRanker } from "@aisle/recommender";
import type { Halves } from "./cases.ts";

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

/** How much of the first-stage score is added to the forest's prediction. */
const BLEND_SHARES = [0.02, 0.1, 0.4];

/**
 * Trains a forest on half of the customers and compares it with the blend on the other half. `model` was fitted on
 * data before the cases. Deterministic.
 */
export function chooseRanker(
  model: Model,
  items: readonly Item[],
  { all, training, judging }: Halves,
): RankerChoice {
  const ndcgOf = (candidate: Model): number => evaluate(new Recommender(candidate, items), judging).ndcgAt10;

  const blend = { ...model, recipe: withRanker(model.recipe, "blend"), forest: undefined };
  const blendNdcg = ndcgOf(blend);
  const blendChoice = { recipe: blend.recipe, model: blend, blendNdcg };
  const trained = trainRanker(model, items, training);
  if (trained === undefined) return { ...blendChoice, forestNdcg: undefined };

  let best: Model | undefined;
  let forestNdcg = -1;
  for (const blendShare of BLEND_SHARES) {
    const { recipe } = model;
    const candidate = {
      ...model,
      recipe: { ...recipe, ranker: { ...recipe.ranker, kind: "forest" as const, blendShare } },
      forest: trained,
    };
    const ndcg = ndcgOf(candidate);
    if (ndcg > forestNdcg) {
      best = candidate;
      forestNdcg = ndcg;
    }
  }
  if (best === undefined || forestNdcg <= blendNdcg) return { ...blendChoice, forestNdcg };
  const forest = trainRanker(best, items, all) ?? trained;
  return {
    recipe: best.recipe,
    model: { ...best, forest },
    blendNdcg,
    forestNdcg,
  };
}

export function withRanker(recipe: Recipe, kind: Recipe["ranker"]["kind"]): Recipe {
  return { ...recipe, ranker: { ...recipe.ranker, kind } };
}
