import { expect, test } from "bun:test";
import { ItemMarks } from "./item-marks.ts";

test("marked are the items of the last filling, also when there are more items than before", () => {
  const marks = new ItemMarks();
  const marked = (): number[] =>
    Array.from({ length: 40 }, (_, item) => item).filter((item) => marks.has(item));
  expect(marked()).toEqual([]);
  marks.set([3, 1, 3], 5);
  expect(marked()).toEqual([1, 3]);
  marks.set([], 5);
  expect(marked()).toEqual([]);
  marks.set(new Set([2]), 5);
  marks.set([30], 31);
  expect(marked()).toEqual([30]);
});
