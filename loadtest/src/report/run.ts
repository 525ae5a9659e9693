// One finished load test: what the reports tell of.
import type { Result } from "../oha/result.ts";
import type { Check } from "../verdict.ts";

export interface Run {
  readonly scenario: string;
  /** How many different questions were asked. */
  readonly questions: number;
  readonly target: string;
  readonly connections: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** The models that served at the start and at the end; the same one, unless it was switched under load. */
  readonly models: readonly string[];
  readonly result: Result;
  readonly checks: readonly Check[];
}

/** The figures in the order of the reports: a name and a value in words. */
export function figures(run: Run): [string, string][] {
  const { result } = run;
  const latency = result.latency;
  return [
    ["scenario", `${run.scenario} (${run.questions} different questions)`],
    ["target", run.target],
    ["model", [...new Set(run.models)].join(", then ")],
    ["connections", String(run.connections)],
    ["duration", `${result.seconds.toFixed(1)} s`],
    ["requests", `${result.requests} (${result.failures} failed)`],
    ["good answers", `${result.goodPerSecond.toFixed(1)} per second`],
    ...(latency === undefined
      ? []
      : ([
          ["latency", `mean ${ms(latency.mean)}, shortest ${ms(latency.min)}, longest ${ms(latency.max)}`],
        ] satisfies [string, string][])),
  ];
}

/** A percentile's name, such as `p99.9`. */
export const percentileName = (share: number) => `p${Number((share * 100).toFixed(4))}`;

export const ms = (milliseconds: number) => `${milliseconds.toFixed(2)} ms`;
