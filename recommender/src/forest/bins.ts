// Features as small numbers: each column's values in up to 256 bins, so that a split is searched by counting.

/** Most bins of a column: a code is a byte. */
export const MAX_BINS = 256;

export interface Bins {
  readonly rows: number;
  readonly columns: number;
  /** Columns × rows: the bin of each value. */
  readonly codes: Uint8Array;
  /** For each column, ascending: bin `b` begins at `starts[b - 1]`, bin 0 at minus infinity. A column of one value has none. */
  readonly starts: readonly Float32Array[];
}

/** Bins of about as many rows each; of few different values each gets its own. `features` are row-major and finite. */
export function binned(features: Float32Array, columns: number): Bins {
  const rows = features.length / columns;
  const codes = new Uint8Array(features.length);
  const column = new Float32Array(rows);
  const starts = Array.from({ length: columns }, (_, at) => {
    for (let row = 0; row < rows; row++) column[row] = features[row * columns + at]!;
    const own = startsOf(column.toSorted());
    for (let row = 0; row < rows; row++) codes[at * rows + row] = binOf(column[row]!, own);
    return own;
  });
  return { rows, columns, codes, starts };
}

function startsOf(sorted: Float32Array): Float32Array {
  const different = sorted.filter((value, at) => at > 0 && value !== sorted[at - 1]);
  if (different.length < MAX_BINS) return different;
  const starts: number[] = [];
  for (let bin = 1; bin < MAX_BINS; bin++) {
    const value = sorted[Math.floor((bin * sorted.length) / MAX_BINS)]!;
    if (value > (starts.at(-1) ?? sorted[0]!)) starts.push(value);
  }
  return Float32Array.from(starts);
}

/** How many bins begin at or below a value, the first aside. */
function binOf(value: number, starts: Float32Array): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value >= starts[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}
