// A sparse item-to-item graph in CSR form: up to K weighted neighbours per item.

export interface Graph {
  /** `Uint32Array` of length items + 1. */
  readonly offsets: Uint32Array;
  /** Neighbour item indices, ascending within a row (so that one edge can be found by bisection). */
  readonly neighbours: Uint32Array;
  /** Weight of each edge, positive and finite. */
  readonly weights: Float32Array;
}

/** The weight of the edge from `source` to `target`, 0 when there is none. O(log K). */
export function edgeWeight(graph: Graph, source: number, target: number): number {
  let low = graph.offsets[source]!;
  let high = graph.offsets[source + 1]! - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const neighbour = graph.neighbours[middle]!;
    if (neighbour === target) return graph.weights[middle]!;
    if (neighbour < target) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}
