// When a run is good enough.
import { describe, expect, test } from "bun:test";
import { aRun, figures, NOTHING_ANSWERED, stage } from "../test/runs.ts";
import type { Slice } from "./runs/run.ts";
import type { Limit } from "./scenario/scenario.ts";
import { capacityOf, judge, type Judged } from "./verdict.ts";

const verdicts = (run: Judged, ...limits: Limit[]) => judge(run, { limits }).map(({ verdict }) => verdict);

describe("the verdict", () => {
  test("holds nothing when nothing was answered, or nothing sent", () => {
    const limits: Limit[] = [
      { of: "errors", max: 0.5 },
      { of: "p99", max: 60_000 },
      { of: "throughput", min: 1 },
      { of: "capacity", min: 1, p99: 60_000 },
    ];
    const missed = limits.map(() => "missed" as const);
    expect(verdicts(aRun({ stages: [stage({ total: NOTHING_ANSWERED })] }), ...limits)).toEqual(missed);
    const { latency: _, ...none } = figures({ requests: 0, good: 0, offered: 0, statuses: {} });
    expect(verdicts(aRun({ stages: [stage({ total: none })] }), ...limits)).toEqual(missed);
  });

  test("holds exactly at the limit", () => {
    const total = figures({ good: 989, shed: 10, failed: 1 });
    const run = aRun({ stages: [stage({ total })] });
    expect(
      verdicts(
        run,
        { of: "errors", max: 0.001 },
        { of: "sheds", max: 0.01 },
        { of: "p99", max: 8 },
        { of: "throughput", min: 98.9 },
      ),
    ).toEqual(["held", "held", "held", "held"]);
    expect(
      verdicts(
        run,
        { of: "errors", max: 0.0009 },
        { of: "sheds", max: 0.009 },
        { of: "p99", max: 7.9 },
        { of: "throughput", min: 99 },
      ),
    ).toEqual(["missed", "missed", "missed", "missed"]);
  });

  test("looks at the stages that the limit names, and says which kind was slowest", () => {
    const slow = figures({ latency: { ...figures().latency!, p99: 90 } });
    const run = aRun({
      stages: [stage({ name: "before" }), stage({ name: "spike", total: slow, kinds: { similar: slow } })],
    });
    expect(verdicts(run, { of: "p99", max: 10, stages: ["before"] })).toEqual(["held"]);
    expect(judge(run, { limits: [{ of: "p99", max: 10 }] })).toEqual([
      {
        name: "Slowest p99 of any kind",
        measured: "90 ms (similar, spike)",
        allowed: "at most 10 ms",
        verdict: "missed",
      },
    ]);
  });
});

describe("capacity", () => {
  const step = (rate: number, good: number, p99 = 8) =>
    stage({ rate, total: figures({ good, offered: 1_000, latency: { ...figures().latency!, p99 } }) });

  test("is the last rate before the first that was not kept up with", () => {
    expect(capacityOf([step(100, 1_000), step(200, 960), step(300, 940), step(400, 1_000)], 10)).toBe(200);
  });

  test("ends where answers get too slow", () => {
    expect(capacityOf([step(100, 1_000), step(200, 1_000, 11)], 10)).toBe(100);
  });

  test("is nothing when the first step is too much", () => {
    expect(capacityOf([step(100, 500)], 10)).toBe(0);
  });
});

describe("recovery", () => {
  const slice = (from: number, p99?: number, shed = 0): Slice => ({
    from,
    completed: 100,
    good: 100,
    shed,
    failed: 0,
    ...(p99 !== undefined && { p99 }),
  });
  const after = (...slices: Slice[]) =>
    judge(
      {
        stages: [stage({ name: "spike", seconds: 2 }), stage({ name: "after", from: 2, seconds: 4 })],
        slices: { seconds: 1, all: [slice(0, 1), slice(1, 900), ...slices] },
      },
      { limits: [{ of: "recovery", stage: "after", max: 2, p99: 50 }] },
    )[0];

  test("is when it stays good, not when it is good for once", () => {
    expect(after(slice(2, 90), slice(3, 20), slice(4, 60), slice(5, 20))).toMatchObject({
      measured: "within 3 s",
      verdict: "missed",
    });
    expect(after(slice(2, 90), slice(3, 20), slice(4, 20), slice(5, 20))).toMatchObject({
      measured: "within 1 s",
      verdict: "held",
    });
  });

  test("is not there while requests are refused or unanswered", () => {
    expect(after(slice(2, 20), slice(3, 20), slice(4, 20), slice(5, 20, 30))?.verdict).toBe("missed");
    expect(after(slice(2, 20), slice(3, 20), slice(4, 20), slice(5))?.measured).toBe(
      "not in the 4 s that were watched",
    );
  });
});

test("every refusal that was seen must say when to come back; without one there is nothing to judge", () => {
  const limit: Limit = { of: "retry-after" };
  expect(verdicts(aRun(), limit)).toEqual(["not measured"]);
  expect(verdicts(aRun({ refusals: { seen: 0, withRetryAfter: 0 } }), limit)).toEqual(["not measured"]);
  expect(verdicts(aRun({ refusals: { seen: 3, withRetryAfter: 3 } }), limit)).toEqual(["held"]);
  expect(verdicts(aRun({ refusals: { seen: 3, withRetryAfter: 2 } }), limit)).toEqual(["missed"]);
});

describe("growth", () => {
  const limit: Limit = { of: "growth", max: 0.05 };
  test("is not judged when nobody asked for the server's metrics, and missed when they could not be had", () => {
    expect(verdicts(aRun(), limit)).toEqual(["not measured"]);
    expect(verdicts(aRun({ server: { samples: [] } }), limit)).toEqual(["missed"]);
    expect(verdicts(aRun({ server: { samples: [], growth: 0.05 } }), limit)).toEqual(["held"]);
    expect(verdicts(aRun({ server: { samples: [], growth: 0.051 } }), limit)).toEqual(["missed"]);
  });
});
