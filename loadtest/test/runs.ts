// Runs to report, compare and keep.
import type { Figures, Run, StageFigures } from "../src/runs/run.ts";

export const figures = (more: Partial<Figures> = {}): Figures => ({
  requests: 1_000,
  good: 1_000,
  shed: 0,
  failed: 0,
  offered: 1_000,
  statuses: { "200": 1_000 },
  errors: {},
  latency: { mean: 2.5, min: 0.4, p50: 2, p90: 4, p99: 8, p999: 12, max: 15 },
  ...more,
});

export const NOTHING_ANSWERED: Figures = {
  requests: 50,
  good: 0,
  shed: 0,
  failed: 50,
  offered: 1_000,
  statuses: {},
  errors: { "Connection refused (os error 111)": 50 },
};

export function stage(more: Partial<StageFigures> = {}): StageFigures {
  const { total = figures(), ...rest } = more;
  return {
    name: "steady",
    from: 0,
    seconds: 10,
    connections: 16,
    rate: 100,
    total,
    kinds: { personalised: total },
    ...rest,
  };
}

export function aRun(more: Partial<Run> = {}): Run {
  const { total = figures() } = more;
  return {
    format: 1,
    scenario: "mixed",
    target: "http://127.0.0.1:3000",
    startedAt: "2025-05-01T10:20:30.000Z",
    models: ["7 (stable)", "7 (stable)"],
    settings: { seconds: 10, connections: 16, rate: 100, peak: 200 },
    maxP99: 6,
    total,
    kinds: { personalised: total },
    stages: [stage({ total })],
    slices: {
      seconds: 1,
      all: Array.from({ length: 10 }, (_, from) => ({
        from,
        completed: 100,
        good: 100,
        shed: 0,
        failed: 0,
        offered: 100,
        ...(total.latency && { p50: 2, p90: 4, p99: 8 }),
      })),
    },
    distribution: total.latency
      ? [
          [1, 400],
          [4, 500],
          [15, 100],
        ]
      : [],
    checks: [{ name: "Failed requests", measured: "0 %", allowed: "at most 0.1 %", verdict: "held" }],
    ...more,
  };
}
