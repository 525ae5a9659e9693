import { expect, test } from "bun:test";
import { lead, mean, measureLists } from "./measured.ts";

const cases = [
  { history: [], taken: new Set([1]) },
  { history: [], taken: new Set([2]) },
];

test("lists that are not as many as the customers are refused", () => {
  expect(() => measureLists("peer", [[1]], cases, 3)).toThrow("peer gave 1 lists for 2 customers");
});

test("lists are measured by customer, and over all of them", () => {
  const measured = measureLists("peer", [[1, 0], [0]], cases, 4);
  expect([...measured.ndcg]).toEqual([1, 0]);
  expect([measured.ndcgAt10, measured.hitRateAt10, measured.coverageAt10]).toEqual([0.5, 0.5, 0.5]);
});

test("a lead is the mean difference, of all customers or of some", () => {
  const [ours, theirs] = [Float64Array.of(1, 0.5, 0), Float64Array.of(0, 0.5, 0)];
  expect(lead(ours, theirs).mean).toBeCloseTo(1 / 3, 12);
  expect(lead(ours, theirs, [1, 2]).mean).toBe(0);
  expect(mean(ours, [0, 1])).toBe(0.75);
});
