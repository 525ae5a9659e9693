// What the forest knows of each candidate: the parts of its score and how it fits the customer.
import type { Catalogue } from "../catalogue/catalogue.ts";
import { transitionWeight } from "../graphs/adjacency.ts";
import type { Model } from "../model.ts";
import { type Candidates, relativeBlend } from "./candidates.ts";
import { COMPARED_VISITS, type Comparisons } from "./comparisons.ts";
import type { Contributions } from "./contributions.ts";
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
  /** Found for these candidates and visits. */
  readonly contributions: Contributions;
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

/**
 * Fills the first `candidates.size` rows of `FEATURES.length` columns, which lie one after the other in `columns`, each as
 * long as `capacity`.
 */
export function writeFeatures(
  columns: Float32Array,
  capacity: number,
  candidates: Candidates,
  context: FeatureContext,
): void {
  const { model, catalogue, visits, comparisons, contributions } = context;
  const profile = profileOf(context);
  comparisons.compare(candidates.item, candidates.size, visits);
  const last = visits[0]?.item ?? model.items;
  const compared = Math.min(visits.length, COMPARED_VISITS);
  for (let at = 0; at < candidates.size; at++) {
    const item = candidates.item[at]!;
    const fitted = item < model.items;
    const popularity = fitted ? model.popularity[item]! : 0;
    columns[at] = candidates.transitions[at]!;
    columns[1 * capacity + at] = candidates.cooccurrence[at]!;
    columns[2 * capacity + at] = candidates.content[at]!;
    columns[3 * capacity + at] = popularity;
    columns[4 * capacity + at] = fitted ? model.trending[item]! : 0;
    columns[5 * capacity + at] = candidates.blend[at]!;
    columns[6 * capacity + at] = relativeBlend(candidates, at);
    columns[7 * capacity + at] = at;
    columns[8 * capacity + at] = contributions.supporters[at]!;
    writeComparisons(columns, capacity, at, contributions.edges, comparisons.similarities, compared);
    columns[11 * capacity + at] =
      fitted && last < model.items ? transitionWeight(model.adjacency, item, last) : 0;
    columns[17 * capacity + at] = visits.length;
    columns[18 * capacity + at] = profile.viewed.has(item) ? 1 : 0;
    columns[19 * capacity + at] = profile.brands.get(catalogue.brandOf(item)) ?? 0;
    columns[20 * capacity + at] = categoryAffinity(profile, catalogue.categoriesOf(item));
    const logRatio = Math.log1p(catalogue.priceOf(item)) - profile.logPrice;
    columns[21 * capacity + at] = Number.isNaN(logRatio) ? 0 : logRatio;
    columns[22 * capacity + at] = fitted ? Math.log1p(model.occurrences[item]!) : 0;
    columns[23 * capacity + at] = popularity - profile.popularity;
  }
}

/** Columns 9, 10 and 12 to 16, which compare a candidate with single visits. */
function writeComparisons(
  columns: Float32Array,
  capacity: number,
  candidate: number,
  edges: Float32Array,
  similarities: Float64Array,
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
  columns[9 * capacity + candidate] = edges[first]!;
  columns[10 * capacity + candidate] = edges[first + 1]!;
  columns[12 * capacity + candidate] = strongest;
  columns[13 * capacity + candidate] = strongestAt;
  columns[14 * capacity + candidate] = similarities[first]!;
  columns[15 * capacity + candidate] = closest;
  columns[16 * capacity + candidate] = compared === 0 ? 0 : sum / compared;
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
