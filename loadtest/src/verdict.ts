// Whether a measurement is good enough.
import { latencyAt, type Result } from "./oha/result.ts";
import type { Thresholds } from "./options.ts";

export interface Check {
  readonly name: string;
  /** What was measured, in words. */
  readonly measured: string;
  /** What is allowed, in words. */
  readonly allowed: string;
  readonly held: boolean;
}

/** One check for each threshold. A measurement without requests or answers holds none of them. */
export function judge(result: Result, { maxErrorRate, maxP99 }: Thresholds): Check[] {
  const errorRate = result.requests === 0 ? 1 : result.failures / result.requests;
  const p99 = latencyAt(result, 0.99);
  return [
    {
      name: "failed requests",
      measured: percent(errorRate),
      allowed: `at most ${percent(maxErrorRate)}`,
      held: errorRate <= maxErrorRate,
    },
    {
      name: "p99 latency",
      measured: p99 === undefined ? "no answers" : `${p99.toFixed(2)} ms`,
      allowed: `at most ${maxP99} ms`,
      held: p99 !== undefined && p99 <= maxP99,
    },
  ];
}

const percent = (share: number) => `${Number((share * 100).toFixed(3))} %`;
