import { expect, test } from "bun:test";
import { Registry } from "prom-client";
import { boundedLabels } from "../platform/bounded-labels.ts";
import { Feedback } from "./feedback.ts";

const MAX_PLACEMENTS = 3;

function start() {
  const registry = new Registry();
  const feedback = new Feedback(registry, boundedLabels(MAX_PLACEMENTS, ["cart"]));
  return { feedback, lines: async () => (await registry.metrics()).split("\n") };
}

const model = { version: "7", track: "stable" };

test("a model that serves is told apart, however many others there were", async () => {
  const { feedback, lines } = start();
  for (let at = 0; at < 100; at++)
    feedback.ledTo("click", { version: `other-${at}`, track: "stable", placement: "cart" });
  feedback.modelServes(model);
  feedback.ledTo("click", { ...model, placement: "cart" });
  const told = await lines();
  expect(told).toContain('aisle_clicks_total{version="7",track="stable",placement="cart"} 1');
  expect(told).toContain('aisle_impressions_total{version="7",track="stable",placement="cart"} 0');
  expect(told).toContain('aisle_clicks_total{version="other",track="other",placement="cart"} 80');
});

test("placements beyond the most that are told apart count together, and their ids say so", async () => {
  const { feedback, lines } = start();
  feedback.modelServes(model);
  const labels = Array.from({ length: 100 }, (_, at) => {
    const { label, impressions } = feedback.shown({ ...model, placement: `made-up-${at}` });
    impressions.inc();
    return label.placement;
  });
  expect(new Set(labels)).toEqual(new Set(["made-up-0", "made-up-1", "other"]));
  const told = await lines();
  expect(told).toContain('aisle_impressions_total{version="7",track="stable",placement="other"} 98');
  for (const name of ["aisle_clicks_total", "aisle_conversions_total", "aisle_revenue_total"])
    expect(told).toContain(`${name}{version="7",track="stable",placement="made-up-1"} 0`);
});
