// What the forest knows of each candidate: the parts of its score and how it fits the customer.
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { IncomingTransitions } from "../graphs/incoming.ts";
import type { Forest } from "../forest/forest.ts";
import { ratiosOf } from "../kinds/companions.ts";
import type { Habits } from "../kinds/habits.ts";
import { type CatalogueKinds, NO_KIND } from "../kinds/kinds.ts";
import type { Model } from "../model.ts";
import type { Audience } from "../segments/segments.ts";
import { type Candidates, relativeBlend } from "./candidates.ts";
import type { Closeness } from "./closeness.ts";
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
  "kind_kept",
  "due",
  "idle_hours",
  "kind_of_last",
  "companion_of_last",
  "segment_lift",
  "closeness",
] as const;

export type Feature = (typeof FEATURES)[number];

/** What features of any request are computed from. */
export interface FeatureSources {
  readonly kinds: CatalogueKinds;
  readonly model: Model;
  readonly catalogue: Catalogue;
  readonly comparisons: Comparisons;
  readonly incoming: IncomingTransitions;
  /** Undefined for a model without embeddings. */
  readonly closeness: Closeness | undefined;
  /** Found for the candidates and visits at hand. */
  readonly contributions: Contributions;
}

/** The customer of a request. */
export interface FeatureCustomer {
  readonly visits: readonly Visit[];
  readonly habits: Habits;
  /** Undefined where nothing is known of the segments of the customer. */
  readonly audience: Audience | undefined;
}

/** What features are computed from, besides the candidates. */
export interface FeatureContext extends FeatureSources, FeatureCustomer {
  readonly reads: Reads;
}

/** Whether somebody reads a column; the others need not be computed. */
export type Reads = Readonly<Record<Feature, boolean>>;

/** The columns that some node of a forest's trees compares, from one tree to before another. */
export function readBy({ feature, depth }: Forest, from: number, to: number): Reads {
  const inner = 2 ** depth - 1;
  const compared = new Set<number>(feature.subarray(from * inner, to * inner));
  return readsOf((name) => compared.has(COLUMN[name]));
}

export function readsOf(test: (name: Feature) => boolean): Reads {
  return Object.fromEntries(FEATURES.map((name) => [name, test(name)])) as Reads;
}

/**
 * What the first trees of a forest may compare: it is at hand for hundreds of candidates, while the rest takes a walk
 * through each visit's edges or each candidate's terms.
 */
export const EARLY_FEATURES: ReadonlySet<Feature> = new Set<Feature>([
  "transitions",
  "cooccurrence",
  "content",
  "popularity",
  "trending",
  "blend",
  "blend_relative",
  "rank",
  "history_length",
  "occurrences",
  "popularity_gap",
  "kind_kept",
  "due",
  "idle_hours",
  "kind_of_last",
  "companion_of_last",
  "segment_lift",
]);

export const EARLY_COLUMNS: Reads = readsOf((name) => EARLY_FEATURES.has(name));

/** All others. */
export const LATE_COLUMNS: Reads = readsOf((name) => !EARLY_FEATURES.has(name));

/** Whether columns are read that `Contributions` must be found for. */
export function readsContributions(reads: Reads): boolean {
  return reads.supporters || readsEdges(reads);
}

function readsEdges(reads: Reads): boolean {
  return (
    reads.transition_from_last ||
    reads.transition_from_previous ||
    reads.strongest_transition ||
    reads.strongest_supporter_age
  );
}

/** Where each column begins, in columns. */
const COLUMN = Object.fromEntries(FEATURES.map((name, at) => [name, at])) as Readonly<
  Record<Feature, number>
>;

/** Logarithms of one more than the numbers of events that most items have. */
const LOGS = Float32Array.from({ length: 4096 }, (_, count) => Math.log1p(count));

/**
 * Fills the first `candidates.size` rows of the columns that are read. All `FEATURES.length` columns lie one after the other
 * in `columns`, each as long as `capacity`. It goes column by column: what is read of the candidates lies anywhere in
 * memory, and a short loop has many of them fetched at once.
 */
export function writeFeatures(
  columns: Float32Array,
  capacity: number,
  candidates: Candidates,
  context: FeatureContext,
): void {
  const { visits, reads, comparisons, contributions, incoming, model } = context;
  const { size } = candidates;
  const table: Table = { columns, capacity, size, items: candidates.item };
  writeScores(table, candidates, context);
  writePopularity(table, context);
  if (reads.transition_to_last) {
    const from = COLUMN.transition_to_last * capacity;
    incoming.write(candidates.item, visits[0]?.item ?? model.items, columns.subarray(from, from + size));
  }
  if (readsEdges(reads)) writeEdges(table, contributions.edges, visits.length);
  if (reads.similarity_to_last || reads.greatest_similarity || reads.mean_similarity) {
    comparisons.compare(candidates.item, size, visits);
    writeSimilarities(table, comparisons.similarities, visits.length);
  }
  if (reads.closeness) writeCloseness(table, context);
  writeProfile(table, context);
  if (reads.kind_kept || reads.due) writeHabits(table, context.habits);
  if (reads.idle_hours || reads.kind_of_last || reads.companion_of_last) writeKinds(table, context);
  if (reads.segment_lift) writeSegments(table, context.audience);
}

/** The columns of one request's candidates. */
interface Table {
  readonly columns: Float32Array;
  readonly capacity: number;
  readonly size: number;
  readonly items: Uint32Array;
}

/** What the first stage found. */
function writeScores(
  { columns, capacity, size }: Table,
  candidates: Candidates,
  { reads, contributions }: FeatureContext,
): void {
  const { transitions, cooccurrence, content, blend } = candidates;
  if (reads.transitions) copy(transitions, columns, COLUMN.transitions * capacity, size);
  if (reads.cooccurrence) copy(cooccurrence, columns, COLUMN.cooccurrence * capacity, size);
  if (reads.content) copy(content, columns, COLUMN.content * capacity, size);
  if (reads.blend) for (let at = 0; at < size; at++) columns[COLUMN.blend * capacity + at] = blend[at]!;
  if (reads.supporters)
    for (let at = 0; at < size; at++)
      columns[COLUMN.supporters * capacity + at] = contributions.supporters[at]!;
  if (reads.blend_relative)
    for (let at = 0; at < size; at++)
      columns[COLUMN.blend_relative * capacity + at] = relativeBlend(candidates, at);
  if (reads.rank) for (let at = 0; at < size; at++) columns[COLUMN.rank * capacity + at] = at;
}

/** Views of arrays would take longer to make than their first entries to copy. */
function copy(column: Float32Array, columns: Float32Array, first: number, size: number): void {
  for (let at = 0; at < size; at++) columns[first + at] = column[at]!;
}

/** How popular the candidates are, by themselves and beside what the customer visited. Newcomers are not at all. */
function writePopularity(
  { columns, capacity, size, items }: Table,
  { reads, model: { popularity, trending, occurrences }, visits }: FeatureContext,
): void {
  if (reads.popularity || reads.popularity_gap) {
    let sum = 0;
    for (const { item } of visits) sum += popularity[item] ?? 0;
    const usual = visits.length === 0 ? 0 : sum / visits.length;
    for (let at = 0; at < size; at++) {
      const value = popularity[items[at]!] ?? 0;
      columns[COLUMN.popularity * capacity + at] = value;
      columns[COLUMN.popularity_gap * capacity + at] = value - usual;
    }
  }
  if (reads.trending)
    for (let at = 0; at < size; at++) columns[COLUMN.trending * capacity + at] = trending[items[at]!] ?? 0;
  if (reads.occurrences)
    for (let at = 0; at < size; at++) {
      const count = occurrences[items[at]!] ?? 0;
      columns[COLUMN.occurrences * capacity + at] = LOGS[count] ?? Math.log1p(count);
    }
}

/** How transitions lead from single visits to candidates. */
function writeEdges({ columns, capacity, size }: Table, edges: Float32Array, visits: number): void {
  const compared = Math.min(visits, COMPARED_VISITS);
  for (let at = 0; at < size; at++) {
    const first = at * COMPARED_VISITS;
    let strongest = 0;
    let strongestAt = COMPARED_VISITS;
    for (let visit = 0; visit < compared; visit++) {
      const edge = edges[first + visit]!;
      if (edge <= strongest) continue;
      strongest = edge;
      strongestAt = visit;
    }
    columns[COLUMN.transition_from_last * capacity + at] = edges[first]!;
    columns[COLUMN.transition_from_previous * capacity + at] = edges[first + 1]!;
    columns[COLUMN.strongest_transition * capacity + at] = strongest;
    columns[COLUMN.strongest_supporter_age * capacity + at] = strongestAt;
  }
}

/** How alike candidates are to single visits. */
function writeSimilarities(
  { columns, capacity, size }: Table,
  similarities: Float64Array,
  visits: number,
): void {
  const compared = Math.min(visits, COMPARED_VISITS);
  for (let at = 0; at < size; at++) {
    const first = at * COMPARED_VISITS;
    let closest = 0;
    let sum = 0;
    for (let visit = 0; visit < compared; visit++) {
      const similarity = similarities[first + visit]!;
      if (similarity > closest) closest = similarity;
      sum += similarity;
    }
    columns[COLUMN.similarity_to_last * capacity + at] = similarities[first]!;
    columns[COLUMN.greatest_similarity * capacity + at] = closest;
    columns[COLUMN.mean_similarity * capacity + at] = compared === 0 ? 0 : sum / compared;
  }
}

/** How close candidates are to the visits, by who takes them. */
function writeCloseness(
  { columns, capacity, size, items }: Table,
  { closeness, visits }: FeatureContext,
): void {
  const first = COLUMN.closeness * capacity;
  if (closeness === undefined) columns.fill(0, first, first + size);
  else closeness.write(items, size, visits, columns, first);
}

/** How candidates fit what the customer usually goes for. */
function writeProfile({ columns, capacity, size, items }: Table, context: FeatureContext): void {
  const { catalogue, visits, reads } = context;
  if (reads.history_length)
    columns.fill(visits.length, COLUMN.history_length * capacity, COLUMN.history_length * capacity + size);
  if (reads.viewed_before) {
    const viewed = new Set(visits.map(({ item }) => item));
    for (let at = 0; at < size; at++)
      columns[COLUMN.viewed_before * capacity + at] = viewed.has(items[at]!) ? 1 : 0;
  }
  if (!reads.brand_affinity && !reads.category_affinity && !reads.price_ratio) return;
  const { brands, categories, logPrice } = profileOf(context);
  for (let at = 0; at < size; at++)
    columns[COLUMN.brand_affinity * capacity + at] = brands.get(catalogue.brandOf(items[at]!)) ?? 0;
  for (let at = 0; at < size; at++) {
    const logRatio = catalogue.logPriceOf(items[at]!) - logPrice;
    columns[COLUMN.price_ratio * capacity + at] = Number.isNaN(logRatio) ? 0 : logRatio;
  }
  const affinities = new Map<readonly number[], number>();
  for (let at = 0; at < size; at++) {
    const list = catalogue.categoriesOf(items[at]!);
    let affinity = affinities.get(list);
    if (affinity === undefined) {
      affinity = 0;
      for (const category of list) affinity = Math.max(affinity, categories.get(category) ?? 0);
      affinities.set(list, affinity);
    }
    columns[COLUMN.category_affinity * capacity + at] = affinity;
  }
}

/** Whether the customer has got what they wanted of a kind, and what is due again. */
function writeHabits({ columns, capacity, size, items }: Table, { kept, due }: Habits): void {
  const keptColumn = COLUMN.kind_kept * capacity;
  const dueColumn = COLUMN.due * capacity;
  columns.fill(1, keptColumn, keptColumn + size);
  columns.fill(0, dueColumn, dueColumn + size);
  if (kept !== undefined) for (let at = 0; at < size; at++) columns[keptColumn + at] = kept(items[at]!);
  for (const { item, probability } of due) {
    const at = items.subarray(0, size).indexOf(item);
    if (at >= 0) columns[dueColumn + at] = probability;
  }
}

/** How candidates go with the kind of what the customer did last, and how long ago that was. */
function writeKinds({ columns, capacity, size, items }: Table, context: FeatureContext): void {
  const { visits, kinds, model, habits, reads } = context;
  if (reads.idle_hours) {
    // In steps, so that the same question gets the same answer a second later.
    const hours = Math.round(2 * Math.log1p(habits.idle / 3600)) / 2;
    columns.fill(hours, COLUMN.idle_hours * capacity, COLUMN.idle_hours * capacity + size);
  }
  if (!reads.kind_of_last && !reads.companion_of_last) return;
  const last = visits[0] === undefined ? NO_KIND : kinds.of(visits[0].item);
  const ratios = ratiosOf(last, model.companions);
  for (let at = 0; at < size; at++) {
    const kind = kinds.of(items[at]!);
    columns[COLUMN.kind_of_last * capacity + at] = kind !== NO_KIND && kind === last ? 1 : 0;
    columns[COLUMN.companion_of_last * capacity + at] = ratios?.get(kind) ?? 1;
  }
}

/** How much more candidates interest customers like this one: the logarithm, 0 where nothing is known of that. */
function writeSegments({ columns, capacity, size, items }: Table, audience: Audience | undefined): void {
  const column = COLUMN.segment_lift * capacity;
  columns.fill(0, column, column + size);
  if (audience !== undefined)
    for (let at = 0; at < size; at++) columns[column + at] = Math.log(audience.liftOf(items[at]!));
}

/** The customer's side of the features. */
interface Profile {
  readonly brands: ReadonlyMap<number, number>;
  readonly categories: ReadonlyMap<number, number>;
  /** Mean of the logarithms of the known prices, NaN without any. */
  readonly logPrice: number;
}

function profileOf({ visits, catalogue }: FeatureContext): Profile {
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
    const logPrice = catalogue.logPriceOf(item);
    if (!Number.isNaN(logPrice)) {
      logPrices += logPrice;
      priced++;
    }
  }
  for (const shares of [brands, categories]) for (const [key, sum] of shares) shares.set(key, sum / total);
  return {
    brands,
    categories,
    logPrice: priced > 0 ? logPrices / priced : Number.NaN,
  };
}
