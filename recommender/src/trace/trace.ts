// How an answer came about, step by step, in numbers: read from what the scorer held while it made that answer.
import type { BlendWeights } from "../fit/recipe.ts";
import type { ProductRules } from "../groups/variant-choice.ts";
import type { Due, Habits } from "../kinds/habits.ts";
import type { Factors } from "../rules/boosts.ts";
import type { Standing } from "../rules/standing.ts";
import { type Candidates, relativeBlend } from "../scorer/candidates.ts";
import { type Feature, FEATURES, type FeatureSources, readBy, type Reads } from "../scorer/features.ts";
import type { Contributions } from "../scorer/contributions.ts";
import { blendFor } from "../scorer/placements.ts";
import type { Answer, Query } from "../scorer/query.ts";
import type { Ranking } from "../scorer/ranking.ts";
import type { Visit } from "../scorer/visits.ts";
import { type Factor, factorsOf } from "./factors.ts";
import { type Removal, removalsOf } from "./removals.ts";

/** Candidates and removed items that a trace names. */
const MAX_CANDIDATES = 300;
const MAX_REMOVED = 100;
/** The best candidates, whose features it tells. */
const MAX_WITH_FEATURES = 20;

/** What the scorer held. */
export interface Steps {
  readonly query: Query;
  readonly standing: readonly Standing[];
  readonly rules: ProductRules;
  readonly habits: Habits;
  /** What kinds of products say of all items. */
  readonly kinds: Factors | undefined;
  readonly ranking: Ranking;
  readonly removed: Candidates | undefined;
  /** Rows of the candidates in the order in which the list shows them, pins aside. */
  readonly positions: readonly number[];
  readonly answer: Answer;
}

export interface TracedVisit extends Visit {
  /** Seconds between the newest event on the product and the newest of all. */
  readonly age: number;
  /** How many items it leads to, by what customers did and by content. */
  readonly leadsTo: { readonly behaviour: number; readonly content: number };
}

/** The parts of a first-stage score, weighed: they add up to it. */
export interface Parts {
  readonly transitions: number;
  readonly cooccurrence: number;
  readonly content: number;
  readonly popularity: number;
}

/** The visit that adds most to a candidate's first-stage score, by its place. */
export interface Strongest {
  readonly visit: number;
  readonly adds: number;
  /** Whether the candidate's kind is related to that of the visit: else it is no reason that a customer is told. */
  readonly isRelated: boolean;
}

export interface TracedCandidate {
  /** What is shown of the product. */
  readonly item: number;
  /** Places count from 1: among the candidates by the first stage, after ranking, and in the list before pins. */
  readonly firstPlace: number;
  readonly rankedPlace?: number;
  readonly listedPlace?: number;
  readonly parts: Parts;
  readonly blend: number;
  readonly strongest?: Strongest;
  /** How many visits lead to the candidate. */
  readonly supporters: number;
  /** What the forest predicts; absent where it did not rank, or only its first trees did. */
  readonly forest?: number;
  /** The final score before factors. */
  readonly score: number;
  readonly factors: readonly Factor[];
  /** Of the best candidates, what the forest reads of them. */
  readonly features?: Readonly<Partial<Record<Feature, number>>>;
}

export interface TracedRemoval {
  readonly item: number;
  readonly parts: Parts;
  readonly blend: number;
  /** All that keeps it out, each of which would. */
  readonly removals: readonly Removal[];
}

export interface Trace {
  readonly answer: Answer;
  readonly visits: readonly TracedVisit[];
  readonly blend: BlendWeights;
  /** Undefined when the first-stage score is the final one. */
  readonly forest: { readonly trees: number; readonly blendShare: number } | undefined;
  readonly due: readonly Due[];
  /** Seconds since the customer did anything. */
  readonly idle: number;
  /** Whether the model tells customers like this one apart from others. */
  readonly isSegmented: boolean;
  /** How many candidates there were. */
  readonly size: number;
  /** In ranked order; the first ones. */
  readonly candidates: readonly TracedCandidate[];
  /** The best ones. */
  readonly removed: readonly TracedRemoval[];
  readonly diversity: number;
}

interface Scorer {
  /** Feature rows of candidates, row-major. */
  readonly featuresOf: (rows: readonly number[]) => Float32Array;
  /** The item that the model knows an item's product by. */
  readonly productOf: (item: number) => number;
  /** Of visits of all kinds, where those of the sources are of related ones. */
  readonly contributionsOfAll: Contributions;
  /** How many edges an item has that the fitted graphs do not have. */
  readonly newEdgesOf: (item: number) => number;
}

export function traceOf(steps: Steps, sources: FeatureSources, scorer: Scorer): Trace {
  const { query, standing, habits, ranking, answer, removed } = steps;
  const { model, catalogue } = sources;
  const blend = blendFor(query.placement, model.recipe);
  const due = habits.due.map(({ item }) => item);
  const removals = removalsOf(query, catalogue, due, standing);
  const ranker = rankerOf(steps, sources);
  return {
    answer,
    visits: ranking.visits.map((visit) => traced(visit, query, sources, scorer)),
    blend,
    forest: ranker && { trees: ranker.forest.trees, blendShare: ranker.blendShare },
    due: habits.due,
    idle: habits.idle,
    isSegmented: ranking.audience !== undefined,
    size: ranking.candidates.size,
    candidates: tracedCandidates(steps, sources, scorer, blend),
    removed: removed === undefined ? [] : removedBest(removed, blend, removals),
    diversity: query.rules?.diversity ?? 0,
  };
}

/** The forest that ranked, and what counts beside it; undefined when none did. */
function rankerOf({ query, ranking }: Steps, { model: { forest, recipe } }: FeatureSources) {
  if (forest === undefined || query.placement !== "personal" || ranking.visits.length === 0) return undefined;
  return { forest, blendShare: recipe.ranker.blendShare };
}

function traced(
  visit: Visit,
  { history }: Query,
  { model: { items, adjacency } }: FeatureSources,
  { productOf, newEdgesOf }: Scorer,
): TracedVisit {
  const newest = history[0]?.time ?? 0;
  const time = history.find(({ item }) => productOf(item) === visit.item)?.time ?? newest;
  const at = (offset: number): number =>
    visit.item < items ? adjacency.offsets[2 * visit.item + offset]! : 0;
  return {
    ...visit,
    age: Math.max(0, newest - time),
    leadsTo: { behaviour: at(1) - at(0), content: at(2) - at(1) + newEdgesOf(visit.item) },
  };
}

function tracedCandidates(
  steps: Steps,
  sources: FeatureSources,
  { featuresOf, contributionsOfAll }: Scorer,
  blend: BlendWeights,
): TracedCandidate[] {
  const { query, standing, kinds, rules, positions } = steps;
  const { candidates, scores, order, ranked, visits } = steps.ranking;
  const ranker = rankerOf(steps, sources);
  const rankedPlaces = new Map(order.map((row, at) => [row, at + 1]));
  const listedPlaces = new Map(positions.map((row, at) => [row, at + 1]));
  const rest = Array.from({ length: candidates.size }, (_, row) => row).filter(
    (row) => !rankedPlaces.has(row),
  );
  const rows = [...order, ...rest].slice(0, MAX_CANDIDATES);
  const described = ranker === undefined ? [] : order.slice(0, MAX_WITH_FEATURES);
  const features = described.length > 0 && featuresOf(described);
  const reads = ranker && readBy(ranker.forest, 0, ranker.forest.trees);
  const items = Uint32Array.from(rows, (row) => candidates.item[row]!);
  for (const contributions of [sources.contributions, contributionsOfAll])
    contributions.find(items, items.length, visits, blend);
  const factors = factorsOf(query.rules, sources.catalogue, standing, kinds);
  return rows.map((row, at) => {
    const item = rules.shown(items[at]!)[0] ?? items[at]!;
    const rankedPlace = rankedPlaces.get(row);
    const listedPlace = listedPlaces.get(row);
    const visit = contributionsOfAll.strongest[at]!;
    const adds = contributionsOfAll.behaviour[at]! + contributionsOfAll.content[at]!;
    const isRelated = sources.contributions.strongest[at] === visit;
    // Beyond those, only the first trees have seen it.
    const isWhole = ranker !== undefined && rankedPlace !== undefined && rankedPlace <= ranked;
    return {
      item,
      firstPlace: row + 1,
      ...(rankedPlace !== undefined && { rankedPlace }),
      ...(listedPlace !== undefined && { listedPlace }),
      parts: partsOf(candidates, row, blend),
      blend: candidates.blend[row]!,
      ...(visit >= 0 && { strongest: { visit, adds, isRelated } }),
      supporters: contributionsOfAll.supporters[at]!,
      ...(isWhole && { forest: scores[row]! - ranker.blendShare * relativeBlend(candidates, row) }),
      score: scores[row]!,
      factors: factors(item),
      ...(reads && features && at < described.length && { features: named(features, at, reads) }),
    };
  });
}

/** One row of features by name, those that are read. */
function named(features: Float32Array, row: number, reads: Reads): NonNullable<TracedCandidate["features"]> {
  return Object.fromEntries(
    FEATURES.map((name, column) => [name, features[row * FEATURES.length + column]!] as const).filter(
      ([name]) => reads[name],
    ),
  );
}

function partsOf(candidates: Candidates, row: number, blend: BlendWeights): Parts {
  const transitions = blend.transitions * candidates.transitions[row]!;
  const cooccurrence = blend.cooccurrence * candidates.cooccurrence[row]!;
  const content = blend.content * candidates.content[row]!;
  return {
    transitions,
    cooccurrence,
    content,
    popularity: candidates.blend[row]! - transitions - cooccurrence - content,
  };
}

function removedBest(
  removed: Candidates,
  blend: BlendWeights,
  removalsOfItem: (item: number) => readonly Removal[],
): TracedRemoval[] {
  return Array.from({ length: removed.size }, (_, row) => row)
    .sort((a, b) => removed.blend[b]! - removed.blend[a]! || removed.item[a]! - removed.item[b]!)
    .slice(0, MAX_REMOVED)
    .map((row) => ({
      item: removed.item[row]!,
      parts: partsOf(removed, row, blend),
      blend: removed.blend[row]!,
      removals: removalsOfItem(removed.item[row]!),
    }));
}
