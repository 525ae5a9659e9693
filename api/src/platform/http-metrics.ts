// Rate, errors and duration of requests, and the process that answers them.
import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from "prom-client";
import { readGauge } from "./read-gauge.ts";
import { TalliedCounter } from "./tallied-counter.ts";

/** What Node's names promise but Bun's runtime does not measure. */
const MISLEADING = [
  "process_heap_bytes",
  "nodejs_active_resources",
  "nodejs_active_resources_total",
  "nodejs_active_handles",
  "nodejs_active_handles_total",
  "nodejs_active_requests",
  "nodejs_active_requests_total",
  "nodejs_heap_space_size_total_bytes",
  "nodejs_heap_space_size_used_bytes",
  "nodejs_heap_space_size_available_bytes",
  "nodejs_version_info",
];

/** Seconds; a list takes well under a millisecond, a durable write a few. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

interface Kind {
  readonly method: string;
  /** The route's template; undefined when none matched. */
  readonly route: string | undefined;
  readonly status: number;
}

export class HttpMetrics {
  readonly #requests: TalliedCounter<"method" | "route" | "status">;
  readonly #durations: Histogram<"method" | "route">;
  readonly #shed: Counter;
  /** By method, route and status; finding a label set anew for each request would take a microsecond. */
  readonly #counters = new Map<string, (seconds: number) => void>();

  /** `pending` says how many requests are being answered right now. */
  constructor(registry: Registry, pending: () => number) {
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    for (const name of MISLEADING) registry.removeSingleMetric(name);
    const runtime = new Gauge({ name: "bun_info", help: "The runtime.", labelNames: ["version"], registers });
    runtime.set({ version: Bun.version }, 1);
    this.#requests = new TalliedCounter(registry, {
      name: "aisle_http_requests_total",
      help: "Requests answered, by method, route template and status.",
      labelNames: ["method", "route", "status"],
    });
    this.#durations = new Histogram({
      name: "aisle_http_request_duration_seconds",
      help: "Time from the request's arrival to its answer, by method and route template.",
      labelNames: ["method", "route"],
      buckets: BUCKETS,
      registers,
    });
    this.#shed = new Counter({
      name: "aisle_http_requests_shed_total",
      help: "Requests refused with 503 before they were begun, in an overload. They are in no other count.",
      registers,
    });
    readGauge(registry, {
      name: "aisle_http_requests_in_flight",
      help: "Requests that are being answered.",
      read: pending,
    });
  }

  /** One request was refused unread. */
  shed(): void {
    this.#shed.inc();
  }

  /** What counts a request of a kind that was answered in so many seconds. */
  counterOf({ method, route = "unmatched", status }: Kind): (seconds: number) => void {
    const key = `${method} ${route} ${status}`;
    let count = this.#counters.get(key);
    if (count === undefined) {
      const requests = this.#requests.of({ method, route, status: String(status) });
      const durations = this.#durations.labels({ method, route });
      count = (seconds) => {
        requests.inc();
        durations.observe(seconds);
      };
      this.#counters.set(key, count);
    }
    return count;
  }
}
