// What the forest knows of each candidate: the parts of its score and how it fits the customer.
import type { Catalogue } from "../catalogue/catalogue.ts";
import { edgeWeight } from "../graphs/graph.ts";
import type { Model } from "../model.ts";
import type { Candidates } from "./candidates.ts";
import type { Visit } from "./visits.ts";

/** Names of the feature columns, in order; recorded with the forest. */
export const FEATURES = [
  "transitions",
  "cooccurrence",
  "content",
  "popularity",
  "trending",
  "blend",
  "blend_relative",
  "rank",
  "last_transition",
  "last_content",
  "supporters",
  "history_length",
  "viewed_before",
  "brand_affinity",
  "category_affinity",
  "price_ratio",
] as const;

/** The customer's side of the features, computed once per request. */
interface Affinities {
  readonly brands: ReadonlyMap<number, number>;
  readonly categories: ReadonlyMap<number, number>;
  /** Mean of the logarithms of the known prices, NaN without any. */
  readonly logPrice: number;
  readonly viewed: ReadonlySet<number>;
}

/** Fills the first `candidates.size` rows of `rows` (row-major, `FEATURES.length` columns). */
export function writeFeatures(
  rows: Float32Array,
  candidates: Candidates,
  visits: readonly Visit[],
  model: Model,
  catalogue: Catalogue,
): void {
  const affinities = affinitiesOf(visits, catalogue);
  const last = visits[0];
  const top = candidates.blend[0] ?? 0;
  for (let at = 0; at < candidates.size; at++) {
    const item = candidates.item[at]!;
    const fitted = item < model.items;
    const lastFitted = fitted && last !== undefined && last.item < model.items;
    let column = at * FEATURES.length;
    rows[column++] = candidates.transitions[at]!;
    rows[column++] = candidates.cooccurrence[at]!;
    rows[column++] = candidates.content[at]!;
    rows[column++] = fitted ? model.popularity[item]! : 0;
    rows[column++] = fitted ? model.trending[item]! : 0;
    rows[column++] = candidates.blend[at]!;
    rows[column++] = top > 0 ? candidates.blend[at]! / top : 0;
    rows[column++] = at;
    rows[column++] = lastFitted ? edgeWeight(model.transitions, last.item, item) : 0;
    rows[column++] = lastFitted ? edgeWeight(model.content, last.item, item) : 0;
    rows[column++] = candidates.supporters[at]!;
    rows[column++] = visits.length;
    rows[column++] = affinities.viewed.has(item) ? 1 : 0;
    rows[column++] = affinities.brands.get(catalogue.brandOf(item)) ?? 0;
    rows[column++] = greatest(affinities.categories, catalogue.categoriesOf(item));
    const logRatio = Math.log1p(catalogue.priceOf(item)) - affinities.logPrice;
    rows[column] = Number.isNaN(logRatio) ? 0 : logRatio;
  }
}

function affinitiesOf(visits: readonly Visit[], catalogue: Catalogue): Affinities {
  const brands = new Map<number, number>();
  const categories = new Map<number, number>();
  let total = 0;
  let logPrices = 0;
  let priced = 0;
  for (const { item, weight } of visits) {
    total += weight;
    const brand = catalogue.brandOf(item);
    if (brand >= 0) brands.set(brand, (brands.get(brand) ?? 0) + weight);
    for (const category of catalogue.categoriesOf(item)) {
      categories.set(category, (categories.get(category) ?? 0) + weight);
    }
    const price = catalogue.priceOf(item);
    if (!Number.isNaN(price)) {
      logPrices += Math.log1p(price);
      priced++;
    }
  }
  for (const shares of [brands, categories]) for (const [key, sum] of shares) shares.set(key, sum / total);
  return {
    brands,
    categories,
    logPrice: priced > 0 ? logPrices / priced : Number.NaN,
    viewed: new Set(visits.map(({ item }) => item)),
  };
}

function greatest(shares: ReadonlyMap<number, number>, keys: readonly number[]): number {
  let best = 0;
  for (const key of keys) best = Math.max(best, shares.get(key) ?? 0);
  return best;
}
