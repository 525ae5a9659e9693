// What came of requests: counts by status, latencies of what was accepted.
import type { Figures } from "../runs/run.ts";
import { LatencyHistogram } from "./histogram.ts";

export type Outcome = "good" | "shed" | "failed";

/** 2xx is good; 429 and 503 are a server that says it has too much to do; anything else is a failure. */
export function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return "good";
  return status === 429 || status === 503 ? "shed" : "failed";
}

export class Tally {
  readonly latency = new LatencyHistogram();
  readonly #statuses = new Map<number, number>();
  readonly #errors = new Map<string, number>();
  #offered = 0;

  answered(status: number, milliseconds: number): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    if (outcomeOf(status) === "good") this.latency.add(milliseconds);
  }

  unanswered(reason: string, count: number): void {
    this.#errors.set(reason, (this.#errors.get(reason) ?? 0) + count);
  }

  offered(count: number): void {
    this.#offered += count;
  }

  merge(other: Tally): void {
    for (const [status, count] of other.#statuses)
      this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + count);
    for (const [reason, count] of other.#errors) this.unanswered(reason, count);
    this.#offered += other.#offered;
    this.latency.merge(other.latency);
  }

  figures(): Figures {
    const counts = { good: 0, shed: 0, failed: 0 };
    for (const [status, count] of this.#statuses) counts[outcomeOf(status)] += count;
    for (const count of this.#errors.values()) counts.failed += count;
    const at = (share: number) => rounded(this.latency.percentile(share) ?? 0);
    return {
      requests: counts.good + counts.shed + counts.failed,
      ...counts,
      ...(this.#offered > 0 && { offered: Math.round(this.#offered) }),
      statuses: Object.fromEntries([...this.#statuses].sort(([a], [b]) => a - b)),
      errors: Object.fromEntries(this.#errors),
      ...(this.latency.count > 0 && {
        latency: {
          mean: rounded(this.latency.mean),
          min: rounded(this.latency.min),
          p50: at(0.5),
          p90: at(0.9),
          p99: at(0.99),
          p999: at(0.999),
          max: rounded(this.latency.max),
        },
      }),
    };
  }
}

/** Microseconds are as fine as the measurement is. */
const rounded = (milliseconds: number) => Number(milliseconds.toFixed(3));
