// The collaborative graphs: which items are taken after and with which, from the customers' steps.
import type { Steps } from "../interactions/steps.ts";
import { fitRows } from "./fit-rows.ts";
import type { Graph } from "./graph.ts";
import { windowJob } from "./window-votes.ts";

export interface CollaborativeOptions {
  /** How many steps before and after an occurrence still count, 1 or more. */
  readonly window: number;
  /** Factor per further step of distance, 0 to 1. */
  readonly decay: number;
  /** Weight of an earlier step relative to a later one: 0 is purely directed, 1 plain co-occurrence. */
  readonly backward: number;
  /** A customer with n steps counts n^-exponent: the very busy say less per step. */
  readonly lengthExponent: number;
  /** Edges are divided by occurrences(source)^exponent … */
  readonly sourceExponent: number;
  /** … and by occurrences(target)^exponent, against popularity. */
  readonly targetExponent: number;
  /** At most this many neighbours per item. */
  readonly neighbours: number;
}

/**
 * For each item one pass over the windows around its occurrences into a dense accumulator, then the top K. O(steps ×
 * window) time, O(items + steps) memory. Deterministic, whatever the number of `threads` (default: one per core).
 * Throws `RangeError` for a graph that would take too much memory.
 */
export function fitCollaborative(steps: Steps, options: CollaborativeOptions, threads?: number): Graph {
  const job = windowJob(steps, options);
  const votesPerStep = job.distanceWeights.length * (options.backward === 0 ? 1 : 2);
  return fitRows(job, {
    neighbours: options.neighbours,
    rowLimits: (row) => (job.offsets[row + 1]! - job.offsets[row]!) * votesPerStep,
    votes: steps.item.length * votesPerStep,
    ...(threads === undefined ? {} : { threads }),
  }).graph;
}
