import { describe, expect, test } from "bun:test";
import { PartCache } from "./part-cache.ts";

/** Asks for parts by their options and tells which of them had to be made. */
function made(cache: PartCache, ...asked: readonly (readonly [kind: string, options: unknown])[]): boolean[] {
  return asked.map(([kind, options]) => {
    let fresh = false;
    cache.part(kind, options, () => {
      fresh = true;
      return { kind, options };
    });
    return fresh;
  });
}

describe("a part cache", () => {
  test("forgets nothing of a part that could not be made, and tries again", () => {
    const cache = new PartCache();
    const fail = () => {
      throw new Error("out of memory");
    };
    expect(() => cache.part("graph", 1, fail)).toThrow("out of memory");
    expect(cache.part("graph", 1, () => "made")).toBe("made");
  });

  test("makes a part once for equal options", () => {
    const cache = new PartCache();
    const part = cache.part("graph", { window: 3 }, () => new Float32Array(2));
    expect(cache.part("graph", { window: 3 }, () => new Float32Array(2))).toBe(part);
    expect(cache.part("graph", { window: 4 }, () => new Float32Array(2))).not.toBe(part);
  });

  test("makes a part once also where it is nothing", () => {
    const cache = new PartCache();
    expect(cache.part("variants", null, () => undefined)).toBeUndefined();
    expect(cache.part<string | undefined>("variants", null, () => "made again")).toBeUndefined();
  });

  test("tells kinds apart", () => {
    expect(made(new PartCache(), ["a", 1], ["b", 1], ["a", 1])).toEqual([true, true, false]);
  });

  test("keeps the parts of each kind that were used last", () => {
    const asked = [1, 2, 1, 3, 1, 2].map((options) => ["graph", options] as const);
    expect(made(new PartCache(2), ...asked)).toEqual([true, true, false, true, false, true]);
  });
});
