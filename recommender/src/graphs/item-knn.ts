// The item-based nearest neighbours of the literature (ItemKNN): what every other model of sequences is compared with.
import type { Interactions } from "../interactions/interactions.ts";
import { fitRows } from "./fit-rows.ts";
import type { Graph } from "./graph.ts";
import type { SetJob } from "./set-votes.ts";
import { sharedFloat32, sharedUint32 } from "../threads/shared.ts";

export interface ItemKnnOptions {
  /** At most this many neighbours per item. */
  readonly neighbours: number;
  /** Only the newest so many items of each customer count: the work is quadratic in them. */
  readonly mostItems: number;
}

/**
 * Cosine between items as binary vectors over customers (Sarwar et al. 2001), the top K of each, weights on the common
 * scale of graphs. O(customers × items of each²) time. Deterministic, whatever the number of `threads` (default: one
 * per core). Throws `RangeError` for a graph that would take too much memory.
 */
export function fitItemKnn(interactions: Interactions, options: ItemKnnOptions, threads?: number): Graph {
  return fitSets(itemSets(interactions, options.mostItems), options.neighbours, threads);
}

/** The graph of sets that are there already. */
export function fitSets(job: SetJob, neighbours: number, threads?: number): Graph {
  return fitRows(job, {
    neighbours,
    rowLimits: () => neighbours,
    votes: countVotes(job),
    ...(threads === undefined ? {} : { threads }),
  }).graph;
}

/** Each customer's newest `mostItems` distinct items. */
export function itemSets({ customers, items, offsets, item }: Interactions, mostItems: number): SetJob {
  const cells = sharedUint32(item.length + customers);
  const setStarts = new Uint32Array(customers);
  const itemOffsets = sharedUint32(items + 1);
  /** One more than the customer who had the item last. */
  const seenBy = new Uint32Array(items);
  let size = 0;
  for (let customer = 0; customer < customers; customer++) {
    const start = size;
    setStarts[customer] = start;
    for (let at = offsets[customer + 1]! - 1; at >= offsets[customer]!; at--) {
      const one = item[at]!;
      if (size - start === mostItems) break;
      if (seenBy[one] === customer + 1) continue;
      seenBy[one] = customer + 1;
      itemOffsets[one + 1]!++;
      cells[size++] = one;
    }
    cells[size++] = items;
  }
  for (let one = 0; one < items; one++) itemOffsets[one + 1]! += itemOffsets[one]!;
  const factors = sharedFloat32(items);
  for (let one = 0; one < items; one++)
    factors[one] = Math.max(1, itemOffsets[one + 1]! - itemOffsets[one]!) ** -0.5;
  const places = sharedUint32(itemOffsets[items]!);
  const cursor = itemOffsets.slice();
  for (let customer = 0; customer < customers; customer++) {
    const start = setStarts[customer]!;
    for (let at = start; cells[at] !== items; at++) places[cursor[cells[at]!]!++] = start;
  }
  return { kind: "sets", items, cells, offsets: itemOffsets, places, factors };
}

/** Each item of a set votes for all of it. */
function countVotes({ cells, items }: SetJob): number {
  let votes = 0;
  let size = 0;
  for (let at = 0; at < cells.length; at++) {
    if (cells[at] !== items) {
      size++;
      continue;
    }
    votes += size * size;
    size = 0;
  }
  return votes;
}
