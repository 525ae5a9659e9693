// Turns the library's linked trees into the flat form that `scoreForest` reads.
import { ceilToFloat32 } from "./ceil-to-float32.ts";
import { emptyForest, type Forest } from "./forest.ts";
import { featureImportance } from "./importance.ts";
import { type LibraryForest, type LibraryNode, predictionOf, splitOf } from "./library.ts";

/** Compiles trees of at most the given depth over rows of `columns` float32 features. */
export function compileForest(library: LibraryForest, columns: number, depth: number): Forest {
  const trees = library.estimators.length;
  const leaves = 2 ** depth;
  const inner = leaves - 1;
  const forest = emptyForest({ trees, depth, columns });
  const { feature, threshold, leaf } = forest;

  library.estimators.forEach(({ root }, tree) => {
    const treeColumns = library.indexes[tree] ?? [];
    const place = (node: LibraryNode, index: number): void => {
      if (index >= inner) {
        leaf[tree * leaves + index - inner] = predictionOf(node);
        return;
      }
      const split = splitOf(node, treeColumns);
      if (split !== undefined) {
        feature[tree * inner + index] = split.column;
        threshold[tree * inner + index] = ceilToFloat32(split.value);
      }
      place(split?.left ?? node, 2 * index + 1);
      place(split?.right ?? node, 2 * index + 2);
    };
    place(root, 0);
  });

  return { ...forest, importance: featureImportance(library, columns) };
}
