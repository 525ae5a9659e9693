import { describe, expect, test } from "bun:test";
import { BundleError, type Tensor } from "../bundle/bundle.ts";
import type { Forest } from "./forest.ts";
import { forestFromTensors, forestTensors } from "./tensors.ts";

const stump: Forest = {
  trees: 2,
  depth: 1,
  columns: 3,
  feature: Uint8Array.of(0, 2),
  threshold: Float32Array.of(0.5, -1),
  leaf: Float32Array.of(1, 2, 3, 4),
  importance: Float32Array.of(0.25, 0, 0.75),
};

function codeOf(change: Record<string, Tensor | undefined>): string {
  const tensors = Object.fromEntries(
    Object.entries({ ...forestTensors(stump), ...change }).filter(
      (entry): entry is [string, Tensor] => entry[1] !== undefined,
    ),
  );
  try {
    forestFromTensors(tensors);
  } catch (error) {
    if (error instanceof BundleError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

describe("a forest is refused", () => {
  test.each(["shape", "feature", "threshold", "leaf", "importance"])("without forest.%s", (part) => {
    expect(codeOf({ [`forest.${part}`]: undefined })).toStartWith(`wrong-shape: forest.${part} is missing`);
  });

  test("when a tensor has another type", () => {
    expect(codeOf({ "forest.leaf": { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) } })).toStartWith(
      "wrong-shape: forest.leaf is Float64Array [2, 2], not Float32Array [2, 2]",
    );
  });

  test("when a tensor has another shape", () => {
    expect(codeOf({ "forest.threshold": { shape: [2], data: Float32Array.of(1, 2) } })).toStartWith(
      "wrong-shape: forest.threshold",
    );
  });

  test.each([
    [0, 1, 3],
    [2, 0, 3],
    [2, 40, 3],
    [2, 1, 0],
  ])("with %i trees of depth %i over %i columns", (...shape) => {
    expect(codeOf({ "forest.shape": { shape: [3], data: Uint32Array.from(shape) } })).toStartWith(
      "wrong-shape: forest.shape",
    );
  });

  test("when it reads a column that rows do not have", () => {
    expect(codeOf({ "forest.feature": { shape: [2, 1], data: Uint8Array.of(0, 3) } })).toStartWith(
      "index-out-of-range: forest.feature[1] is column 3 of 3",
    );
  });

  test("when it would predict NaN", () => {
    expect(
      codeOf({ "forest.leaf": { shape: [2, 2], data: Float32Array.of(1, 2, Number.NaN, 4) } }),
    ).toStartWith("corrupt: forest.leaf");
  });
});

test("a bundle without forest tensors has no forest", () => {
  expect(forestFromTensors({ other: { shape: [1], data: Float32Array.of(1) } })).toBeUndefined();
});

test("a forest comes back from its tensors as it was", () => {
  expect(forestFromTensors(forestTensors(stump))).toEqual(stump);
});
