// What ml-random-forest's JSON form holds: the only part of the library that compiling a forest relies on.

/** One node of a tree. A leaf has no children and a `distribution`: the mean label of its rows. */
export interface LibraryNode {
  /** Training rows that reached the node (set by our patch of ml-cart, see patches/README.md). */
  readonly numberSamples: number;
  readonly distribution?: number;
  /** Index into the tree's entry of `indexes`, not a column of the training set. */
  readonly splitColumn?: number;
  /** Rows with a smaller value go left. */
  readonly splitValue?: number;
  readonly left?: LibraryNode;
  readonly right?: LibraryNode;
}

export interface LibraryForest {
  /** For each tree the columns of the training set that it sees. */
  readonly indexes: readonly (readonly number[])[];
  readonly estimators: readonly { readonly root: LibraryNode }[];
}

export interface LibrarySplit {
  readonly column: number;
  readonly value: number;
  readonly left: LibraryNode;
  readonly right: LibraryNode;
}

/** The decision that a node makes, in columns of the training set; undefined for a leaf. */
export function splitOf(node: LibraryNode, columns: readonly number[]): LibrarySplit | undefined {
  const { splitColumn, splitValue: value, left, right } = node;
  if (splitColumn === undefined || value === undefined || left === undefined || right === undefined) {
    return undefined;
  }
  const column = columns[splitColumn];
  if (column === undefined)
    throw new Error(`a tree splits on its column ${splitColumn} of ${columns.length}`);
  return { column, value, left, right };
}

/** The prediction of a leaf. */
export function predictionOf(node: LibraryNode): number {
  if (node.distribution === undefined)
    throw new Error("a node of the forest has neither children nor a prediction");
  return node.distribution;
}
