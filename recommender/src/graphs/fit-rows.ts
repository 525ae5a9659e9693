// Computes the rows of a graph, on all processor cores when there is enough to do, and brings them to a common scale.
import { availableParallelism } from "node:os";
import { fillRows, type RowJob, type RowSlots } from "./fill-rows.ts";
import type { Graph } from "./graph.ts";
import { sharedFloat32, sharedFloat64, sharedUint32 } from "../threads/shared.ts";
import { callCrew } from "../threads/crew.ts";
import { allDone, newTurns } from "../threads/turns.ts";

export interface FitRowsOptions {
  /** At most this many neighbours per item are kept. */
  readonly neighbours: number;
  /** How many edges a row can have at most, before the best are taken. */
  readonly rowLimits: (row: number) => number;
  /** About how many votes there are: a start of a worker takes as long as millions of them. */
  readonly votes: number;
  /** Threads, this one included. The graph is the same, bit by bit, for any number. Default: one per core, one in all for little work. */
  readonly threads?: number;
}

/** Votes below which one thread is done sooner than another has started. */
const WORTH_A_WORKER = 20_000_000;

/** Edges that a graph may have: 8 bytes each while it is fitted, and as many in the bundle. */
const MAX_EDGES = 500_000_000;

/** Smallest weight kept: an edge never rounds to zero, which would read as "no edge". */
const MIN_WEIGHT = 1e-30;

/**
 * The graph of a job and the factor that its weights were multiplied by. Blocks this thread until it is done; it does
 * its share of the rows itself, and all of them where no worker can start. Throws `RangeError` before it takes memory
 * for more edges than a graph may have.
 */
export function fitRows(job: RowJob, options: FitRowsOptions): { graph: Graph; scale: number } {
  const slots = rowSlots(job.items, options);
  const threads = options.threads ?? (options.votes < WORTH_A_WORKER ? 1 : availableParallelism());
  callCrew(threads - 1, { job, slots });
  fillRows(job, slots);
  if (!allDone(slots.turns, job.items))
    throw new Error("a worker thread could not fill its rows: is there enough memory?");
  return assemble(slots);
}

function rowSlots(items: number, { neighbours, rowLimits }: FitRowsOptions): RowSlots {
  const starts = sharedUint32(items + 1);
  let edges = 0;
  for (let row = 0; row < items; row++) {
    edges += Math.min(neighbours, items - 1, rowLimits(row));
    starts[row + 1] = edges;
  }
  if (edges > MAX_EDGES) {
    throw new RangeError(
      `${neighbours} neighbours of ${items} items may come to ${edges} edges, which is ${Math.ceil((8 * edges) / 1e9)} GB; ` +
        `a graph may have ${MAX_EDGES}: ask for fewer neighbours`,
    );
  }
  return {
    capacity: Math.min(neighbours, items),
    starts,
    sizes: sharedUint32(items),
    maxima: sharedFloat64(items),
    neighbours: sharedUint32(edges),
    weights: sharedFloat32(edges),
    turns: newTurns(),
  };
}

/**
 * Closes the gaps between the rows, where they are, and divides their weights by the mean of the rows' maxima, so that
 * graphs of different kinds and catalogues of different sizes can be blended with weights of the same order.
 */
function assemble({ sizes, maxima, starts, neighbours, weights }: RowSlots): { graph: Graph; scale: number } {
  const scale = scaleOf(maxima);
  const offsets = new Uint32Array(sizes.length + 1);
  let to = 0;
  for (let row = 0; row < sizes.length; row++) {
    const end = starts[row]! + sizes[row]!;
    for (let at = starts[row]!; at < end; at++, to++) {
      neighbours[to] = neighbours[at]!;
      weights[to] = Math.max(weights[at]! * scale, MIN_WEIGHT);
    }
    offsets[row + 1] = to;
  }
  return {
    graph: { offsets, neighbours: neighbours.subarray(0, to), weights: weights.subarray(0, to) },
    scale,
  };
}

/** One over the mean maximum of the rows that have edges; 1 when none has. */
function scaleOf(maxima: Float64Array): number {
  let sum = 0;
  let rows = 0;
  for (const maximum of maxima) {
    if (maximum === 0) continue;
    sum += maximum;
    rows++;
  }
  return rows === 0 ? 1 : rows / sum;
}
