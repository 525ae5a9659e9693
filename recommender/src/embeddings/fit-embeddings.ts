// Items as short vectors: those that the same customers go for point the same way, even when nobody took both.
import { type CollaborativeOptions, fitCollaborative } from "../graphs/collaborative.ts";
import type { Graph } from "../graphs/graph.ts";
import type { Steps } from "../interactions/steps.ts";
import { mulberry32 } from "../random.ts";
import { orthonormalise } from "./orthonormalise.ts";

/** Numbers per item: half as many say less, twice as many no more. */
export const DIMENSIONS = 64;

/** The length of a vector. */
export const UNIT = 127;

/** How often all vectors go along the edges and back: after one round they say less. */
const ROUNDS = 3;

const SEED = 1;

/** What is taken by the same customers, in either order: wider than what the blend adds up, so that thin rows meet. */
const TOGETHER: Omit<CollaborativeOptions, "neighbours"> = {
  window: 20,
  decay: 0.9,
  backward: 1,
  lengthExponent: 0.5,
  sourceExponent: 0.5,
  targetExponent: 0.5,
};

/** Neighbours of an item: more say no more, and of very many items fewer can be afforded. */
const MAX_NEIGHBOURS = 200;
const MIN_NEIGHBOURS = 50;
const MAX_EDGES = 16_000_000;

/**
 * Vectors of length `UNIT`, `Int8Array` of items × `DIMENSIONS`, row-major; all 0 for items without neighbours. Their
 * directions are those of the rows of U √S in the truncated singular value decomposition of what is taken together, by
 * subspace iteration (Halko, Martinsson and Tropp 2011). Deterministic. O((edges + items × `DIMENSIONS`) × `DIMENSIONS`) time
 * beside the graph's.
 */
export function fitEmbeddings(steps: Steps): Int8Array {
  const { items } = steps;
  const affordable = Math.floor(MAX_EDGES / Math.max(1, items));
  const neighbours = Math.max(MIN_NEIGHBOURS, Math.min(MAX_NEIGHBOURS, affordable));
  const graph = fitCollaborative(steps, { ...TOGETHER, neighbours });
  const random = mulberry32(SEED);
  let basis = new Float32Array(items * DIMENSIONS);
  for (let at = 0; at < basis.length; at++) basis[at] = random() - random();
  for (let round = 0; round < ROUNDS; round++) {
    basis = alongEdges(graph, basis);
    basis = alongEdges(graph, basis, "in");
    orthonormalise(basis, DIMENSIONS);
  }
  const embedded = alongEdges(graph, basis);
  shareStrength(embedded);
  return quantised(embedded);
}

/** For each item the weighted sum of the vectors that its edges lead to; or whose edges lead to it. */
function alongEdges(
  { offsets, neighbours, weights }: Graph,
  vectors: Float32Array,
  direction: "out" | "in" = "out",
): Float32Array<ArrayBuffer> {
  const sums = new Float32Array(vectors.length);
  for (let item = 0; item < offsets.length - 1; item++) {
    const own = item * DIMENSIONS;
    for (let edge = offsets[item]!; edge < offsets[item + 1]!; edge++) {
      const other = neighbours[edge]! * DIMENSIONS;
      const to = direction === "out" ? own : other;
      const from = direction === "out" ? other : own;
      const weight = weights[edge]!;
      for (let at = 0; at < DIMENSIONS; at++) sums[to + at]! += weight * vectors[from + at]!;
    }
  }
  return sums;
}

/** Divides each column by the root of its length, so that the few strongest do not outweigh all others. */
function shareStrength(vectors: Float32Array): void {
  for (let column = 0; column < DIMENSIONS; column++) {
    let squares = 0;
    for (let at = column; at < vectors.length; at += DIMENSIONS) squares += vectors[at]! ** 2;
    const factor = squares > 0 ? squares ** -0.25 : 0;
    for (let at = column; at < vectors.length; at += DIMENSIONS) vectors[at]! *= factor;
  }
}

function quantised(vectors: Float32Array): Int8Array<ArrayBuffer> {
  const cells = new Int8Array(vectors.length);
  for (let first = 0; first < vectors.length; first += DIMENSIONS) {
    let squares = 0;
    for (let at = first; at < first + DIMENSIONS; at++) squares += vectors[at]! ** 2;
    const factor = squares > 0 ? UNIT / Math.sqrt(squares) : 0;
    for (let at = first; at < first + DIMENSIONS; at++) cells[at] = Math.round(factor * vectors[at]!);
  }
  return cells;
}
