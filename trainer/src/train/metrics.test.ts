import { expect, test } from "bun:test";
import { defaultRecipe, evaluate, fitModel, Recommender } from "@aisle/recommender";
import { shopData } from "../../test/generated-shop.ts";
import { evaluationMetrics } from "./metrics.ts";

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
