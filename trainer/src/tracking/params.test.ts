import { describe, expect, test } from "bun:test";
import { defaultRecipe } from "@aisle/recommender";
import { flatten } from "./params.ts";

describe("settings as MLflow's params", () => {
  test("are named by their path, lists and switches as JSON", () => {
    expect(flatten({ a: { b: 1, c: "blend" }, d: [1, 0.5], e: null, f: false })).toEqual({
      "a.b": "1",
      "a.c": "blend",
      d: "[1,0.5]",
      e: "null",
      f: "false",
    });
    expect(flatten({})).toEqual({});
  });

  test("of a recipe have names and lengths that MLflow takes", () => {
    const params = Object.entries(flatten(defaultRecipe));
    expect(params.length).toBeGreaterThan(30);
    expect(params.length).toBeLessThanOrEqual(100);
    for (const [name, value] of params) {
      expect(name).toMatch(/^[\w.]+$/);
      expect(value.length).toBeLessThan(6000);
    }
  });
});
