// Axes.
import { describe, expect, test } from "bun:test";
import { linear, logarithmic, time } from "./scale.ts";

describe("a linear axis", () => {
  test("begins at zero and ends at a round number that is not below the highest value", () => {
    expect(linear(870, 0, 100).ticks).toEqual([0, 500, 1_000]);
    expect(linear(4_000, 0, 100).ticks).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
    expect(linear(0, 0, 100).ticks.at(0)).toBe(0);
    expect(linear(1_000, 200, 0).at(500)).toBe(100);
  });
});

describe("an axis of time", () => {
  test("ends with the run, in steps of a clock", () => {
    expect(time(12, 0, 120).ticks).toEqual([0, 2, 4, 6, 8, 10, 12]);
    expect(time(12, 0, 120).at(12)).toBe(120);
    expect(time(1_200, 0, 1).ticks).toEqual([0, 300, 600, 900, 1_200]);
    expect(time(0.5, 0, 1).ticks).toEqual([0]);
  });
});

describe("a logarithmic axis", () => {
  test("names 1, 2 and 5 while these are few, then powers of ten", () => {
    expect(logarithmic(3, 40, 0, 100).ticks).toEqual([2, 5, 10, 20, 50]);
    expect(logarithmic(0.3, 1_900, 0, 100).ticks).toEqual([1, 10, 100, 1_000]);
  });

  test("keeps every value inside", () => {
    const { at } = logarithmic(3, 40, 0, 100);
    for (const value of [0, 3, 40, 1e9]) expect(at(value)).toBeWithin(0, 100.001);
    expect(logarithmic(5, 5, 0, 100).at(5)).toBeFinite();
  });
});
