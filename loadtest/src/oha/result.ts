// What oha measured, from the JSON that it prints.
import * as v from "valibot";

const number = v.nullable(v.number());
const counts = v.record(v.string(), v.number());

/** The part of oha 1.16's output that the report needs. Times are seconds; `null` when nothing was answered. */
const output = v.object({
  summary: v.object({
    total: v.number(),
    requestsPerSec: v.number(),
    average: number,
    fastest: number,
    slowest: number,
  }),
  latencyPercentiles: v.record(v.string(), number),
  statusCodeDistribution: counts,
  errorDistribution: counts,
});

export interface Percentile {
  /** Share of answers, 0 to 1, that took no longer. */
  readonly share: number;
  readonly milliseconds: number;
}

export interface Result {
  readonly requests: number;
  /** Requests without an answer, and answers with a status other than 2xx. */
  readonly failures: number;
  /** How long it took, in seconds. */
  readonly seconds: number;
  /** Answers with a 2xx status in a second. */
  readonly goodPerSecond: number;
  /** Mean, shortest and longest time of an answer, in milliseconds; absent when nothing was answered. */
  readonly latency?: { readonly mean: number; readonly min: number; readonly max: number };
  /** Growing shares; empty when nothing was answered. */
  readonly percentiles: readonly Percentile[];
  /** How many answers had which status, and how many requests failed for which reason. */
  readonly outcomes: readonly { readonly what: string; readonly count: number; readonly good: boolean }[];
  /** How many requests got no answer, by oha's reason. */
  readonly unanswered: Readonly<Record<string, number>>;
}

/** The output is not what oha 1.16 prints. */
export class OhaOutputError extends Error {
  override readonly name = "OhaOutputError";
}

/** Throws `OhaOutputError`. */
export function parseResult(json: string): Result {
  const { summary, latencyPercentiles, statusCodeDistribution, errorDistribution } = parseOutput(json);
  const outcomes = [
    ...Object.entries(statusCodeDistribution).map(([status, count]) => ({
      what: `status ${status}`,
      count,
      good: status.startsWith("2"),
    })),
    ...Object.entries(errorDistribution).map(([what, count]) => ({ what, count, good: false })),
  ];
  const total = (some: typeof outcomes) => some.reduce((sum, { count }) => sum + count, 0);
  const good = total(outcomes.filter((outcome) => outcome.good));
  const requests = total(outcomes);
  const { average, fastest, slowest } = summary;
  return {
    requests,
    failures: requests - good,
    seconds: summary.total,
    goodPerSecond: summary.total > 0 ? good / summary.total : 0,
    ...(average === null || fastest === null || slowest === null
      ? {}
      : { latency: { mean: average * 1_000, min: fastest * 1_000, max: slowest * 1_000 } }),
    percentiles: percentiles(latencyPercentiles),
    outcomes: outcomes.sort((a, b) => b.count - a.count),
    unanswered: errorDistribution,
  };
}

/** The time that a share of the answers did not exceed, in milliseconds; `undefined` when it was not measured. */
export function latencyAt(result: Result, share: number): number | undefined {
  return result.percentiles.find((percentile) => percentile.share === share)?.milliseconds;
}

function parseOutput(json: string): v.InferOutput<typeof output> {
  try {
    return v.parse(output, JSON.parse(json));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OhaOutputError(`oha's output was not understood (${reason}). It was tried with oha 1.16.0.`);
  }
}

/** `{"p99.9": 0.002}` becomes `{share: 0.999, milliseconds: 2}`. */
function percentiles(seconds: Readonly<Record<string, number | null>>): Percentile[] {
  return Object.entries(seconds)
    .flatMap(([name, value]) =>
      value === null
        ? []
        : [{ share: Number((Number(name.slice(1)) / 100).toFixed(6)), milliseconds: value * 1_000 }],
    )
    .sort((a, b) => a.share - b.share);
}
