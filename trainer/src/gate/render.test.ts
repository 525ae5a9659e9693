import { describe, expect, test } from "bun:test";
import type { Decision } from "./decision.ts";
import { nextLook } from "./risk.ts";
import { renderDecision } from "./render.ts";

const refused: Decision = {
  promoted: false,
  mode: "served",
  verdict: "not better",
  reason: "not better than champion v3: NDCG@10 +0.0012 [−0.0030, +0.0055] on 400 customers",
  checks: [
    {
      name: "NDCG@10",
      champion: 0.0512,
      challenger: 0.0524,
      difference: {
        mean: 0.0012,
        low: -0.003,
        high: 0.0055,
        detectable: 0.006,
        customers: 400,
        differing: 90,
      },
      outcome: "fail",
      rule: "the interval lies above 0",
    },
    {
      name: "NDCG@10, new items",
      champion: null,
      challenger: null,
      outcome: "not judged",
      rule: "3 customers, judged from 50 on",
    },
    { name: "µs per ranking", champion: 104.26, challenger: 9.5, outcome: "pass", rule: "at most 1000" },
  ],
};

describe("a decision in words", () => {
  test("without a table is the verdict alone", () => {
    const tooSmall = "the holdout has 12 customers, the gate needs 100: wait for more events";
    const decision = { ...refused, verdict: "holdout too small", reason: tooSmall, checks: [] } as const;
    expect(renderDecision(decision)).toBe(
      `Gate (served: against the champion's bundle as it serves)\n\nREFUSED: ${tooSmall}`,
    );
  });

  test("says in which mode it was made", () => {
    const first = (mode: Decision["mode"]) => renderDecision({ ...refused, mode }).split("\n")[0]!;
    expect(first("first")).toContain("against popularity");
    expect(first("served")).toContain("as it serves");
    expect(first("recipe")).toContain("recipe fitted on the same data");
  });

  test("has a table whose columns line up, which Markdown reads too", () => {
    const lines = renderDecision(refused)
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(lines).toHaveLength(5);
    const bars = (line: string) => Array.from(line.matchAll(/\|/g), ({ index }) => index);
    for (const line of lines) expect(bars(line)).toEqual(bars(lines[0]!));
    expect(lines[1]).toMatch(/^\|(-+\|)+$/);
  });

  test("has every number: what was measured, its interval, and a dash where there is none", () => {
    const cells = renderDecision(refused)
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => line.split("|").map((cell) => cell.trim()));
    expect(cells[2]).toEqual([
      "",
      "NDCG@10",
      "0.0512",
      "0.0524",
      "0.0012 [-0.0030, 0.0055]",
      "FAIL",
      "the interval lies above 0",
      "",
    ]);
    expect(cells[3]!.slice(1, 6)).toEqual(["NDCG@10, new items", "–", "–", "", "not judged"]);
    expect(cells[4]!.slice(2, 6)).toEqual(["104.3", "9.5000", "", "pass"]);
  });

  test("says what was risked, and how often that is wrong in a year", () => {
    const look = nextLook({ saved: 0.001, dataEnd: 0 }, 7 * 86_400);
    expect(renderDecision({ ...refused, look })).toContain(
      "\n\nRisk: a challenger that is no better passes with a probability of 1 %; looks every 7 days promote 1 of them a year, on average (1.3 if each risked 2.5 %)\n\nREFUSED",
    );
    expect(renderDecision({ ...refused, look: nextLook(undefined, 0) })).toContain(
      "passes with a probability of 2.5 %; all looks of a year promote at most 1 of them, on average",
    );
  });

  test("ends with the verdict and its numbers", () => {
    expect(renderDecision(refused)).toEndWith(`\n\nREFUSED: ${refused.reason}`);
    expect(renderDecision({ ...refused, promoted: true })).toContain("\nPROMOTED: ");
  });
});
