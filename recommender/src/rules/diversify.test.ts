import { expect, test } from "bun:test";
import { diversify } from "./diversify.ts";

const SAME_GROUP = (a: number, b: number): number => (a >> 1 === b >> 1 ? 1 : 0);

test("without diversity the order is that of the scores", () => {
  expect(diversify([4, 3, 2, 1], 3, 0, SAME_GROUP)).toEqual([0, 1, 2]);
});

test("with diversity the second of a kind waits", () => {
  expect(diversify([4, 3.9, 3.8, 1], 3, 0.5, SAME_GROUP)).toEqual([0, 2, 1]);
});

test("an empty pool gives an empty list, and no more is picked than there is", () => {
  expect(diversify([], 3, 0.5, SAME_GROUP)).toEqual([]);
  expect(diversify([1], 3, 0.5, SAME_GROUP)).toEqual([0]);
});

test("scores of zero are picked in order", () => {
  expect(diversify([0, 0, 0], 2, 0.3, () => 0)).toEqual([0, 1]);
});
