// The candidates of an answer with what the scorer made of each.
import type { BlendWeights } from "../fit/recipe.ts";
import { type Candidates, relativeBlend } from "../scorer/candidates.ts";
import { type Feature, FEATURES, type FeatureSources, readBy, type Reads } from "../scorer/features.ts";
import { type Factor, factorsOf } from "./factors.ts";
import { rankerOf, type Scorer, type Steps } from "./steps.ts";

/** Candidates that a trace names. */
const MAX_CANDIDATES = 300;
/** The best ones, whose features it tells. */
const MAX_WITH_FEATURES = 20;

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

/** In ranked order, then in that of the first stage. */
export function tracedCandidates(
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

export function partsOf(candidates: Candidates, row: number, blend: BlendWeights): Parts {
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
