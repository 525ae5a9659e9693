import { expect, test } from "bun:test";
import { EVENT_TYPES, meaningOf } from "./events.ts";

test.each([0, 1, 2, 2.5])("a rating of %p stars says what hiding says", (stars) => {
  expect(meaningOf("rating", stars)).toBe("hide");
});

test.each([3, 4, 5, 10, undefined])("a rating of %p stars speaks for its item", (stars) => {
  expect(meaningOf("rating", stars)).toBe("rating");
});

test("the value of any other event is a quantity", () => {
  for (const type of EVENT_TYPES)
    if (type !== "rating")
      for (const value of [0, 1, 2, undefined]) expect(meaningOf(type, value)).toBe(type);
});
