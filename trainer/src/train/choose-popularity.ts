// How fast popularity ages in this shop: what strangers see, and what every other list falls back to.
import {
  type Case,
  defaultRecipe,
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
import { withRanker } from "./choose-ranker.ts";

/** Days in which an event loses half its weight. */
const HALF_LIVES = [3, 7, 14, 30, 60, 120, 365, 1000];

/** Customers that are asked at most: the half-lives differ by far more than such a sample errs. */
const MAX_CASES = 4000;

/** Fewer strangers say nothing: nearly all of their lists miss. */
const MIN_STRANGERS = 100;

/** The recipe with the half-life by which popularity alone ranks a sample of the cases best; `start` when none does. */
export function choosePopularity(
  interactions: Interactions,
  items: readonly Item[],
  cases: readonly Case[],
  start: Recipe,
  cache: PartCache = new PartCache(),
): Recipe {
  const aged = (halfLifeDays: number): Recipe => ({
    ...start,
    popularity: { ...start.popularity, halfLifeDays },
  });
  return bestBy("ndcgAt10", HALF_LIVES.map(aged), { interactions, items, cases, cache }) ?? start;
}

/**
 * The half-life by which popularity ranks best for those of the cases that have no history, who are shown nothing else.
 * NDCG@20 chooses, because their lists of 10 hit too seldom. Undefined when there are too few of them.
 */
export function strangersHalfLife(
  interactions: Interactions,
  items: readonly Item[],
  cases: readonly Case[],
  start: Recipe,
  cache: PartCache = new PartCache(),
): number | undefined {
  const strangers = cases.filter(({ history }) => history.length === 0);
  if (strangers.length < MIN_STRANGERS) return undefined;
  const recipes = HALF_LIVES.map((days) => withStrangersHalfLife(start, days));
  return bestBy("ndcgAt20", recipes, { interactions, items, cases: strangers, cache })?.popularity
    .strangersHalfLifeDays;
}

/** The recipe with this half-life of strangers' popularity; undefined for that of all. */
export function withStrangersHalfLife(recipe: Recipe, days: number | undefined): Recipe {
  const { strangersHalfLifeDays: _, ...popularity } = recipe.popularity;
  return {
    ...recipe,
    popularity: days === undefined ? popularity : { ...popularity, strangersHalfLifeDays: days },
  };
}

interface Judges {
  readonly interactions: Interactions;
  readonly items: readonly Item[];
  readonly cases: readonly Case[];
  readonly cache: PartCache;
}

/** The recipe whose popularity alone ranks a sample of the cases best; undefined when all lists miss. */
function bestBy(
  metric: "ndcgAt10" | "ndcgAt20",
  recipes: readonly Recipe[],
  { interactions, items, cases, cache }: Judges,
): Recipe | undefined {
  const asked = shuffled(cases, mulberry32(recipes[0]!.ranker.seed)).slice(0, MAX_CASES);
  let best: Recipe | undefined;
  let most = 0;
  let recommender: Recommender | undefined;
  for (const recipe of recipes) {
    const model = fitModel(interactions, items, onlyPopularity(recipe), cache);
    recommender = recommender?.withModel(model) ?? new Recommender(model, items);
    const measured = evaluate(recommender, asked)[metric];
    if (measured > most) [best, most] = [recipe, measured];
  }
  return best;
}

/**
 * The recipe whose lists are the most popular items, for everybody. Popularity keeps its weight, which is what it weighs
 * in the lists beside a product, too.
 */
export function onlyPopularity(recipe: Recipe): Recipe {
  const popularity = recipe.blend.popularity > 0 ? recipe.blend.popularity : defaultRecipe.blend.popularity;
  return {
    ...withRanker(recipe, "blend"),
    blend: { transitions: 0, cooccurrence: 0, content: 0, popularity },
  };
}
