// The first page and that of the model, when all is well and when it is not.
import { describe, expect, test } from "bun:test";
import { catalogue } from "../../../test/catalogue.ts";
import { visitShop } from "../../../test/visit.ts";
import { durationText } from "../duration.ts";
import { modelVerdict } from "../models/verdict.ts";

const visitConsole = (customers: readonly string[] = ["c1"]) =>
  visitShop(catalogue(24), customers, { consoleHosts: ["localhost"] });

const verdictIn = (html: string): string =>
  (/<p class="verdict[^>]*>(.*?)<\/p>/.exec(html)?.[1] ?? "").replaceAll(/<[^>]*>/g, "").trim();

describe("the overview", () => {
  test("says that all is well when a model serves, events arrive and rules do what they say", async () => {
    await using visit = await visitConsole();
    visit.api.lastEventAt = new Date(Date.now() - 5 * 60_000).toISOString();
    const { status, text } = await visit.page("/console");
    expect([status, verdictIn(text)]).toEqual([
      200,
      "All is well. A model serves, events arrive, and the rules do what they say.",
    ]);
    for (const words of [
      "Model 1 (stable) serves",
      "The newest event is 5 minutes old",
      "There are no rules",
      "1,234 requests; none failed, 0 events recorded.",
      "10.0 %",
      "(6.6–14.9)",
      "web-for-you",
      "$1,234.50",
    ])
      expect(text).toContain(words);
  });

  test("names each part that wants something done, and what", async () => {
    await using visit = await visitConsole();
    visit.api.rules.save([{ pin: ["x"], to: "2020-01-01T00:00:00.000Z" }], "anna");
    const { text } = await visit.page("/console");
    expect(verdictIn(text)).toBe("Look here. There is something to do about events and rules: see below.");
    expect(text).toContain("see whether the shop still sends POST /v1/events.");
  });

  test("says so where no event ever came", async () => {
    await using visit = await visitConsole([]);
    expect((await visit.page("/console")).text).toContain("No event ever came");
  });

  test("is a page also while no model serves, and while the API is away: once, what to do", async () => {
    await using visit = await visitConsole();
    visit.api.failWith = 503;
    expect(verdictIn((await visit.page("/console")).text)).toMatch(
      /^Not done\. No model serves yet\.[^.]*\.$/,
    );
    await visit.api.stop();
    const { status, text } = await visit.page("/console");
    expect([status, verdictIn(text)]).toEqual([
      200,
      expect.stringMatching(/^Not done\. The API is not answering\.[^.]*\.$/),
    ]);
    expect(visit.unexpected).toEqual([]);
  });
});

describe("the model", () => {
  const MODEL = {
    version: "7",
    digest: "sha256:0",
    track: "stable",
    created: "2026-01-01T00:00:00.000Z",
    ageSeconds: 60,
    items: 10,
    metrics: {},
    data: { digest: "sha256:1", from: "", to: "", events: 1, customers: 1, items: 1 },
  };

  test.each([
    [{}, "well", "Model 7 (stable) serves, fitted 1 minute ago."],
    [{ ageSeconds: 8 * 86_400 }, "act", "fitted 8 days ago: train a new one"],
    [{ items: 0 }, "act", "no product can be recommended"],
  ])("that is %j is judged", (changes, tone, words) => {
    const verdict = modelVerdict({ ...MODEL, ...changes });
    expect([verdict.tone as string, verdict.text]).toEqual([tone, expect.stringContaining(words)]);
  });

  test("is shown with what it learned from and how it did in its evaluation", async () => {
    await using visit = await visitConsole();
    const { text } = await visit.page("/console/models");
    expect(verdictIn(text)).toStartWith("All is well. Model 1 (stable) serves");
    for (const words of ["10 events of 5 customers, 24 products", "ndcg_at_10", "0.123", "some_other"])
      expect(text).toContain(words);
  });

  test("that is not there yet is a page that says what to do", async () => {
    await using visit = await visitConsole();
    visit.api.failWith = 503;
    const { status, text } = await visit.page("/console/models");
    expect([status, verdictIn(text)]).toEqual([503, expect.stringContaining("No model serves yet.")]);
  });
});

test.each([
  [-5, "less than a minute"],
  [59, "less than a minute"],
  [60, "1 minute"],
  [7_199, "119 minutes"],
  [7_200, "2 hours"],
  [172_800, "2 days"],
])("%d seconds are %s", (seconds, words) => {
  expect(durationText(seconds)).toBe(words);
});
