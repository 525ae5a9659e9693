// Both reports.
import { describe, expect, test } from "bun:test";
import { aRun, figures, NOTHING_ANSWERED, stage } from "../../test/runs.ts";
import { compare } from "./compare.ts";
import { pageReport } from "./page.tsx";
import { STYLE } from "./style.ts";
import { terminalReport } from "./terminal.ts";

const SPIKE = aRun({
  scenario: "spike",
  stages: [stage({ name: "before" }), stage({ name: "spike", from: 10 })],
  server: {
    samples: Array.from({ length: 20 }, (_, second) => ({ second, rss: 1e8 + second, lag: 3 })),
    growth: 0.01,
  },
});

describe("the page", () => {
  test("escapes what it did not write itself", async () => {
    const attack = '"><img src=x onerror=alert(1)>';
    const page = await pageReport(
      aRun({
        scenario: attack,
        target: attack,
        models: [attack],
        startedAt: attack,
        total: figures({ errors: { [attack]: 1 } }),
        kinds: { [attack]: figures() },
        stages: [stage({ name: attack }), stage({ name: "next", from: 5 })],
        checks: [{ name: attack, measured: attack, allowed: attack, verdict: "missed" }],
      }),
      compare(aRun(), aRun({ models: [attack], startedAt: attack })),
    );
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;img");
  });

  test("stands alone, and its style survives the escaping", async () => {
    const page = await pageReport(SPIKE, compare(SPIKE, SPIKE));
    expect(page).toStartWith("<!doctype html>");
    expect(page).not.toMatch(/<(script|link|img)|src=|url\(|@import/);
    expect(page).toContain(STYLE);
  });

  test("has a title and a description for every chart, and draws inside it", async () => {
    const page = await pageReport(SPIKE, undefined);
    const charts = page.match(/<svg[\s\S]*?<\/svg>/g) ?? [];
    expect(charts).toHaveLength(6);
    for (const chart of charts) {
      expect(chart).toMatch(
        /<title id="[a-z]+-title">[^<]+<\/title><desc id="[a-z]+-description">[^<]+<\/desc>/,
      );
      expect(chart).toMatch(/<(path|rect|circle)/);
      for (const [, x, y] of chart.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)) {
        expect(Number(x)).toBeWithin(0, 721);
        expect(Number(y)).toBeWithin(0, 261);
      }
    }
    expect(new Set(page.match(/ id="[^"]+"/g)).size).toBe(page.match(/ id="[^"]+"/g)!.length);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("shows the limit in the chart of latencies, and which thresholds hold", async () => {
    const checks = [
      { name: "Failed requests", measured: "2 %", allowed: "at most 0.1 %", verdict: "missed" },
    ] as const;
    const page = await pageReport(aRun({ checks: [...checks] }), undefined);
    expect(page).toContain("limit for p99");
    expect(page).toContain("One threshold does not hold");
    expect(page).toContain("failed requests, 2 %");
    expect(await pageReport(aRun(), undefined)).toContain("All thresholds hold.");
  });

  test("says that nothing was answered instead of charts of latencies", async () => {
    const run = aRun({ total: NOTHING_ANSWERED });
    const page = await pageReport(run, undefined);
    expect(page).toContain("Nothing was answered well");
    expect(page).toContain("no answer: Connection refused (os error 111)");
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("tells the difference to the last run, or that there is none", async () => {
    expect(await pageReport(aRun(), undefined)).toContain("There is no earlier run");
    const page = await pageReport(aRun(), compare(aRun(), aRun({ models: ["6 (stable)"] })));
    expect(page).toContain("About as the last time.");
    expect(page).toContain("Model 6 (stable) served instead of 7 (stable).");
  });

  test("names both models when it was switched under load", async () => {
    expect(await pageReport(aRun({ models: ["7 (stable)", "8 (stable)"] }), undefined)).toContain(
      "7 (stable), then 8 (stable)",
    );
  });
});

describe("the terminal", () => {
  test("shows figures in aligned columns and a sentence for each threshold", () => {
    const lines = terminalReport(aRun(), undefined);
    const header = lines.find((line) => line.includes("offered"))!;
    const all = lines.find((line) => line.trimStart().startsWith("all "))!;
    expect(all.indexOf("8 ms") + "8 ms".length).toBe(header.indexOf("p99") + "p99".length);
    expect(lines).toContain("  ok      Failed requests: 0 %; at most 0.1 %");
    expect(lines.join("\n")).not.toMatch(/NaN|undefined/);
  });

  test("names what was not as it should be", () => {
    const text = terminalReport(aRun({ total: NOTHING_ANSWERED }), undefined).join("\n");
    expect(text).toContain("50 without an answer: Connection refused (os error 111)");
    expect(text).toContain("950 due and never sent");
  });
});
