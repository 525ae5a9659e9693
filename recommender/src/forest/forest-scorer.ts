// One forest, ready to score the candidates of one request after the other.
import { TopK } from "../graphs/top-k.ts";
import { type Forest, scoreForest } from "./forest.ts";
import { forestKernel, NODE_BYTES, ROWS_AT_ONCE } from "./kernel.ts";

type Kernel = (
  nodes: number,
  leaves: number,
  trees: number,
  rows: number,
  count: number,
  sums: number,
) => void;

const PAGE_BYTES = 65_536;

/** So many trees tell which rows can be among the best: with 32 of those going on, 97 of 100 lists of ten are the same. */
export const FIRST_TREES = 10;

/** All scorers use it in turns: engines have fast memories for a handful only, and trainers make many scorers. */
const memory = new WebAssembly.Memory({ initial: 1 });
let owner: symbol | undefined;

/** `ensure`, write the rows, `score`: another scorer's turn in between would write over them. */
export class ForestScorer {
  /** Rows that there is room for. */
  capacity = 0;
  /** The rows, column after column: column `c` of row `r` is at `c × capacity + r`. Another array after each `ensure`. */
  columns = new Float32Array(0);
  readonly #mark = Symbol("scorer");
  readonly #forest: Forest;
  readonly #kernel: Kernel | undefined;
  readonly #ahead = new Ahead();
  #sums = new Float64Array(0);
  #leavesAt = 0;
  #nodesAt = 0;
  #rowsAt = 0;

  /** Without `simd`, or where the processor has none, the plain loop scores. The predictions are the same. */
  constructor(forest: Forest, { simd = true }: { simd?: boolean } = {}) {
    this.#forest = forest;
    this.#kernel = simd ? kernelFor(forest.depth) : undefined;
  }

  /** Makes room for so many rows. */
  ensure(rows: number): void {
    if (rows <= this.capacity && (owner === this.#mark || this.#kernel === undefined)) return;
    this.capacity = Math.max(this.capacity, Math.ceil(rows / ROWS_AT_ONCE) * ROWS_AT_ONCE);
    if (this.#kernel === undefined) this.columns = new Float32Array(this.capacity * this.#forest.columns);
    else this.#takeMemory();
  }

  /**
   * Writes the predictions for the first `rows` rows, the means over the trees, to `out`. With `most` below that, only so
   * many rows that are ahead after the first trees go down the others: returns these, ascending and valid until the
   * next call, and the rest keep what the first trees predict. `factor` multiplies a row's prediction where rows are
   * compared. Returns undefined when all rows went down all trees. The rows are gone afterwards.
   */
  score(
    rows: number,
    out: Float32Array,
    most = rows,
    factor?: (row: number) => number,
  ): Uint32Array | undefined {
    if (rows === 0) return undefined;
    const { trees } = this.#forest;
    const passes = most < rows && trees > FIRST_TREES;
    const first = passes ? FIRST_TREES : trees;
    this.#predict(first, rows, out);
    if (!passes) return undefined;
    const ahead = this.#ahead.find(out, rows, most, factor);
    if (this.#kernel === undefined) {
      const whole = new Float32Array(rows);
      this.#predict(trees, rows, whole);
      for (const row of ahead) out[row] = whole[row]!;
      return ahead;
    }
    this.#moveUp(ahead);
    this.#addTrees(FIRST_TREES, trees, most);
    for (let at = 0; at < most; at++) out[ahead[at]!] = this.#sums[at]! / trees;
    return ahead;
  }

  /** Writes the mean over the first `trees` trees for the first `rows` rows to `out`. */
  #predict(trees: number, rows: number, out: Float32Array): void {
    if (this.#kernel === undefined) {
      scoreForest({ ...this.#forest, trees }, this.#rowMajor(rows), rows, out);
      return;
    }
    this.#sums.fill(0);
    this.#addTrees(0, trees, rows);
    for (let row = 0; row < rows; row++) out[row] = this.#sums[row]! / trees;
  }

  /** Adds what the trees from one to before another predict for the first `rows` rows to their sums. */
  #addTrees(from: number, to: number, rows: number): void {
    const { depth } = this.#forest;
    const nodes = this.#nodesAt + NODE_BYTES * from * ((1 << depth) - 1);
    this.#kernel!(nodes, this.#leavesAt + 4 * from * (1 << depth), to - from, this.#rowsAt, rows, 0);
  }

  /** Puts these rows, which ascend, and their sums in the place of the first ones. */
  #moveUp(rows: Uint32Array): void {
    const { columns, capacity } = this;
    for (let first = 0; first < columns.length; first += capacity) {
      for (let at = 0; at < rows.length; at++) columns[first + at] = columns[first + rows[at]!]!;
    }
    for (let at = 0; at < rows.length; at++) this.#sums[at] = this.#sums[rows[at]!]!;
  }

  /** Lays out the sums, the rows and the forest in the memory. Nodes name a column by its distance from the first one. */
  #takeMemory(): void {
    const { feature, threshold, leaf, columns } = this.#forest;
    this.#rowsAt = 8 * this.capacity;
    this.#nodesAt = this.#rowsAt + 4 * this.capacity * columns;
    this.#leavesAt = this.#nodesAt + NODE_BYTES * feature.length;
    const missing = this.#leavesAt + 4 * leaf.length - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    owner = this.#mark;
    const { buffer } = memory;
    this.#sums = new Float64Array(buffer, 0, this.capacity);
    this.columns = new Float32Array(buffer, this.#rowsAt, this.capacity * columns);
    const offsets = new Uint32Array(buffer, this.#nodesAt, 2 * feature.length);
    const thresholds = new Float32Array(buffer, this.#nodesAt, 2 * feature.length);
    for (let node = 0; node < feature.length; node++) {
      offsets[2 * node] = 4 * this.capacity * feature[node]!;
      thresholds[2 * node + 1] = threshold[node]!;
    }
    new Float32Array(buffer, this.#leavesAt, leaf.length).set(leaf);
  }

  #rowMajor(rows: number): Float32Array {
    const { columns: width } = this.#forest;
    const { columns, capacity } = this;
    return Float32Array.from({ length: rows * width }, (_, at) => {
      return columns[(at % width) * capacity + Math.floor(at / width)]!;
    });
  }
}

/** Finds some rows with the greatest values, one at least and fewer than there are. Reuses its buffers. */
class Ahead {
  #best = new TopK(0);
  #rows = new Uint32Array(0);

  /** `most` of the first `rows` rows, ascending; of equal ones the first. Valid until the next call. */
  find(values: Float32Array, rows: number, most: number, factor?: (row: number) => number): Uint32Array {
    if (this.#best.capacity !== most) {
      this.#best = new TopK(most);
      this.#rows = new Uint32Array(most);
    }
    const best = this.#best;
    best.clear();
    for (let row = 0; row < rows; row++) best.push(values[row]! * (factor?.(row) ?? 1), row);
    this.#rows.set(best.ids);
    return this.#rows.sort();
  }
}

const kernels = new Map<number, Kernel | undefined>();

/** The kernel for a depth; undefined where the processor lacks what it needs. */
function kernelFor(depth: number): Kernel | undefined {
  if (!kernels.has(depth)) kernels.set(depth, compiled(forestKernel(depth)));
  return kernels.get(depth);
}

function compiled(code: Uint8Array<ArrayBuffer>): Kernel | undefined {
  if (!WebAssembly.validate(code)) return undefined;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(code), { environment: { memory } });
  return instance.exports["run"] as Kernel;
}
