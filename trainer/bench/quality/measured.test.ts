import { expect, test } from "bun:test";
import { lead, mean, measureLists } from "./measured.ts";

const cases = [
  { customer: 0, history: [], taken: new Set([1]), days: [1] },
  { customer: 1, history: [], taken: new Set([2]), days: [2] },
];

test("lists that are not as many as the customers are refused", () => {
  expect(() => measureLists("peer", [[1]], cases, 3)).toThrow("peer gave 1 lists for 2 customers");
});

test("lists are measured by customer, and over all of them", () => {
  const measured = measureLists("peer", [[1, 0], [0]], cases, 4);
  expect([...measured.ndcg]).toEqual([1, 0]);
  expect([measured.ndcgAt10, measured.hitRateAt10, measured.coverageAt10]).toEqual([0.5, 0.5, 0.5]);
});

test("a lead is the mean difference over the customers", () => {
  const [ours, theirs] = [{ lists: [[1], [3]] }, { lists: [[3, 1], [3]] }];
  const { mean: ahead, customers, differing } = lead(cases, ours, theirs);
  expect(ahead).toBeCloseTo((1 - 1 / Math.log2(3)) / 2, 12);
  expect([customers, differing]).toEqual([2, 1]);
  expect(lead(cases, ours, ours).mean).toBe(0);
});

test("a mean of nothing is none", () => {
  expect(mean(Float64Array.of(1, 0.5))).toBe(0.75);
  expect(mean(new Float64Array(0))).toBeNaN();
});
