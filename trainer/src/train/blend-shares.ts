// What shares of the first-stage score are worth beside the forest's prediction, from one ranking of each customer.
import { type Case, ndcg, queryOf, type Ranking, type Recommender, relativeBlend } from "@aisle/recommender";

const DEPTH = 10;

/**
 * NDCG@10 over the cases with each of `shares` in place of the model's own; `recommender`'s model has a forest. Throws
 * `RangeError` when items have been added to `recommender`.
 */
export function ndcgByShare(
  recommender: Recommender,
  cases: readonly Case[],
  shares: readonly number[],
): readonly number[] {
  const { model } = recommender;
  const ranker = { ...model.recipe.ranker, blendShare: 0 };
  const byForest = recommender.withModel({ ...model, recipe: { ...model.recipe, ranker } });
  const sums = shares.map(() => 0);
  const productOf = (item: number) => byForest.productOf(item);
  for (const one of cases) {
    const ranking = byForest.rank(queryOf(one, DEPTH));
    const taken = new Set(Array.from(one.taken, productOf));
    for (const [at, share] of shares.entries())
      sums[at]! += ndcg(topItems(ranking, share).map(productOf), taken, DEPTH);
  }
  return sums.map((sum) => (cases.length === 0 ? 0 : sum / cases.length));
}

/** The items on top when a share of the first-stage score is added. Strangers' lists are nothing but that score. */
function topItems(
  { candidates, scores, order, ranked, habits: { kept } }: Ranking,
  share: number,
): readonly number[] {
  const score = (at: number): number =>
    (scores[at]! + share * relativeBlend(candidates, at)) * (kept?.(candidates.item[at]!) ?? 1);
  const ofForest = scores !== candidates.blend;
  const sorted = ofForest ? order.slice(0, ranked).sort((a, b) => score(b) - score(a) || a - b) : order;
  return sorted.slice(0, DEPTH).map((at) => candidates.item[at]!);
}
