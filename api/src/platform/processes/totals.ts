// Makes one set of metrics of those of several processes, without going back when one of them ends.
import { AggregatorRegistry, type Registry } from "prom-client";
import { AGGREGATORS } from "./aggregators.ts";
import type { Metric } from "./messages.ts";

interface Kept {
  /** What it told last; empty before that. */
  latest: readonly Metric[];
  /** What those that ended in its place had counted. */
  past: readonly Metric[];
}

export class Totals {
  readonly #kept = new Map<number, Kept>();

  /** Keeps what a process tells of itself, instead of what it told before. `place` is its number. */
  tells(place: number, metrics: readonly Metric[]): void {
    this.#at(place).latest = metrics.map(aggregated);
  }

  /** Keeps what a process had counted when it told so last: another one takes its place and begins at zero. */
  ended(place: number): void {
    const kept = this.#at(place);
    kept.past = sums([kept.past, countsOf(kept.latest)]).getMetricsAsArray() as Metric[];
    kept.latest = [];
  }

  /** All series, of which those that `own` adds are the supervisor's. `answered`: whose gauges are of this moment. */
  all(answered: ReadonlySet<number>, own: readonly Metric[]): Registry {
    return sums([
      ...[...this.#kept].flatMap(([place, { latest, past }]) => [
        answered.has(place) ? latest : countsOf(latest),
        past,
      ]),
      own.map(aggregated),
    ]);
  }

  /** What all processes that were in this place counted, over all labels of the counter. */
  counted(place: number, name: string): number {
    const { latest, past } = this.#at(place);
    const series = [...latest, ...past].filter((metric) => metric.name === name);
    return series.flatMap(({ values }) => values).reduce((sum, { value }) => sum + value, 0);
  }

  #at(place: number): Kept {
    const kept = this.#kept.get(place) ?? { latest: [], past: [] };
    this.#kept.set(place, kept);
    return kept;
  }
}

const sums = (reports: readonly (readonly Metric[])[]): Registry =>
  AggregatorRegistry.aggregate([...reports]);

/** Those that only grow. */
const countsOf = (metrics: readonly Metric[]): Metric[] =>
  metrics.filter(({ type }) => COUNTS.has(String(type)));
const COUNTS = new Set(["counter", "histogram"]);

/** With the way in which it is aggregated, and without what is no number: a process that has no model has no age of it. */
const aggregated = (metric: Metric): Metric => ({
  ...metric,
  aggregator: AGGREGATORS[metric.name] ?? "sum",
  values: metric.values.filter(({ value }) => !Number.isNaN(value)),
});
