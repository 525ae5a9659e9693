// What mistyped words are taken for.
import { describe, expect, test } from "bun:test";
import { fold } from "@aisle/store";
import * as fc from "fast-check";
import { Spelling } from "./spelling.ts";

const TITLES = [
  "Brass Lever Espresso Machine, Navy, 2 Cup",
  "Steel Compact Espresso Machine, Rust, 1 Cup",
  "Strickmütze aus Merino",
  "Mütze, Sand",
  "Moisturiser, Aloe",
  "Yoga Mat, Cork",
];

const speller = (titles: readonly string[] = TITLES) => {
  const spelling = new Spelling();
  for (const title of titles) spelling.learn(fold(title));
  return spelling;
};
const correct = (query: string) => speller().correct(fold(query));

describe("a word that no product has", () => {
  test.each([
    ["expresso", "espresso"],
    ["esspresso machne", "espresso machine"],
    ["muetze", "mutze"],
    ["Mutzze", "mutze"],
    ["moisturizer", "moisturiser"],
    ["brass expresso, 2", "brass espresso, 2"],
  ])("is taken for the one that it is most like: %s", (typed, meant) => {
    expect(correct(typed)).toBe(meant);
  });

  test("of two that are as near is taken for the one that more products have", () => {
    const titles = ["lamps", "lampe", "lampe"];
    expect(speller(titles).correct("lampo")).toBe("lampe");
    expect(speller(titles.toReversed()).correct("lampo")).toBe("lampe");
  });

  test.each(["unicorn", "xyzzy", "ma", "日本語", "", "   ", "12345", "x".repeat(500), "constructor"])(
    "that is like none stays as it is: %s",
    (typed) => {
      expect(correct(typed)).toBeUndefined();
    },
  );
});

test.each(["espresso", "espre", "presso", "merino mutze", "yoga mat"])(
  "what a product has stays: %s",
  (typed) => {
    expect(correct(typed)).toBeUndefined();
  },
);

test("whatever is typed, a correction is made of known words and changes nothing again", () => {
  const spelling = speller();
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (typed) => {
      const once = spelling.correct(fold(typed));
      if (once !== undefined) expect(spelling.correct(once)).toBeUndefined();
    }),
  );
});
