// Both reports, from recorded output.
import { describe, expect, test } from "bun:test";
import { ANSWERED, REFUSED } from "../../test/oha-output.ts";
import { parseResult } from "../oha/result.ts";
import { judge } from "../verdict.ts";
import { pageReport } from "./page.tsx";
import type { Run } from "./run.ts";
import { terminalReport } from "./terminal.ts";

const limits = { maxErrorRate: 0.01, maxP99: 1 };

function run(output: string, more: Partial<Run> = {}): Run {
  const result = parseResult(output);
  return {
    scenario: "personalised",
    questions: 12,
    target: "http://127.0.0.1:3000",
    connections: 16,
    startedAt: "2025-05-01T10:20:30.000Z",
    models: ["7 (stable)", "7 (stable)"],
    result,
    checks: judge(result, limits),
    ...more,
  };
}

describe("the page", () => {
  test("escapes what it did not write itself", async () => {
    const attack = "<img src=x onerror=alert(1)>";
    const page = await pageReport(run(ANSWERED, { target: attack, models: [attack] }), limits);
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;img");
  });

  test("stands alone", async () => {
    const page = await pageReport(run(ANSWERED), limits);
    expect(page).toStartWith("<!doctype html>");
    expect(page).not.toMatch(/<(script|link|img)|src=|url\(|@import/);
  });

  test("draws one point for each percentile from the median on, inside the chart, later ones not below earlier ones", async () => {
    const page = await pageReport(run(ANSWERED), limits);
    const points = (/class="curve" points="([^"]+)"/.exec(page)?.[1] ?? "")
      .split(" ")
      .map((point) => point.split(",").map(Number));
    expect(points).toHaveLength(7);
    for (const [x = -1, y = -1] of points) {
      expect(x).toBeWithin(0, 720);
      expect(y).toBeWithin(0, 320);
    }
    const ys = points.map(([, y = 0]) => y);
    expect(ys).toEqual([...ys].sort((a, b) => b - a));
    expect(page).toContain("limit for p99");
    expect(page).toContain("p99: 0.81 ms");
  });

  test("says that nothing was answered instead of a chart", async () => {
    const page = await pageReport(run(REFUSED), limits);
    expect(page).toContain("Nothing was answered");
    expect(page).toContain("A limit does not hold");
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("names both models when it was switched under load", async () => {
    expect(await pageReport(run(ANSWERED, { models: ["7 (stable)", "8 (stable)"] }), limits)).toContain(
      "7 (stable), then 8 (stable)",
    );
  });
});

describe("the terminal", () => {
  test("shows figures, percentiles, answers and checks in aligned columns", () => {
    const lines = terminalReport(run(ANSWERED));
    expect(lines).toContain("  p99                                         0.81 ms");
    expect(lines).toContain("  status 503                                  100");
    expect(lines).toContain("  ok      failed requests  0.221 %, at most 1 %");
    expect(lines.join("\n")).not.toMatch(/NaN|undefined/);
  });

  test("marks a limit that does not hold", () => {
    expect(terminalReport(run(REFUSED)).join("\n")).toContain(
      "FAILED  p99 latency      no answers, at most 1 ms",
    );
  });
});
