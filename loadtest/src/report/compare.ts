// A run beside the last one of the same scenario and target: differences in figures and in words.
import type { Run } from "../runs/run.ts";
import { capacityOf } from "../verdict.ts";
import { duration, megabytes, milliseconds, percent, perSecond } from "./words.ts";

export interface Difference {
  readonly name: string;
  readonly last: string;
  readonly now: string;
  /** Such as `12 % less`, or `about the same`. */
  readonly change: string;
  readonly verdict: "better" | "worse" | "same";
}

export interface Comparison {
  /** When the last run began, ISO 8601. */
  readonly startedAt: string;
  readonly differences: readonly Difference[];
  /** Sentences on what was not the same in both, so that their figures may differ for that reason. */
  readonly caveats: readonly string[];
  /** All differences in one sentence. */
  readonly summary: string;
}

/** One machine's runs differ by so much without a reason. */
const NOISE = 0.15;
/** Latencies that differ by less are the same, whatever their ratio: milliseconds. */
const LATENCY_NOISE = 0.5;
/** Shares of requests that differ by less are the same. */
const SHARE_NOISE = 0.0005;

interface Measure {
  readonly name: string;
  readonly of: (run: Run) => number | undefined;
  readonly words: (value: number) => string;
  readonly better: "more" | "less";
  /** The largest absolute difference that means nothing. */
  readonly noise: number;
}

const MEASURES: readonly Measure[] = [
  { name: "good answers", of: unlimitedRateOf, words: perSecond, better: "more", noise: 0 },
  { name: "answered well of what was offered", of: answeredOf, words: percent, better: "more", noise: 0.01 },
  { name: "highest rate answered in time", of: rampCapacityOf, words: perSecond, better: "more", noise: 0 },
  latency("p50"),
  latency("p90"),
  latency("p99"),
  latency("p999"),
  share("failed requests", "failed"),
  share("refused requests", "shed"),
  { name: "server’s memory at the end", of: memoryOf, words: megabytes, better: "less", noise: 1e6 },
];

export function compare(run: Run, last: Run): Comparison {
  const differences = MEASURES.flatMap((measure): Difference[] => {
    const now = measure.of(run);
    const before = measure.of(last);
    return now === undefined || before === undefined ? [] : [difference(measure, before, now)];
  });
  return {
    startedAt: last.startedAt,
    differences,
    caveats: caveatsOf(run, last),
    summary: summaryOf(differences),
  };
}

/** Good answers a second over the whole run. */
export function rateOf({ total, stages }: Run): number {
  const seconds = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  return seconds === 0 ? 0 : total.good / seconds;
}

/** Where a rate is set, good answers a second say what was asked for, not what could be had. */
function unlimitedRateOf(run: Run): number | undefined {
  return run.total.offered === undefined ? rateOf(run) : undefined;
}

function answeredOf({ total: { good, offered } }: Run): number | undefined {
  return offered === undefined ? undefined : Math.min(1, good / offered);
}

function rampCapacityOf({ scenario, stages, maxP99 }: Run): number | undefined {
  return scenario === "ramp" && maxP99 !== undefined ? capacityOf(stages, maxP99) : undefined;
}

function latency(name: "p50" | "p90" | "p99" | "p999"): Measure {
  return {
    name: `latency, ${name === "p999" ? "p99.9" : name}`,
    of: ({ total }) => total.latency?.[name],
    words: milliseconds,
    better: "less",
    noise: LATENCY_NOISE,
  };
}

function share(name: string, of: "failed" | "shed"): Measure {
  return {
    name,
    of: ({ total }) => (total.requests === 0 ? undefined : total[of] / total.requests),
    words: percent,
    better: "less",
    noise: SHARE_NOISE,
  };
}

function memoryOf({ server }: Run): number | undefined {
  return server?.samples.at(-1)?.rss;
}

function difference({ name, words, better, noise }: Measure, last: number, now: number): Difference {
  const by = now - last;
  const common = { name, last: words(last), now: words(now) };
  const isSame = Math.abs(by) <= noise || Math.abs(by) <= NOISE * last;
  if (isSame) return { ...common, change: "about the same", verdict: "same" };
  const direction = by > 0 ? "more" : "less";
  return {
    ...common,
    change: amount(last, now, direction),
    verdict: direction === better ? "better" : "worse",
  };
}

function amount(last: number, now: number, direction: "more" | "less"): string {
  if (last === 0) return "from nothing";
  if (now >= 2 * last) return `${Number((now / last).toPrecision(2))} times as much`;
  return `${Math.round((100 * Math.abs(now - last)) / last)} % ${direction}`;
}

function caveatsOf(run: Run, last: Run): string[] {
  const { settings: now } = run;
  const { settings: before } = last;
  const model = run.models.at(-1);
  const lastModel = last.models.at(-1);
  return [
    ...(now.seconds === before.seconds
      ? []
      : [`It took ${duration(before.seconds)} instead of ${duration(now.seconds)}.`]),
    ...(["connections", "rate", "peak"] as const)
      .filter((setting) => now[setting] !== before[setting])
      .map((setting) => `Its ${setting} was ${before[setting]} instead of ${now[setting]}.`),
    ...(model === lastModel ? [] : [`Model ${lastModel} served instead of ${model}.`]),
  ];
}

function summaryOf(differences: readonly Difference[]): string {
  const named = (wanted: Difference["verdict"]) =>
    differences
      .filter(({ verdict }) => verdict === wanted)
      .map(({ name, change }) => `${name} (${change})`)
      .join(", ");
  const [worse, better] = [named("worse"), named("better")];
  if (worse === "" && better === "") return "About as the last time.";
  return [worse === "" ? "" : `Worse: ${worse}.`, better === "" ? "" : `Better: ${better}.`]
    .filter(Boolean)
    .join(" ");
}
