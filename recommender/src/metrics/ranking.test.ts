import { describe, expect, test } from "bun:test";
import { averagePrecision, gainOf, hitRate, ndcg, recall, reciprocalRank } from "./ranking.ts";
import { coverage, intraListDiversity, novelty } from "./lists.ts";

const relevant = new Set([2, 5, 9]);

describe("metrics of a ranked list, by hand", () => {
  test("are 0 when nothing is relevant or nothing was ranked", () => {
    for (const metric of [ndcg, recall, hitRate, reciprocalRank, averagePrecision]) {
      expect(metric([1, 2], new Set(), 10)).toBe(0);
      expect(metric([], relevant, 10)).toBe(0);
    }
  });

  test("NDCG discounts by the logarithm of the position", () => {
    // Hits at positions 2 and 4: 1/log2(3) + 1/log2(5) = 1.06161; ideal 1 + 0.63093 + 0.5 = 2.13093.
    expect(ndcg([1, 2, 3, 5], relevant, 10)).toBeCloseTo(0.49819, 5);
    expect(ndcg([2, 5, 9], relevant, 10)).toBe(1);
  });

  test("NDCG of one relevant item is 1 / log2(rank + 1)", () => {
    expect(ndcg([7, 8, 2], new Set([2]), 10)).toBeCloseTo(1 / Math.log2(4), 12);
  });

  test("nothing below k counts", () => {
    expect(ndcg([1, 3, 2], relevant, 2)).toBe(0);
    expect(hitRate([1, 3, 2], relevant, 2)).toBe(0);
    expect(recall([1, 3, 2], relevant, 2)).toBe(0);
  });

  test("recall is the share found, hit rate whether any was", () => {
    expect(recall([2, 1, 5], relevant, 10)).toBeCloseTo(2 / 3, 12);
    expect(hitRate([1, 5], relevant, 10)).toBe(1);
  });

  test("the reciprocal rank looks at the first hit", () => {
    expect(reciprocalRank([1, 3, 9, 2], relevant, 10)).toBeCloseTo(1 / 3, 12);
  });

  test("average precision: hits at 1 and 3 of three relevant items", () => {
    expect(averagePrecision([2, 1, 5], relevant, 10)).toBeCloseTo((1 + 2 / 3) / 3, 12);
  });

  test("average precision is over all relevant items, more than k too, as ranx and trec_eval have it", () => {
    expect(averagePrecision([2, 5, 9], relevant, 2)).toBeCloseTo(2 / 3, 12);
  });

  test("one item's gain is its part of the NDCG", () => {
    const list = [1, 2, 3, 5];
    const parts = Array.from(relevant, (item) => gainOf(list, item, relevant.size, 10));
    expect(parts.reduce((a, b) => a + b, 0)).toBeCloseTo(ndcg(list, relevant, 10), 12);
    expect(gainOf(list, 9, relevant.size, 10)).toBe(0);
    expect(gainOf(list, 5, relevant.size, 3)).toBe(0);
  });
});

describe("metrics of lists by themselves", () => {
  test("coverage counts distinct items", () => {
    expect(
      coverage(
        [
          [0, 1],
          [1, 2],
        ],
        10,
      ),
    ).toBe(0.3);
    expect(coverage([], 0)).toBe(0);
  });

  test("novelty is the mean self-information in bits", () => {
    // (1 + 3) / (4 + 2) and (1 + 1) / (4 + 2): 0.58496 and 1.58496 bits.
    expect(novelty([0, 1], [3, 1], 4)).toBeCloseTo((0.58496 + 1.58496) / 2, 4);
    expect(novelty([], [3, 1], 4)).toBe(0);
  });

  test("diversity is the mean distance of pairs", () => {
    const similarity = (a: number, b: number): number => (a + b === 3 ? 1 : 0);
    expect(intraListDiversity([0, 1, 2], similarity)).toBeCloseTo(2 / 3, 12);
    expect(intraListDiversity([0], similarity)).toBe(0);
  });
});
