// A sparse item-to-item graph in CSR form: up to K weighted neighbours per item.

export interface Graph {
  /** `Uint32Array` of length items + 1. */
  readonly offsets: Uint32Array;
  /** Neighbour item indices, ascending within a row (so that one edge can be found by bisection). */
  readonly neighbours: Uint32Array;
  /** Weight of each edge, positive and finite. */
  readonly weights: Float32Array;
}
