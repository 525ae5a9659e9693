import { describe, expect, test } from "bun:test";
import { compareClickThrough, type Shown } from "./click-through.ts";

/** Mulberry32: the same customers in each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Looks after every 50 lists of each; returns after how many the canary was called worse. */
function firstWorse(
  rates: { canary: number; primary: number },
  seed: number,
  most: number,
): number | undefined {
  const draw = random(seed);
  const shown = { canary: { lists: 0, clicks: 0 }, primary: { lists: 0, clicks: 0 } };
  for (let lists = 1; lists <= most; lists++) {
    for (const lane of ["canary", "primary"] as const) {
      shown[lane].lists++;
      if (draw() < rates[lane]) shown[lane].clicks++;
    }
    if (lists % 50 === 0 && compareClickThrough(shown.canary, shown.primary)?.isWorse === true) return lists;
  }
  return undefined;
}

describe("click-through of canary and primary", () => {
  const nothing: Shown = { lists: 0, clicks: 0 };
  test("is not compared before both were shown and customers click", () => {
    expect(compareClickThrough(nothing, { lists: 100, clicks: 5 })).toBeUndefined();
    expect(compareClickThrough({ lists: 100, clicks: 5 }, nothing)).toBeUndefined();
    expect(compareClickThrough({ lists: 100, clicks: 5 }, { lists: 100, clicks: 0 })).toBeUndefined();
  });

  test("gives finite evidence when every list is clicked, and more than once", () => {
    const found = compareClickThrough({ lists: 10, clicks: 30 }, { lists: 10, clicks: 10 });
    expect(Number.isFinite(found?.evidence)).toBeTrue();
    expect(found?.isWorse).toBeFalse();
  });

  test("a better canary is not called worse, however sure it is", () => {
    expect(compareClickThrough({ lists: 5_000, clicks: 1_000 }, { lists: 5_000, clicks: 250 })).toMatchObject(
      {
        canary: 0.2,
        primary: 0.05,
        isWorse: false,
      },
    );
  });

  test("an equal canary is seldom called worse, although somebody looks a hundred times", () => {
    const runs = 400;
    const alarms = Array.from({ length: runs }, (_, seed) =>
      firstWorse({ canary: 0.08, primary: 0.08 }, seed, 5_000),
    ).filter((lists) => lists !== undefined).length;
    expect(alarms / runs).toBeLessThanOrEqual(0.01);
  });

  test("one that loses half of the clicks is found out within some thousand lists", () => {
    const found = Array.from({ length: 40 }, (_, seed) =>
      firstWorse({ canary: 0.04, primary: 0.08 }, seed, 4_000),
    );
    expect(found.filter((lists) => lists === undefined)).toEqual([]);
  });
});
