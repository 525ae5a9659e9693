// A forest as the bundle stores it, and back, checked so that scoring never reads outside of its arrays.
import { BundleError, type Tensor } from "../bundle/bundle.ts";
import { type Forest, MAX_DEPTH } from "./forest.ts";

/** The tensors of a forest, named `forest.…`; they share its arrays. */
export function forestTensors(forest: Forest): Record<string, Tensor> {
  const { trees, depth, columns, feature, threshold, leaf, importance } = forest;
  const leaves = 2 ** depth;
  return {
    "forest.shape": { shape: [3], data: Uint32Array.of(trees, depth, columns) },
    "forest.feature": { shape: [trees, leaves - 1], data: feature },
    "forest.threshold": { shape: [trees, leaves - 1], data: threshold },
    "forest.leaf": { shape: [trees, leaves], data: leaf },
    "forest.importance": { shape: [columns], data: importance },
  };
}

/**
 * The forest of a bundle, on the tensors' own memory; undefined when the bundle has none.
 * Throws `BundleError`: `wrong-shape`, `index-out-of-range`, or `corrupt` for a prediction that is not a number.
 */
export function forestFromTensors(tensors: Readonly<Record<string, Tensor>>): Forest | undefined {
  if (!Object.keys(tensors).some((name) => name.startsWith("forest."))) return undefined;

  const [trees = 0, depth = 0, columns = 0] = read(tensors, "shape", [3], Uint32Array);
  if (trees < 1 || depth < 1 || depth > MAX_DEPTH || columns < 1) {
    throw new BundleError(
      "wrong-shape",
      `forest.shape says ${trees} trees of depth ${depth} over ${columns} columns, which no forest has; train it again`,
    );
  }
  const leaves = 2 ** depth;
  const inner = [trees, leaves - 1];
  const feature =
    columns <= 256
      ? read(tensors, "feature", inner, Uint8Array)
      : read(tensors, "feature", inner, Uint16Array);
  const threshold = read(tensors, "threshold", inner, Float32Array);
  const leaf = read(tensors, "leaf", [trees, leaves], Float32Array);
  const importance = read(tensors, "importance", [columns], Float32Array);

  const outside = feature.findIndex((column) => column >= columns);
  if (outside >= 0) {
    throw new BundleError(
      "index-out-of-range",
      `forest.feature[${outside}] is column ${feature[outside]} of ${columns}; train it again`,
    );
  }
  if (!leaf.every((prediction) => Number.isFinite(prediction))) {
    throw new BundleError(
      "corrupt",
      "forest.leaf holds a prediction that is not a finite number; train it again",
    );
  }
  return { trees, depth, columns, feature, threshold, leaf, importance };
}

function read<T extends Tensor["data"]>(
  tensors: Readonly<Record<string, Tensor>>,
  part: string,
  shape: readonly number[],
  type: abstract new (...values: never) => T,
): T {
  const name = `forest.${part}`;
  const tensor = tensors[name];
  if (!(tensor?.data instanceof type) || !Bun.deepEquals(tensor.shape, shape)) {
    const found =
      tensor === undefined ? "missing" : `${tensor.data.constructor.name} [${tensor.shape.join(", ")}]`;
    throw new BundleError(
      "wrong-shape",
      `${name} is ${found}, not ${type.name} [${shape.join(", ")}]; train it again with this version`,
    );
  }
  return tensor.data;
}
