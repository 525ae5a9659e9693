// One forest, ready to score the candidates of one request after the other.
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
  /** The columns that are compared after the first pass. */
  readonly #columnsOfRest: readonly number[];
  #sums = new Float64Array(0);
  #leavesAt = 0;
  #nodesAt = 0;
  #rowsAt = 0;

  /** Without `simd`, or where the processor has none, the plain loop scores. The predictions are the same. */
  constructor(forest: Forest, { simd = true }: { simd?: boolean } = {}) {
    this.#forest = forest;
    this.#kernel = simd ? kernelFor(forest.depth) : undefined;
    // Without a kernel all trees begin anew.
    const first = this.#kernel === undefined ? 0 : FIRST_TREES * ((1 << forest.depth) - 1);
    this.#columnsOfRest = [...new Set(forest.feature.subarray(first))];
  }

  /** Makes room for so many rows. */
  ensure(rows: number): void {
    if (rows <= this.capacity && (owner === this.#mark || this.#kernel === undefined)) return;
    this.capacity = Math.max(this.capacity, Math.ceil(rows / ROWS_AT_ONCE) * ROWS_AT_ONCE);
    if (this.#kernel === undefined) this.columns = new Float32Array(this.capacity * this.#forest.columns);
    else this.#takeMemory();
  }

  /** Whether some rows can be told to be ahead before all trees have seen them. */
  get hasPasses(): boolean {
    return this.#forest.trees > FIRST_TREES;
  }

  /** Writes the predictions for the first `rows` rows, the means over the trees, to `out`. */
  score(rows: number, out: Float32Array): void {
    this.#predict(0, this.#forest.trees, rows, out);
  }

  /** Writes what the first trees predict for the first `rows` rows to `out`. */
  scoreFirst(rows: number, out: Float32Array): void {
    this.#predict(0, FIRST_TREES, rows, out);
  }

  /**
   * Puts the rows `ahead`, which ascend, in the place of the first ones, after `scoreFirst`. Columns that the other trees
   * read and the first ones did not can be written then.
   */
  keep(ahead: Uint32Array): void {
    const { columns, capacity } = this;
    for (const column of this.#columnsOfRest) {
      const first = column * capacity;
      for (let at = 0; at < ahead.length; at++) columns[first + at] = columns[first + ahead[at]!]!;
    }
    // Without a kernel there are none.
    for (let at = 0; at < ahead.length; at++) this.#sums[at] = this.#sums[ahead[at]!]!;
  }

  /** Writes the whole predictions for the first `rows` rows to `out`, after `keep`. */
  scoreRest(rows: number, out: Float32Array): void {
    this.#predict(FIRST_TREES, this.#forest.trees, rows, out);
  }

  /** Writes the means over the trees before `to`, of which those before `from` are in the sums. */
  #predict(from: number, to: number, rows: number, out: Float32Array): void {
    if (rows === 0) return;
    if (this.#kernel === undefined) {
      scoreForest({ ...this.#forest, trees: to }, this.#rowMajor(rows), rows, out);
      return;
    }
    if (from === 0) this.#sums.fill(0);
    this.#addTrees(from, to, rows);
    for (let row = 0; row < rows; row++) out[row] = this.#sums[row]! / to;
  }

  /** Adds what the trees from one to before another predict for the first `rows` rows to their sums. */
  #addTrees(from: number, to: number, rows: number): void {
    const { depth } = this.#forest;
    const nodes = this.#nodesAt + NODE_BYTES * from * ((1 << depth) - 1);
    this.#kernel!(nodes, this.#leavesAt + 4 * from * (1 << depth), to - from, this.#rowsAt, rows, 0);
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
