import { expect, test } from "bun:test";
import { Registry } from "prom-client";
import { recommendationId } from "../recommendations/recommendation-id.ts";
import { Feedback } from "./feedback.ts";

const click = (version: string) => ({
  type: "click",
  recommendationId: recommendationId({ version, track: "stable" }, "x"),
});

test("a model that serves is told apart, however many others the ids have named", async () => {
  const registry = new Registry();
  const feedback = new Feedback(registry);
  for (let at = 0; at < 100; at++) feedback.eventRecorded(click(`made-up-${at}`));
  feedback.modelServes({ version: "7", track: "stable" });
  feedback.eventRecorded(click("7"));
  const lines = (await registry.metrics()).split("\n");
  expect(lines).toContain('aisle_clicks_total{version="7",track="stable"} 1');
  expect(lines).toContain('aisle_impressions_total{version="7",track="stable"} 0');
  expect(lines).toContain('aisle_clicks_total{version="other",track="other"} 80');
});
