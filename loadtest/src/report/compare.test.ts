// What is said of two runs.
import { describe, expect, test } from "bun:test";
import { aRun, figures, NOTHING_ANSWERED, stage } from "../../test/runs.ts";
import { compare } from "./compare.ts";

const withLatency = (p99: number) => aRun({ total: figures({ latency: { ...figures().latency!, p99 } }) });
const of = (name: string, comparison: ReturnType<typeof compare>) =>
  comparison.differences.find((difference) => difference.name === name);

describe("a comparison", () => {
  test("of the same figures finds nothing", () => {
    expect(compare(aRun(), aRun())).toMatchObject({ summary: "About as the last time.", caveats: [] });
  });

  test("does not make much of what differs from run to run", () => {
    expect(compare(withLatency(9), aRun()).summary).toBe("About as the last time.");
    expect(compare(withLatency(8), withLatency(9)).summary).toBe("About as the last time.");
  });

  test("says what got worse and better, and by how much", () => {
    expect(of("latency, p99", compare(withLatency(12), aRun()))).toEqual({
      name: "latency, p99",
      last: "8 ms",
      now: "12 ms",
      change: "50 % more",
      verdict: "worse",
    });
    expect(compare(withLatency(24), aRun()).summary).toBe("Worse: latency, p99 (3 times as much).");
    expect(compare(aRun(), withLatency(24)).summary).toBe("Better: latency, p99 (67 % less).");
    const failing = aRun({ total: figures({ good: 900, failed: 100 }) });
    expect(of("failed requests", compare(failing, aRun()))).toMatchObject({
      change: "from nothing",
      verdict: "worse",
    });
  });

  test("leaves out what one of them did not measure", () => {
    const comparison = compare(aRun({ total: NOTHING_ANSWERED }), aRun());
    expect(of("latency, p99", comparison)).toBeUndefined();
    expect(of("answered well of what was offered", comparison)).toMatchObject({
      last: "100 %",
      now: "0 %",
      verdict: "worse",
    });
  });

  test("compares throughput where none was set, and what a ramp found", () => {
    const { offered: _, ...unlimited } = figures();
    const fast = aRun({ total: { ...unlimited, good: 2_000 } });
    expect(of("good answers", compare(fast, aRun({ total: unlimited })))).toMatchObject({
      last: "100/s",
      now: "200/s",
      verdict: "better",
    });
    expect(of("good answers", compare(aRun(), aRun()))).toBeUndefined();
    const ramp = aRun({ scenario: "ramp", maxP99: 100, stages: [stage({ rate: 300 })] });
    const weaker = { ...ramp, stages: [stage({ rate: 200 }), stage({ rate: 300, total: NOTHING_ANSWERED })] };
    expect(of("highest rate answered in time", compare(weaker, ramp))).toMatchObject({
      change: "33 % less",
      verdict: "worse",
    });
  });

  test("says what was set otherwise, or which other model served", () => {
    const settings = { seconds: 120, connections: 16, rate: 50, peak: 200 };
    expect(compare(aRun(), aRun({ settings, models: ["6 (stable)"] })).caveats).toEqual([
      "It took 2 min instead of 10 s.",
      "Its rate was 50 instead of 100.",
      "Model 6 (stable) served instead of 7 (stable).",
    ]);
  });
});
