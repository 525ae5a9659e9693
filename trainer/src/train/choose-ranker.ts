// Decides whether the forest or the plain blend ranks better, and says by how much.
import {
  type Case,
  evaluate,
  type Item,
  type Model,
  mulberry32,
  type Recipe,
  Recommender,
  shuffled,
  trainRanker,
} from "@aisle/recommender";

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
export function chooseRanker(model: Model, items: readonly Item[], cases: readonly Case[]): RankerChoice {
  const order = shuffled(cases, mulberry32(model.recipe.ranker.seed));
  const half = order.length >> 1;
  const training = order.slice(0, half);
  const judging = order.slice(half);
  const ndcgOf = (candidate: Model): number => evaluate(new Recommender(candidate, items), judging).ndcgAt10;

  const blend = withRanker({ ...model, forest: undefined }, { kind: "blend" });
  const blendNdcg = ndcgOf(blend);
  const blendChoice = { recipe: blend.recipe, model: blend, blendNdcg };
  const trained = trainRanker(model, items, training);
  if (trained === undefined) return { ...blendChoice, forestNdcg: undefined };

  let best: Model | undefined;
  let forestNdcg = -1;
  for (const blendShare of BLEND_SHARES) {
    const candidate = withRanker({ ...model, forest: trained }, { kind: "forest", blendShare });
    const ndcg = ndcgOf(candidate);
    if (ndcg > forestNdcg) {
      best = candidate;
      forestNdcg = ndcg;
    }
  }
  if (best === undefined || forestNdcg <= blendNdcg) return { ...blendChoice, forestNdcg };
  const forest = trainRanker(best, items, cases) ?? trained;
  return {
    recipe: best.recipe,
    model: { ...best, forest },
    blendNdcg,
    forestNdcg,
  };
}

function withRanker(model: Model, ranker: Partial<Recipe["ranker"]>): Model {
  return { ...model, recipe: { ...model.recipe, ranker: { ...model.recipe.ranker, ...ranker } } };
}
