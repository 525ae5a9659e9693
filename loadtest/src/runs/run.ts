// One finished load test, as it is kept and reported.
import * as v from "valibot";

const number = v.pipe(v.number(), v.finite());
const counts = v.record(v.string(), number);

const Figures = v.object({
  /** Sent, answered or not. */
  requests: number,
  /** Answered with 2xx. */
  good: number,
  /** Answered with 429 or 503: the server said that it has too much to do. */
  shed: number,
  /** Other statuses, and no answer at all. */
  failed: number,
  /** Requests that were to be sent at the stage's rate; absent where none was set. */
  offered: v.exactOptional(number),
  /** Answers by status. */
  statuses: counts,
  /** Requests without an answer, by oha's reason. */
  errors: counts,
  /** Of good answers, in milliseconds; absent when there was none. */
  latency: v.exactOptional(
    v.object({
      mean: number,
      min: number,
      p50: number,
      p90: number,
      p99: number,
      p999: number,
      max: number,
    }),
  ),
});
export type Figures = v.InferOutput<typeof Figures>;

/** Requests that were due and never sent, because all connections waited until the stage was over; 0 without a rate. */
export const unsent = ({ offered, requests }: Figures): number =>
  Math.max(0, (offered ?? requests) - requests);

const Stage = v.object({
  name: v.string(),
  /** Seconds after the start of the run. */
  from: number,
  seconds: number,
  connections: number,
  /** Requests a second that were to be sent; absent where each connection asked as fast as it was answered. */
  rate: v.exactOptional(number),
  total: Figures,
  kinds: v.record(v.string(), Figures),
});
export type StageFigures = v.InferOutput<typeof Stage>;

const Slice = v.object({
  /** Seconds after the start of the run. */
  from: number,
  /** Good answers that came in this time. All other figures are of the requests that were due in it. */
  completed: number,
  good: number,
  shed: number,
  failed: number,
  offered: v.exactOptional(number),
  /** Milliseconds; absent when nothing was good. */
  p50: v.exactOptional(number),
  p90: v.exactOptional(number),
  p99: v.exactOptional(number),
});
export type Slice = v.InferOutput<typeof Slice>;

const Sample = v.object({
  /** Seconds after the start of the run. */
  second: number,
  /** Resident memory in bytes. */
  rss: number,
  /** The event loop's delay since the sample before, 99th percentile in milliseconds. */
  lag: v.exactOptional(number),
});
export type Sample = v.InferOutput<typeof Sample>;

const Check = v.object({
  name: v.string(),
  /** What was measured, in words. */
  measured: v.string(),
  /** What is allowed, in words. */
  allowed: v.string(),
  verdict: v.picklist(["held", "missed", "not measured"]),
});
export type Check = v.InferOutput<typeof Check>;

export const Run = v.object({
  format: v.literal(1),
  scenario: v.string(),
  target: v.string(),
  /** ISO 8601. */
  startedAt: v.string(),
  /** The models that served at the start and at the end; the same one, unless it was switched under load. */
  models: v.array(v.string()),
  settings: v.object({ seconds: number, connections: number, rate: number, peak: number }),
  /** What a p99 may be at most, in milliseconds. */
  maxP99: v.exactOptional(number),
  total: Figures,
  kinds: v.record(v.string(), Figures),
  stages: v.array(Stage),
  slices: v.object({ seconds: number, all: v.array(Slice) }),
  /** Good answers by latency: upper edge of a bucket in milliseconds, each 2 % above the one before, and count. */
  distribution: v.array(v.tuple([number, number])),
  /** The server's own figures, where they were asked for. */
  server: v.exactOptional(v.object({ samples: v.array(Sample), growth: v.exactOptional(number) })),
  /** Refusals (429, 503) that a probe saw beside the load, and those of them with a `retry-after`. */
  refusals: v.exactOptional(v.object({ seen: number, withRetryAfter: number })),
  checks: v.array(Check),
});
export type Run = v.InferOutput<typeof Run>;

/** Whether no threshold was missed. */
export const allHeld = ({ checks }: Pick<Run, "checks">): boolean =>
  checks.every(({ verdict }) => verdict !== "missed");
