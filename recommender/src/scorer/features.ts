// What the forest knows of each candidate: the parts of its score and how it fits the customer.
import type { Catalogue } from "../catalogue/catalogue.ts";
import { cosine, type TermVector } from "../content/vectors.ts";
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
  "supporters",
  "transition_from_last",
  "transition_from_previous",
  "transition_to_last",
  "strongest_transition",
  "strongest_supporter_age",
  "similarity_to_last",
  "greatest_similarity",
  "mean_similarity",
  "history_length",
  "viewed_before",
  "brand_affinity",
  "category_affinity",
  "price_ratio",
  "occurrences",
  "popularity_gap",
] as const;

export type Feature = (typeof FEATURES)[number];

/** How many of the newest visits are compared with each candidate one by one. */
const COMPARED_VISITS = 8;

/** What features are computed from, besides the candidates. */
export interface FeatureContext {
  readonly visits: readonly Visit[];
  readonly model: Model;
  readonly catalogue: Catalogue;
  /** The term vector of any item, fitted or new. */
  readonly vectorOf: (item: number) => TermVector;
}

/** The customer's side of the features, computed once per request. */
interface Profile {
  readonly compared: readonly {
    readonly item: number;
    readonly fitted: boolean;
    readonly vector: TermVector;
  }[];
  readonly brands: ReadonlyMap<number, number>;
  readonly categories: ReadonlyMap<number, number>;
  /** Mean of the logarithms of the known prices, NaN without any. */
  readonly logPrice: number;
  readonly popularity: number;
  readonly viewed: ReadonlySet<number>;
}

/** Fills the first `candidates.size` rows of `rows` (row-major, `FEATURES.length` columns). */
export function writeFeatures(rows: Float32Array, candidates: Candidates, context: FeatureContext): void {
  const { model, catalogue, visits } = context;
  const profile = profileOf(context);
  const top = candidates.blend[0] ?? 0;
  for (let at = 0; at < candidates.size; at++) {
    const item = candidates.item[at]!;
    const fitted = item < model.items;
    const popularity = fitted ? model.popularity[item]! : 0;
    const row = at * FEATURES.length;
    rows[row] = candidates.transitions[at]!;
    rows[row + 1] = candidates.cooccurrence[at]!;
    rows[row + 2] = candidates.content[at]!;
    rows[row + 3] = popularity;
    rows[row + 4] = fitted ? model.trending[item]! : 0;
    rows[row + 5] = candidates.blend[at]!;
    rows[row + 6] = top > 0 ? candidates.blend[at]! / top : 0;
    rows[row + 7] = at;
    rows[row + 8] = candidates.supporters[at]!;
    writeComparisons(rows, row + 9, item, fitted, profile, context);
    rows[row + 17] = visits.length;
    rows[row + 18] = profile.viewed.has(item) ? 1 : 0;
    rows[row + 19] = profile.brands.get(catalogue.brandOf(item)) ?? 0;
    rows[row + 20] = greatest(profile.categories, catalogue.categoriesOf(item));
    const logRatio = Math.log1p(catalogue.priceOf(item)) - profile.logPrice;
    rows[row + 21] = Number.isNaN(logRatio) ? 0 : logRatio;
    rows[row + 22] = fitted ? Math.log1p(model.occurrences[item]!) : 0;
    rows[row + 23] = popularity - profile.popularity;
  }
}

/** The eight columns that compare a candidate with the newest visits one by one. */
function writeComparisons(
  rows: Float32Array,
  column: number,
  item: number,
  fitted: boolean,
  { compared }: Profile,
  { model, vectorOf }: FeatureContext,
): void {
  const vector = vectorOf(item);
  let strongest = 0;
  let strongestAt = COMPARED_VISITS;
  let closest = 0;
  let similarities = 0;
  for (let at = 0; at < compared.length; at++) {
    const visit = compared[at]!;
    const edge = fitted && visit.fitted ? edgeWeight(model.transitions, visit.item, item) : 0;
    const similarity = cosine(visit.vector, vector);
    if (at === 0) {
      rows[column] = edge;
      rows[column + 2] = fitted && visit.fitted ? edgeWeight(model.transitions, item, visit.item) : 0;
      rows[column + 5] = similarity;
    } else if (at === 1) {
      rows[column + 1] = edge;
    }
    if (edge > strongest) {
      strongest = edge;
      strongestAt = at;
    }
    closest = Math.max(closest, similarity);
    similarities += similarity;
  }
  if (compared.length < 2) rows[column + 1] = 0;
  rows[column + 3] = strongest;
  rows[column + 4] = strongestAt;
  rows[column + 6] = closest;
  rows[column + 7] = compared.length === 0 ? 0 : similarities / compared.length;
}

function profileOf({ visits, catalogue, model, vectorOf }: FeatureContext): Profile {
  const brands = new Map<number, number>();
  const categories = new Map<number, number>();
  let total = 0;
  let logPrices = 0;
  let priced = 0;
  let popularities = 0;
  for (const { item, weight } of visits) {
    total += weight;
    popularities += model.popularity[item] ?? 0;
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
    compared: visits
      .slice(0, COMPARED_VISITS)
      .map(({ item }) => ({ item, fitted: item < model.items, vector: vectorOf(item) })),
    brands,
    categories,
    logPrice: priced > 0 ? logPrices / priced : Number.NaN,
    popularity: visits.length === 0 ? 0 : popularities / visits.length,
    viewed: new Set(visits.map(({ item }) => item)),
  };
}

function greatest(shares: ReadonlyMap<number, number>, keys: readonly number[]): number {
  let best = 0;
  for (const key of keys) best = Math.max(best, shares.get(key) ?? 0);
  return best;
}
