import { describe, expect, test } from "bun:test";
import { DIMENSIONS, UNIT } from "../embeddings/fit-embeddings.ts";
import { Closeness } from "./closeness.ts";
import type { Visit } from "./visits.ts";

/** Items 0 to 2 lie on an axis of their own each, item 3 between the first two; item 4 has no vector. */
const cells = new Int8Array(5 * DIMENSIONS);
for (let item = 0; item < 3; item++) cells[item * DIMENSIONS + item] = UNIT;
cells[3 * DIMENSIONS] = cells[3 * DIMENSIONS + 1] = Math.round(UNIT * Math.SQRT1_2);

const visit = (item: number, weight: number): Visit => ({ item, variant: item, type: "purchase", weight });

function closeness(items: readonly number[], visits: readonly Visit[]): number[] {
  const columns = new Float32Array(items.length + 2).fill(Number.NaN);
  new Closeness(cells).write(Uint32Array.from(items), items.length, visits, columns, 1);
  expect([columns[0], columns.at(-1)]).toEqual([Number.NaN, Number.NaN]);
  return Array.from(columns.subarray(1, -1), (value) => Number(value.toFixed(2)));
}

describe("closeness to the visits", () => {
  test("is the mean of the cosines by the visits' weights", () => {
    expect(closeness([0, 1, 2, 3], [visit(0, 1), visit(1, 0.5)])).toEqual([0.67, 0.33, 0, 0.71]);
  });

  test("is 0 of items without a vector and of newcomers, and these visits do not count", () => {
    expect(closeness([4, 7], [visit(0, 1)])).toEqual([0, 0]);
    expect(closeness([0], [visit(9, 1), visit(0, 0.6)])).toEqual([1]);
  });

  test("is 0 without visits that have a vector and a weight", () => {
    for (const visits of [[], [visit(9, 1)], [visit(0, 0)]])
      expect(closeness([0, 1], visits)).toEqual([0, 0]);
  });
});
