import { describe, expect, test } from "bun:test";
import type { EventType } from "../events.ts";
import { defaultRecipe } from "../fit/recipe.ts";
import type { HistoryEntry } from "./query.ts";
import { settledItems, weighVisits } from "./visits.ts";

const NOW = 1_710_000_000;
const DAY = 86_400;
const recipe = { ...defaultRecipe.history, decay: 0.5, halfLifeDays: 10 };

function entry(item: number, type: EventType = "view", daysAgo = 0): HistoryEntry {
  return { item, type, time: NOW - daysAgo * DAY };
}

const weightsOf = (history: readonly HistoryEntry[], options = recipe): number[] =>
  weighVisits(history, options).map(({ weight }) => weight);

describe("visits", () => {
  test("are none without a history, and none of what was hidden", () => {
    expect(weighVisits([], recipe)).toEqual([]);
    expect(weighVisits([entry(1, "hide"), entry(1, "purchase")], recipe)).toEqual([]);
  });

  test("lose weight with each visit after them and with time before the newest", () => {
    const [first, second, third] = weightsOf([entry(1), entry(2), entry(3, "view", 10)]);
    expect(second! / first!).toBeCloseTo(0.5, 12);
    expect(third! / second!).toBeCloseTo(0.25, 12);
  });

  test("are one per item, of its strongest event and at the place of its newest", () => {
    const visits = weighVisits([entry(1), entry(2), entry(1, "purchase", 3)], recipe);
    expect(visits.map(({ item, type }) => [item, type])).toEqual([
      [1, "purchase"],
      [2, "view"],
    ]);
  });

  test("are no more than the recipe reads", () => {
    const history = Array.from({ length: 9 }, (_, item) => entry(item));
    expect(weighVisits(history, { ...recipe, length: 4 })).toHaveLength(4);
  });

  test("weigh nothing when the strongest weighs ten thousand times as much, and are still visits", () => {
    const weights = weightsOf(Array.from({ length: 17 }, (_, item) => entry(item)));
    expect(weights).toHaveLength(17);
    // A half per visit: 2^-13 is above a ten-thousandth, 2^-14 below.
    expect(weights.findIndex((weight) => weight === 0)).toBe(14);
    expect(weights.slice(14)).toEqual([0, 0, 0]);
  });
});

describe("settled items", () => {
  test("are those that were taken, judged or hidden", () => {
    const history = [
      entry(1),
      entry(2, "purchase"),
      entry(3, "cart"),
      entry(4, "rating"),
      entry(5, "hide"),
      entry(6, "click"),
    ];
    expect(settledItems(history)).toEqual(new Set([2, 3, 4, 5]));
  });

  test("are no more what was left behind in the cart two weeks ago", () => {
    const history = [entry(1), entry(2, "cart", 13.9), entry(3, "cart", 14), entry(4, "purchase", 14)];
    expect(settledItems(history)).toEqual(new Set([2, 4]));
  });
});
