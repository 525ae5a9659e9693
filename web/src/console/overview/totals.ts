// What happened in a time that has just passed, as Prometheus knows it: the figures that the API's own metrics tell since
// its start.
import type { Totals } from "../figures/figures.ts";
import { COUNTERS, type Labelled, outcomesOf } from "../figures/outcomes.ts";

const BY_LIST = "sum by (placement, version, track)";

/**
 * How much a counter grew. `increase` knows nothing of what a series began with, and one begins with the first list of a
 * placement: where the series was not there at the beginning, and it is known that it was not, as its process was watched
 * or did not run, it grew by all that it has.
 */
function growth(counter: string, seconds: number): string {
  const span = `${seconds}s`;
  const whole = `(last_over_time(${counter}[${span}]) and resets(${counter}[${span}]) == 0)`;
  const watched = `(up offset ${span} or process_start_time_seconds > time() - ${seconds})`;
  return `(${whole} unless ${counter} offset ${span} and on (job, instance) ${watched} or increase(${counter}[${span}]))`;
}

/** One query for all; the label `figure` tells which is which. */
export function totalsQuery(seconds: number): string {
  const total = (counter: string): string => `sum(${growth(counter, seconds)})`;
  const buckets = `sum by (le) (increase(aisle_http_request_duration_seconds_bucket[${seconds}s]))`;
  const queries: Readonly<Record<string, string>> = {
    requests: total("aisle_http_requests_total"),
    failed: total(`aisle_http_requests_total{status=~"5.."}`),
    shed: total("aisle_http_requests_shed_total"),
    events: total("aisle_events_recorded_total"),
    slowest: `histogram_quantile(0.99, ${buckets})`,
    ...Object.fromEntries(
      Object.entries(COUNTERS).map(([name, counter]) => [name, `${BY_LIST} (${growth(counter, seconds)})`]),
    ),
  };
  return Object.entries(queries)
    .map(([figure, query]) => `label_replace(${query}, "figure", "${figure}", "", "")`)
    .join(" or ");
}

/** Undefined when Prometheus knows nothing of the API. */
export function totalsOf(samples: readonly Labelled[]): Totals | undefined {
  const named = Map.groupBy(samples, ({ labels }) => labels.get("figure") ?? "");
  const all = (name: string): readonly Labelled[] => named.get(name) ?? [];
  const one = (name: string): number => Math.round(all(name)[0]?.value ?? 0);
  if (!named.has("requests")) return undefined;
  return {
    requests: one("requests"),
    failed: one("failed"),
    shed: one("shed"),
    slowest: all("slowest")[0]?.value,
    events: one("events"),
    outcomes: outcomesOf({
      lists: all("lists"),
      clicked: all("clicked"),
      bought: all("bought"),
      revenue: all("revenue"),
    }),
  };
}
