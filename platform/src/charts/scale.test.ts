// Axes.
import { describe, expect, test } from "bun:test";
import { between, linear, logarithmic, time } from "./scale.ts";

describe("a linear axis", () => {
  test("begins at zero and ends at a round number that is not below the highest value", () => {
    expect(linear(870, 0, 100).ticks).toEqual([0, 200, 400, 600, 800, 1_000]);
    expect(linear(4_000, 0, 100).ticks).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
    for (const highest of [0, 1e-9, 3, 870, 1e12]) {
      const { at, ticks } = linear(highest, 0, 100);
      expect(at(0)).toBe(0);
      expect(at(highest)).toBeWithin(0, 100.001);
      expect(ticks.length).toBeWithin(2, 8);
    }
    expect(linear(1_000, 200, 0).at(500)).toBe(100);
  });

  test("between two values leaves equal ones room", () => {
    expect(between(0.9, 1, 0, 100).at(0.95)).toBeCloseTo(50, 9);
    for (const value of [0, 7, -3]) expect(between(value, value, 0, 100).at(value)).toBeWithin(1, 99);
    expect(between(-1e-320, 1e-320, 0, 100).at(0)).toBeWithin(1, 99);
    expect(linear(1e-320, 0, 100).at(0)).toBe(0);
  });
});

describe("an axis of time", () => {
  test("ends with the run, in steps of a clock", () => {
    expect(time(60, 0, 120).ticks).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]);
    expect(time(12, 0, 120).at(12)).toBe(120);
    expect(time(1_200, 0, 1).ticks).toEqual([0, 300, 600, 900, 1_200]);
    expect(time(604_800, 0, 1).ticks.every((second) => second % 86_400 === 0)).toBe(true);
  });
});

describe("a logarithmic axis", () => {
  test("names 1, 2 and 5 while these are few, then powers of ten", () => {
    expect(logarithmic(3, 40, 0, 100).ticks).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(logarithmic(0.3, 1_900, 0, 100).ticks).toEqual([0.1, 1, 10, 100, 1_000, 10_000]);
  });

  test("keeps every value inside", () => {
    const { at } = logarithmic(3, 40, 0, 100);
    for (const value of [0, 3, 40, 1e9]) expect(at(value)).toBeWithin(0, 100.001);
    expect(logarithmic(5, 5, 0, 100).at(5)).toBeFinite();
  });
});
