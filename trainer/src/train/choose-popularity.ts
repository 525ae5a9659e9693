// How fast popularity ages in this shop: what strangers see, and what every other list falls back to.
import {
  type Case,
  evaluate,
  fitModel,
  type Interactions,
  type Item,
  mulberry32,
  PartCache,
  type Recipe,
  Recommender,
  shuffled,
} from "@aisle/recommender";

/** Days in which an event loses half its weight. */
const HALF_LIVES = [3, 7, 14, 30, 60, 120, 365, 1000];

/** Customers that are asked at most: the half-lives differ by far more than such a sample errs. */
const MOST_CASES = 4000;

/** The recipe with the half-life by which popularity alone ranks a sample of the cases best; `start` when none does. */
export function choosePopularity(
  interactions: Interactions,
  items: readonly Item[],
  cases: readonly Case[],
  start: Recipe,
  cache: PartCache = new PartCache(),
): Recipe {
  const asked = shuffled(cases, mulberry32(start.ranker.seed)).slice(0, MOST_CASES);
  let best = start;
  let bestNdcg = 0;
  let recommender: Recommender | undefined;
  for (const halfLifeDays of HALF_LIVES) {
    const recipe = { ...start, popularity: { ...start.popularity, halfLifeDays } };
    const model = fitModel(interactions, items, onlyPopularity(recipe), cache);
    recommender = recommender?.withModel(model) ?? new Recommender(model, items);
    const { ndcgAt10 } = evaluate(recommender, asked);
    if (ndcgAt10 > bestNdcg) {
      best = recipe;
      bestNdcg = ndcgAt10;
    }
  }
  return best;
}

/** The recipe whose lists are the most popular items, for everybody. */
export function onlyPopularity(recipe: Recipe): Recipe {
  return { ...recipe, blend: { transitions: 0, cooccurrence: 0, content: 0, popularity: 1 } };
}
