import { describe, expect, test } from "bun:test";
import { type Forest, scoreForest } from "./forest.ts";

/** Tree 1: x₀ < 1 ? (x₁ < 2 ? 1 : 2) : (x₁ < 3 ? 3 : 4). Tree 2: 10 everywhere. */
const forest: Forest = {
  trees: 2,
  depth: 2,
  columns: 2,
  feature: Uint8Array.of(0, 1, 1, 0, 0, 0),
  threshold: Float32Array.of(1, 2, 3, 0, 0, 0),
  leaf: Float32Array.of(1, 2, 3, 4, 10, 10, 10, 10),
  importance: Float32Array.of(0.5, 0.5),
};

describe("scoring", () => {
  test("is the mean of the leaves that a row reaches; equal to a threshold goes right", () => {
    const rows = Float32Array.of(0, 0, 0, 2, 1, 2, 1, 3);
    const out = new Float32Array(4);
    scoreForest(forest, rows, 4, out);
    expect([...out]).toEqual([5.5, 6, 6.5, 7]);
  });

  test("sends NaN right", () => {
    const out = new Float32Array(1);
    scoreForest(forest, Float32Array.of(Number.NaN, Number.NaN), 1, out);
    expect(out[0]).toBe(7);
  });

  test("leaves everything after the last row alone", () => {
    const out = new Float32Array(3).fill(-1);
    scoreForest(forest, new Float32Array(6), 1, out);
    expect([...out]).toEqual([5.5, -1, -1]);
    scoreForest(forest, new Float32Array(6), 0, out);
    expect([...out]).toEqual([5.5, -1, -1]);
  });

  test.each([63, 64, 65, 200])("gives each of %i rows its own prediction", (count) => {
    const rows = Float32Array.from({ length: count * 2 }, (_, i) =>
      i % 2 === 0 ? Math.floor(i / 2) % 2 : 0,
    );
    const out = new Float32Array(count);
    scoreForest(forest, rows, count, out);
    expect([...out]).toEqual(Array.from({ length: count }, (_, row) => (row % 2 === 0 ? 5.5 : 6.5)));
  });
});
