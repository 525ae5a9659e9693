// How an answer came about, step by step, in numbers: read from what the scorer held while it made that answer.
import type { BlendWeights } from "../fit/recipe.ts";
import { TopK } from "../graphs/top-k.ts";
import type { Due } from "../kinds/habits.ts";
import type { Candidates } from "../scorer/candidates.ts";
import type { FeatureSources } from "../scorer/features.ts";
import { blendFor } from "../scorer/placements.ts";
import type { Answer, Query } from "../scorer/query.ts";
import type { Visit } from "../scorer/visits.ts";
import { type Removal, removalsOf } from "./removals.ts";
import { rankerOf, type Scorer, type Steps } from "./steps.ts";
import { type Parts, partsOf, type TracedCandidate, tracedCandidates } from "./traced-candidates.ts";

/** Removed items that a trace names. */
const MAX_REMOVED = 100;

export interface TracedVisit extends Visit {
  /** Seconds between the newest event on the product and the newest of all. */
  readonly age: number;
  /** How many items it leads to, by what customers did and by content. */
  readonly leadsTo: { readonly behaviour: number; readonly content: number };
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

function removedBest(
  removed: Candidates,
  blend: BlendWeights,
  removalsOfItem: (item: number) => readonly Removal[],
): TracedRemoval[] {
  // A strict filter removes most of a catalogue.
  const best = new TopK(MAX_REMOVED);
  for (let row = 0; row < removed.size; row++) best.push(removed.blend[row]!, row);
  best.sort();
  return Array.from(best.ids.subarray(0, best.size), (row) => ({
    item: removed.item[row]!,
    parts: partsOf(removed, row, blend),
    blend: removed.blend[row]!,
    removals: removalsOfItem(removed.item[row]!),
  }));
}
