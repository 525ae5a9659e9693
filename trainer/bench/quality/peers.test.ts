import { expect, test } from "bun:test";
import { combinations, peers } from "./peers.ts";

test("a grid is every combination of its values", () => {
  expect(combinations({ algorithm: ["als"], again: ["no"], factors: [1, 2], alpha: [3, 4] })).toEqual([
    { algorithm: "als", again: "no", factors: 1, alpha: 3 },
    { algorithm: "als", again: "no", factors: 1, alpha: 4 },
    { algorithm: "als", again: "no", factors: 2, alpha: 3 },
    { algorithm: "als", again: "no", factors: 2, alpha: 4 },
  ]);
});

test("what customers know is masked, unless they take it again", () => {
  const choices = (again: boolean) =>
    new Set(peers(false, again).flatMap(({ grid }) => grid.map((fit) => fit.again)));
  expect([...choices(false)]).toEqual(["no"]);
  expect([...choices(true)].sort()).toEqual(["no", "yes"]);
});

test("a quick look tries one of each peer's grid", () => {
  expect(peers(true, false).map(({ grid }) => grid.length)).toEqual([1, 1, 1]);
  for (const { grid } of peers(false, false)) expect(grid.length).toBeGreaterThan(8);
});
