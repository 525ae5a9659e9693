import { expect, test } from "bun:test";
import { hasTooManyEntries } from "./entries.ts";

test.each<[string, unknown, number]>([
  ["a list", [1, 2, 3, 4], 4],
  ["a list in a field", { a: { b: [1, 2, 3, 4] } }, 4],
  ["several lists", { a: [1, 2], b: null, c: [1, 2] }, 4],
  ["lists in a list", [[1, 2], [3]], 5],
  ["lists of objects with lists", { a: [{ b: [1] }, { b: [null, 2] }] }, 5],
])("%s: all entries of all lists count", (_, value, entries) => {
  expect(hasTooManyEntries(value, entries)).toBe(false);
  expect(hasTooManyEntries(value, entries - 1)).toBe(true);
});

test("what has no lists has no entries", () => {
  for (const value of [undefined, null, 5, "text", {}, { a: { b: {} } }])
    expect(hasTooManyEntries(value, 0)).toBe(false);
});
