import { expect, test } from "bun:test";
import fc from "fast-check";
import { EdgeRow } from "./edge-row.ts";

const edgesOf = ({ targets, weights }: EdgeRow) =>
  new Map(targets.map((target, at) => [target, weights[at]]));

test("an edge that was never added or is gone weighs nothing", () => {
  const row = new EdgeRow(2);
  expect(row.weightOf(1)).toBe(0);
  row.delete(1);
  row.add(1, 0.5);
  expect(row.weightOf(1)).toBe(0.5);
  row.delete(1);
  expect(row.weightOf(1)).toBe(0);
  expect(edgesOf(row).size).toBe(0);
});

test("the strongest edges stay, whatever the order of their arrival", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { maxLength: 30 }), (weights) => {
      const row = new EdgeRow(5);
      weights.forEach((weight, target) => row.add(target, weight));
      const strongest = weights.toSorted((a, b) => b - a).slice(0, 5);
      expect([...edgesOf(row).values()].toSorted((a, b) => b! - a!)).toEqual(strongest);
      for (const [target, weight] of edgesOf(row)) expect(weights[target]).toBe(weight);
    }),
  );
});

test("of equally strong edges the newest stays", () => {
  const row = new EdgeRow(2);
  for (const target of [1, 2, 3, 4]) row.add(target, 0.5);
  expect(row.targets).toContain(4);
  expect(row.targets).toHaveLength(2);
});

test("a place that became free is taken again", () => {
  const row = new EdgeRow(2);
  row.add(1, 0.9);
  row.add(2, 0.8);
  row.delete(1);
  row.add(3, 0.1);
  expect(edgesOf(row)).toEqual(
    new Map([
      [2, 0.8],
      [3, 0.1],
    ]),
  );
});
