import { expect, test } from "bun:test";
import { Registry } from "prom-client";
import { Feedback } from "./feedback.ts";

test("a model that serves is told apart, however many others there were", async () => {
  const registry = new Registry();
  const feedback = new Feedback(registry);
  for (let at = 0; at < 100; at++) feedback.ledTo("click", { version: `other-${at}`, track: "stable" });
  feedback.modelServes({ version: "7", track: "stable" });
  feedback.ledTo("click", { version: "7", track: "stable" });
  const lines = (await registry.metrics()).split("\n");
  expect(lines).toContain('aisle_clicks_total{version="7",track="stable"} 1');
  expect(lines).toContain('aisle_impressions_total{version="7",track="stable"} 0');
  expect(lines).toContain('aisle_clicks_total{version="other",track="other"} 80');
});
