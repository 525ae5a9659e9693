// Cutting a run's time.
import { describe, expect, test } from "bun:test";
import { Slices } from "./slices.ts";

describe("slices", () => {
  test("are seconds, and at most 120", () => {
    expect(new Slices(0.4).all).toHaveLength(1);
    expect(new Slices(30)).toMatchObject({ seconds: 1 });
    expect(new Slices(1_200)).toMatchObject({ seconds: 10 });
    expect(new Slices(1_201).all.length).toBeLessThanOrEqual(120);
  });

  test("take what lies before the start and after the end at their ends", () => {
    const slices = new Slices(3);
    expect(slices.at(-1)).toBe(slices.all[0]!);
    expect(slices.at(99)).toBe(slices.all[2]!);
  });

  test("count good answers by when they came, until the end", () => {
    const slices = new Slices(2);
    for (const second of [0.5, 1.5, 1.9, 2.1]) slices.complete(second);
    expect([...slices.completed]).toEqual([1, 2]);
  });

  test("share out what has no time of its own by how much of it each holds", () => {
    const slices = new Slices(4);
    const parts = new Map<number, number>();
    slices.spread({ from: 0.5, seconds: 2 }, 100, (slice, part) =>
      parts.set(slices.all.indexOf(slice), part),
    );
    expect([...parts]).toEqual([
      [0, 25],
      [1, 50],
      [2, 25],
    ]);
  });
});
