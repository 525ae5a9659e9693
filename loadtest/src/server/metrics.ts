// The server's own figures while it is under load, from its Prometheus metrics.
import { parseExposition } from "@aisle/platform";
import type { Sample } from "../runs/run.ts";

/** The metrics cannot be read; the message says why. */
export class MetricsError extends Error {
  override readonly name = "MetricsError";
}

/** More would be narrower than a chart's pixels. */
const MOST_SAMPLES = 240;
const TIMEOUT_MS = 2_000;
const RSS = "process_resident_memory_bytes";
const LAG = "nodejs_eventloop_lag_p99_seconds";

/** Values of series without labels, in the text format of Prometheus. Throws `MetricsError` without the memory. */
export function parseMetrics(text: string): Omit<Sample, "second"> {
  const samples = parseExposition(text);
  const value = (name: string): number | undefined =>
    samples.find((sample) => sample.name === name && sample.labels.size === 0)?.value;
  const rss = value(RSS);
  if (rss === undefined || rss <= 0) throw new MetricsError(`there is no ${RSS}`);
  const lag = value(LAG);
  return { rss, ...(lag !== undefined && { lag: Number((lag * 1_000).toFixed(3)) }) };
}

/** Reads them once. Throws `MetricsError`. */
export async function readMetrics(url: string, signal: AbortSignal): Promise<Omit<Sample, "second">> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    if (!response.ok) throw new MetricsError(`it answered ${response.status}`);
    return parseMetrics(await response.text());
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new MetricsError(`METRICS: ${url} cannot be used: ${reason.replace(/[.?]$/, "")}.`, {
      cause: error,
    });
  }
}

/** Samples until the signal is aborted; one that cannot be had is left out. `seconds`: how long the run will be. */
export async function sampleMetrics(url: string, seconds: number, signal: AbortSignal): Promise<Sample[]> {
  const samples: Sample[] = [];
  const interval = Math.max(1, Math.ceil(seconds / MOST_SAMPLES));
  const began = performance.now();
  const { promise: stopped, resolve } = Promise.withResolvers<"stopped">();
  signal.addEventListener("abort", () => resolve("stopped"), { once: true });
  for (let at = 0; !signal.aborted; at += interval) {
    const wait = Bun.sleep(Math.max(0, began + at * 1_000 - performance.now()));
    if ((await Promise.race([wait, stopped])) === "stopped") break;
    const second = Number(((performance.now() - began) / 1_000).toFixed(1));
    const sample = await readMetrics(url, signal).catch(() => undefined);
    if (sample !== undefined) samples.push({ second, ...sample });
  }
  return samples;
}

/** Fewer say little about a line. */
const LEAST_SAMPLES = 5;

/**
 * How much memory grew over the second half of the run, as a share of what it was at its middle: by the least-squares
 * line through that half's samples, so that no single one decides. `undefined` with fewer than 5.
 */
export function growthOf(samples: readonly Sample[], seconds: number): number | undefined {
  const half = samples.filter(({ second }) => second >= seconds / 2);
  if (half.length < LEAST_SAMPLES) return undefined;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const time = mean(half.map(({ second }) => second));
  const memory = mean(half.map(({ rss }) => rss));
  const spread = half.reduce((sum, { second }) => sum + (second - time) ** 2, 0);
  const slope = half.reduce((sum, { second, rss }) => sum + (second - time) * (rss - memory), 0) / spread;
  const middle = memory + slope * (seconds / 2 - time);
  return (slope * seconds) / 2 / middle;
}
