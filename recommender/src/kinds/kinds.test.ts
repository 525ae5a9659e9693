import { describe, expect, test } from "bun:test";
import { Catalogue } from "../catalogue/catalogue.ts";
import { AGE_STEPS, ageStep } from "./ages.ts";
import { CatalogueKinds, kindsOf, NO_KIND } from "./kinds.ts";

const DAY = 86_400;

const items = [
  { itemId: "none" },
  { itemId: "empty", categories: [] },
  { itemId: "camera", categories: ["electronics", "cameras"] },
  { itemId: "case", categories: ["electronics", "cases"] },
  { itemId: "camera-2", categories: ["cameras"] },
];

describe("the kind of an item", () => {
  test("is its last category, and none without categories", () => {
    const { kinds, kindOf } = kindsOf(items);
    expect(kinds).toBe(2);
    expect(Array.from(kindOf)).toEqual([NO_KIND, NO_KIND, 1, 2, 1]);
    expect(kindsOf([])).toEqual({ kinds: 0, kindOf: new Uint16Array(0) });
  });

  test("is the same for a catalogue, and follows an item into another category", () => {
    const catalogue = new Catalogue(items);
    const kinds = new CatalogueKinds(catalogue, items.length);
    expect(items.map((_, at) => kinds.of(at))).toEqual(Array.from(kindsOf(items).kindOf));
    catalogue.put({ itemId: "none", categories: ["cases"] });
    expect(kinds.of(0)).toBe(2);
    const newer = catalogue.put({ itemId: "newer", categories: ["unheard of"] });
    expect(kinds.of(newer)).toBe(NO_KIND);
  });
});

describe("the step of an age", () => {
  test.each([
    ["the future", -5, 0],
    ["now", 0, 0],
    ["a day", DAY, 1],
    ["a month", 30 * DAY, 9],
    ["ten years", 3650 * DAY, AGE_STEPS - 1],
    ["for ever", Infinity, AGE_STEPS - 1],
  ])("of %s", (_, seconds, step) => expect(ageStep(seconds)).toBe(step));

  test("grows with the age", () => {
    const steps = Array.from({ length: 800 }, (_, half) => ageStep((half / 2) * DAY));
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(new Set(steps).size).toBe(AGE_STEPS);
  });
});
