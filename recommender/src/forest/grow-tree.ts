// Grows one regression tree on binned features: at each node the split that removes most of the squared error.
import { type Bins, MAX_BINS } from "./bins.ts";
import type { Forest } from "./forest.ts";

export interface TreeOptions {
  readonly depth: number;
  /** Fewest rows on either side of a split. */
  readonly minSamples: number;
}

/** Columns that a tree may split on, by number. */
export type ColumnChoice = readonly number[];

/** Where a tree goes, level by level. */
export type TreeSlots = Pick<Forest, "feature" | "threshold" | "leaf">;

/** Of each bin: the sum of what is left over in its rows, and how many they are. */
const WIDTH = 2;

/** A split that removes less than this share of a node's squares removes rounding errors. */
const MIN_GAIN_SHARE = 1e-9;

interface Split {
  readonly column: number;
  readonly bin: number;
  readonly gain: number;
}

/** Splits are searched in histograms; the larger child's is its parent's less the smaller one's. Reuses its buffers. */
export class TreeGrower {
  readonly #bins: Bins;
  readonly #options: TreeOptions;
  /** Rows, node by node. */
  readonly #order: Uint32Array;
  /** What is left over in these, in the same order. */
  readonly #values: Float64Array;
  /** One for the root, and one for the smaller child of each level. */
  readonly #histograms: readonly Float64Array[];

  constructor(bins: Bins, options: TreeOptions) {
    this.#bins = bins;
    this.#options = options;
    this.#order = new Uint32Array(bins.rows);
    this.#values = new Float64Array(bins.rows);
    this.#histograms = Array.from(
      { length: options.depth },
      () => new Float64Array(bins.columns * MAX_BINS * WIDTH),
    );
  }

  /**
   * Writes to `slots` a tree on `columns` whose leaves are `shrinkage` times the means of their rows in `left`, and takes these from
   * `left`. Adds what each column's splits remove from the squares to `gains`, of length columns.
   */
  grow(
    left: Float64Array,
    columns: ColumnChoice,
    shrinkage: number,
    gains: Float64Array,
    slots: TreeSlots,
  ): void {
    const splitting = columns.filter((column) => this.#bins.starts[column]!.length > 0);
    const { rows, starts } = this.#bins;
    const { depth } = this.#options;
    for (let row = 0; row < rows; row++) this.#order[row] = row;
    this.#values.set(left);
    const [root] = this.#histograms;
    this.#count(0, rows, splitting, root!);
    const growNode = (from: number, to: number, node: number, level: number, own: Float64Array): void => {
      const split = level < depth ? this.#bestSplit(from, to, splitting, own) : undefined;
      if (split === undefined) {
        const value = shrinkage * this.#meanOf(from, to);
        for (let at = from; at < to; at++) left[this.#order[at]!]! -= value;
        // A leaf above the last level is that of all places below it, whatever is compared there.
        const below = 2 ** (depth - level);
        const first = (node + 1) * below - 2 ** depth;
        slots.leaf.fill(value, first, first + below);
        return;
      }
      const { column, bin, gain } = split;
      gains[column]! += gain;
      slots.feature[node] = column;
      slots.threshold[node] = starts[column]![bin]!;
      const middle = this.#part(from, to, column, bin);
      // Not needed of leaves, which are most of all nodes.
      const other = this.#histograms[level + 1] ?? own;
      const leftIsSmaller = middle - from <= to - middle;
      if (level + 1 < depth) {
        this.#count(leftIsSmaller ? from : middle, leftIsSmaller ? middle : to, splitting, other);
        for (let at = 0; at < own.length; at++) own[at]! -= other[at]!;
      }
      // The larger child first: what it writes to are histograms of further levels.
      const goLeft = (): void => growNode(from, middle, 2 * node + 1, level + 1, leftIsSmaller ? other : own);
      if (!leftIsSmaller) goLeft();
      growNode(middle, to, 2 * node + 2, level + 1, leftIsSmaller ? own : other);
      if (leftIsSmaller) goLeft();
    };
    growNode(0, rows, 0, 0, root!);
  }

  /** Sums up the rows of a node by column and bin. */
  #count(from: number, to: number, columns: ColumnChoice, histogram: Float64Array): void {
    const { rows, codes } = this.#bins;
    const order = this.#order;
    const values = this.#values;
    histogram.fill(0);
    for (const column of columns) {
      const firstCode = column * rows;
      const firstCell = column * MAX_BINS * WIDTH;
      for (let at = from; at < to; at++) {
        const cell = firstCell + WIDTH * codes[firstCode + order[at]!]!;
        histogram[cell]! += values[at]!;
        histogram[cell + 1]! += 1;
      }
    }
  }

  #bestSplit(from: number, to: number, columns: ColumnChoice, histogram: Float64Array): Split | undefined {
    const { starts } = this.#bins;
    const { minSamples } = this.#options;
    const count = to - from;
    if (count < 2 * minSamples) return undefined;
    let sum = 0;
    let squares = 0;
    for (let at = from; at < to; at++) {
      sum += this.#values[at]!;
      squares += this.#values[at]! ** 2;
    }
    const whole = (sum * sum) / count;
    let most = MIN_GAIN_SHARE * squares;
    let best: Split | undefined;
    for (const column of columns) {
      const bins = starts[column]!.length;
      let cell = column * MAX_BINS * WIDTH;
      let left = 0;
      let leftCount = 0;
      for (let bin = 0; bin < bins; bin++, cell += WIDTH) {
        left += histogram[cell]!;
        leftCount += histogram[cell + 1]!;
        if (leftCount < minSamples) continue;
        const rightCount = count - leftCount;
        if (rightCount < minSamples) break;
        const right = sum - left;
        const gain = (left * left) / leftCount + (right * right) / rightCount - whole;
        if (gain <= most) continue;
        most = gain;
        best = { column, bin, gain };
      }
    }
    return best;
  }

  #meanOf(from: number, to: number): number {
    let sum = 0;
    for (let at = from; at < to; at++) sum += this.#values[at]!;
    return sum / (to - from);
  }

  /** Puts the rows of the bins up to `bin` before the others; returns where the others begin. */
  #part(from: number, to: number, column: number, bin: number): number {
    const { rows, codes } = this.#bins;
    const order = this.#order;
    const values = this.#values;
    const firstCode = column * rows;
    let left = from;
    let right = to - 1;
    while (left <= right) {
      const row = order[left]!;
      if (codes[firstCode + row]! <= bin) {
        left++;
        continue;
      }
      const value = values[left]!;
      order[left] = order[right]!;
      values[left] = values[right]!;
      order[right] = row;
      values[right--] = value;
    }
    return left;
  }
}
