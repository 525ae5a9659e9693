// Trained trees as flat arrays, and the loop that scores a request's candidates with it.

/**
 * Complete binary trees, all of the same depth, in level order: the children of node `n` are `2n + 1` and `2n + 2`.
 * A row whose value in the node's column is less than the threshold goes to the first child, every other
 * (NaN included) to the second. A tree that ends higher up repeats its leaf on all the places below.
 */
export interface Forest {
  readonly trees: number;
  /** Decisions on the way to a leaf, 1 to `MAX_DEPTH`. */
  readonly depth: number;
  /** Features per row. */
  readonly columns: number;
  /** Column that each inner node reads; length trees × (2^depth − 1). */
  readonly feature: Uint8Array | Uint16Array;
  /** Same length as `feature`. */
  readonly threshold: Float32Array;
  /** Predictions; length trees × 2^depth. */
  readonly leaf: Float32Array;
  /** Share of the training error that splits on each column removed; sums to 1, or all 0 without any split. */
  readonly importance: Float32Array;
}

/** Node numbers are kept in 16 bits while scoring. */
export const MAX_DEPTH = 15;

/** The arrays of a forest, all 0, to be filled. */
export function emptyForest({ trees, depth, columns }: Pick<Forest, "trees" | "depth" | "columns">): Forest {
  const inner = trees * (2 ** depth - 1);
  return {
    trees,
    depth,
    columns,
    feature: columns <= 256 ? new Uint8Array(inner) : new Uint16Array(inner),
    threshold: new Float32Array(inner),
    leaf: new Float32Array(trees * 2 ** depth),
    importance: new Float32Array(columns),
  };
}

const BLOCK = 64;
const nodes = new Uint16Array(BLOCK);
const sums = new Float64Array(BLOCK);

/**
 * Writes the forest's prediction for each row, the mean over its trees, to `out[0]` to `out[rowCount - 1]`.
 * `rows` is row-major, at least rowCount × columns long. Allocates nothing.
 *
 * Rows go down a tree together, level by level, and the comparison is added as a number: candidates are too
 * different for the processor to guess branches, which would cost four times as much.
 */
export function scoreForest(forest: Forest, rows: Float32Array, rowCount: number, out: Float32Array): void {
  for (let begin = 0; begin < rowCount; begin += BLOCK) {
    scoreBlock(forest, rows, begin, Math.min(BLOCK, rowCount - begin), out);
  }
}

function scoreBlock(
  { trees, depth, columns, feature, threshold, leaf }: Forest,
  rows: Float32Array,
  begin: number,
  size: number,
  out: Float32Array,
): void {
  // Not 2 ** depth: with a float among them the engine computes every index below in floats, at half the speed.
  const leaves = 1 << depth;
  const inner = leaves - 1;
  sums.fill(0);
  for (let tree = 0; tree < trees; tree++) {
    const root = tree * inner;
    const firstLeaf = tree * leaves - inner;
    nodes.fill(0);
    for (let level = 0; level < depth; level++) {
      for (let row = 0, start = begin * columns; row < size; row++, start += columns) {
        const node = nodes[row]!;
        const less = rows[start + feature[root + node]!]! < threshold[root + node]!;
        nodes[row] = 2 * node + 2 - Number(less);
      }
    }
    for (let row = 0; row < size; row++) sums[row]! += leaf[firstLeaf + nodes[row]!]!;
  }
  for (let row = 0; row < size; row++) out[begin + row] = sums[row]! / trees;
}
