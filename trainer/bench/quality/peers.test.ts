import { expect, test } from "bun:test";
import { combinations, peers } from "./peers.ts";

test("a grid is every combination of its values", () => {
  expect(combinations({ algorithm: ["als"], factors: [1, 2], alpha: [3, 4] })).toEqual([
    { algorithm: "als", factors: 1, alpha: 3 },
    { algorithm: "als", factors: 1, alpha: 4 },
    { algorithm: "als", factors: 2, alpha: 3 },
    { algorithm: "als", factors: 2, alpha: 4 },
  ]);
});

test("a quick look tries one of each peer's grid", () => {
  expect(peers(true).map(({ grid }) => grid.length)).toEqual([1, 1, 1]);
  for (const { grid } of peers(false)) expect(grid.length).toBeGreaterThan(8);
});
