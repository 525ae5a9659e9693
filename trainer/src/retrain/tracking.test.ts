import { describe, expect, test } from "bun:test";
import { defaultRecipe, evaluate, fitModel, Recommender } from "@aisle/recommender";
import { shopData } from "../../test/generated-shop.ts";
import { evaluationMetrics, flatten } from "./tracking.ts";

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

test("an evaluation's metrics are numbers under names that MLflow takes", () => {
  const { interactions, items } = shopData({ customers: 50, items: 40, days: 30 });
  const evaluation = evaluate(new Recommender(fitModel(interactions, items, defaultRecipe), items), []);
  const metrics = Object.entries(evaluationMetrics("champion_", evaluation));
  expect(metrics.length).toBeGreaterThan(5);
  for (const [name, value] of metrics) {
    expect(name).toMatch(/^champion_[a-z0-9_]+$/);
    expect(value).toBeFinite();
  }
});
