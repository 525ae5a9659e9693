// What the forest knows of each candidate: the parts of its score and how it fits the customer.
import type { Catalogue } from "../catalogue/catalogue.ts";
import { edgeWeight } from "../graphs/graph.ts";
import type { Model } from "../model.ts";
import { type Candidates, relativeBlend } from "./candidates.ts";
import { COMPARED_VISITS, type Comparisons } from "./comparisons.ts";
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

/** What features are computed from, besides the candidates. */
export interface FeatureContext {
  readonly visits: readonly Visit[];
  readonly model: Model;
  readonly catalogue: Catalogue;
  readonly comparisons: Comparisons;
}

/** The customer's side of the features, computed once per request. */
interface Profile {
  readonly brands: ReadonlyMap<number, number>;
  readonly categories: ReadonlyMap<number, number>;
  /** The greatest share of the categories in a list, as far as it was asked for; few lists serve many items. */
  readonly affinities: Map<readonly number[], number>;
  /** Mean of the logarithms of the known prices, NaN without any. */
  readonly logPrice: number;
  readonly popularity: number;
  readonly viewed: ReadonlySet<number>;
}

/** Fills the first `candidates.size` rows of `rows` (row-major, `FEATURES.length` columns). */
export function writeFeatures(rows: Float32Array, candidates: Candidates, context: FeatureContext): void {
  const { model, catalogue, visits, comparisons } = context;
  const profile = profileOf(context);
  comparisons.compare(candidates.item, candidates.size, visits);
  const last = visits[0]?.item ?? model.items;
  const compared = Math.min(visits.length, COMPARED_VISITS);
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
    rows[row + 6] = relativeBlend(candidates, at);
    rows[row + 7] = at;
    rows[row + 8] = candidates.supporters[at]!;
    writeComparisons(rows, row + 9, at, comparisons, compared);
    rows[row + 11] = fitted && last < model.items ? edgeWeight(model.transitions, item, last) : 0;
    rows[row + 17] = visits.length;
    rows[row + 18] = profile.viewed.has(item) ? 1 : 0;
    rows[row + 19] = profile.brands.get(catalogue.brandOf(item)) ?? 0;
    rows[row + 20] = categoryAffinity(profile, catalogue.categoriesOf(item));
    const logRatio = Math.log1p(catalogue.priceOf(item)) - profile.logPrice;
    rows[row + 21] = Number.isNaN(logRatio) ? 0 : logRatio;
    rows[row + 22] = fitted ? Math.log1p(model.occurrences[item]!) : 0;
    rows[row + 23] = popularity - profile.popularity;
  }
}

/** Seven of the eight columns that compare a candidate with single visits: the third is the edge back. */
function writeComparisons(
  rows: Float32Array,
  column: number,
  candidate: number,
  { edges, similarities }: Comparisons,
  compared: number,
): void {
  const first = candidate * COMPARED_VISITS;
  let strongest = 0;
  let strongestAt = COMPARED_VISITS;
  let closest = 0;
  let sum = 0;
  for (let visit = 0; visit < compared; visit++) {
    const edge = edges[first + visit]!;
    const similarity = similarities[first + visit]!;
    if (edge > strongest) {
      strongest = edge;
      strongestAt = visit;
    }
    if (similarity > closest) closest = similarity;
    sum += similarity;
  }
  rows[column] = edges[first]!;
  rows[column + 1] = edges[first + 1]!;
  rows[column + 3] = strongest;
  rows[column + 4] = strongestAt;
  rows[column + 5] = similarities[first]!;
  rows[column + 6] = closest;
  rows[column + 7] = compared === 0 ? 0 : sum / compared;
}

function profileOf({ visits, catalogue, model }: FeatureContext): Profile {
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
    brands,
    categories,
    affinities: new Map(),
    logPrice: priced > 0 ? logPrices / priced : Number.NaN,
    popularity: visits.length === 0 ? 0 : popularities / visits.length,
    viewed: new Set(visits.map(({ item }) => item)),
  };
}

function categoryAffinity({ categories, affinities }: Profile, list: readonly number[]): number {
  const known = affinities.get(list);
  if (known !== undefined) return known;
  let greatest = 0;
  for (const category of list) greatest = Math.max(greatest, categories.get(category) ?? 0);
  affinities.set(list, greatest);
  return greatest;
}
