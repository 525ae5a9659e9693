// What the API's own metrics tell since it started: requests, and what became of the lists.
import { type MetricSample, parseExposition, readBoundedText } from "@aisle/platform";
import { COUNTERS, type Outcome, outcomesOf } from "./outcomes.ts";

export interface Figures {
  /** When the counting began, in seconds since 1970; undefined when it is not told. */
  readonly since: number | undefined;
  readonly requests: number;
  /** Answered with 5xx. */
  readonly failed: number;
  /** Turned away in an overload. */
  readonly shed: number;
  /** Within which 99 of 100 requests were answered, in seconds; undefined without requests, or when it took longer. */
  readonly slowest: number | undefined;
  /** Events recorded. */
  readonly events: number;
  readonly intake: Intake;
  readonly outcomes: readonly Outcome[];
}

/** What is known of any time. */
export type Totals = Omit<Figures, "since" | "intake">;

/** What came in beside the events that were recorded. */
export interface Intake {
  readonly rejectedEvents: number;
  /** Of imports. */
  readonly items: number;
  readonly rejectedItems: number;
}

const TIMEOUT_MS = 2_000;
const MAX_BYTES = 4_000_000;
const NEARLY_ALL = 0.99;

/** Undefined when nothing usable answers at the address. */
export async function readFigures(url: string): Promise<Figures | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
    if (!response.ok) return undefined;
    return figuresOf(parseExposition(await readBoundedText(response, MAX_BYTES)));
  } catch {
    // Away, too slow, too long: the page says that they cannot be read.
    return undefined;
  }
}

/** Undefined when the samples are another service's. */
export function figuresOf(samples: readonly MetricSample[]): Figures | undefined {
  const named = Map.groupBy(samples, ({ name }) => name);
  const all = (name: string): readonly MetricSample[] => named.get(name) ?? [];
  if (!named.has("aisle_http_requests_shed_total")) return undefined;
  const imported = (outcome: string): readonly MetricSample[] =>
    all("aisle_imported_items_total").filter(({ labels }) => labels.get("outcome") === outcome);
  const requests = all("aisle_http_requests_total");
  return {
    since: all("process_start_time_seconds")[0]?.value,
    requests: sum(requests),
    failed: sum(requests.filter(({ labels }) => labels.get("status")?.startsWith("5"))),
    shed: sum(all("aisle_http_requests_shed_total")),
    slowest: quantile(all("aisle_http_request_duration_seconds_bucket")),
    events: sum(all("aisle_events_recorded_total")),
    intake: {
      rejectedEvents: sum(all("aisle_events_rejected_total")),
      items: sum(imported("accepted")),
      rejectedItems: sum(imported("rejected")),
    },
    outcomes: outcomesOf({
      lists: all(COUNTERS.lists),
      clicked: all(COUNTERS.clicked),
      bought: all(COUNTERS.bought),
      revenue: all(COUNTERS.revenue),
    }),
  };
}

const sum = (samples: readonly MetricSample[]): number =>
  samples.reduce((total, { value }) => total + value, 0);

/** The narrowest bucket of a histogram, over all its labels, that holds nearly all. */
function quantile(buckets: readonly MetricSample[]): number | undefined {
  const counts = new Map<string, number>();
  for (const { labels, value } of buckets) {
    const le = labels.get("le") ?? "";
    counts.set(le, (counts.get(le) ?? 0) + value);
  }
  const enough = (counts.get("+Inf") ?? 0) * NEARLY_ALL;
  const bounds = [...counts].map(([le, count]) => [Number(le), count] as const);
  const [bound] =
    bounds
      .filter(([le]) => Number.isFinite(le))
      .sort(([a], [b]) => a - b)
      .find(([, count]) => enough > 0 && count >= enough) ?? [];
  return bound;
}
