// What a supervisor measures beside what its processes do.
import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import type { Metric } from "./messages.ts";
import type { ServingProcess } from "./process.ts";
import type { Totals } from "./totals.ts";

export class SupervisorMetrics {
  readonly registry = new Registry();
  #answered: ReadonlySet<number> = new Set();

  constructor(processes: readonly ServingProcess[], totals: Totals) {
    const register = this.registry;
    collectDefaultMetrics({ register });
    const labelNames = ["process"] as const;
    const registers: [] = [];
    const answers = (place: number) => (this.#answered.has(place) ? 1 : 0);
    register.registerMetric(
      new Gauge({
        name: "aisle_process_up",
        help: "1 for a process that listens and answers its supervisor.",
        labelNames,
        registers,
        collect() {
          for (const { place } of processes) this.set({ process: place }, answers(place));
        },
      }),
    );
    register.registerMetric(
      new Counter({
        name: "aisle_process_restarts_total",
        help: "Times that a process ended and another one took its place.",
        labelNames,
        registers,
        collect() {
          this.reset();
          for (const { place, restarts } of processes) this.inc({ process: place }, restarts);
        },
      }),
    );
    register.registerMetric(
      new Counter({
        name: "aisle_process_requests_total",
        help: "Requests answered, by the process that did.",
        labelNames,
        registers,
        collect() {
          this.reset();
          for (const { place } of processes)
            this.inc({ process: place }, totals.counted(place, "aisle_http_requests_total"));
        },
      }),
    );
    register.registerMetric(
      new Gauge({
        name: "aisle_process_connections",
        help: "Connections that asked something within a second, by the process that answered.",
        labelNames,
        registers,
        collect() {
          for (const { place, load } of processes) this.set({ process: place }, load?.connections ?? 0);
        },
      }),
    );
  }

  /** Those of itself, and of the processes, of which some answered just now. */
  async own(answered: ReadonlySet<number>): Promise<Metric[]> {
    this.#answered = answered;
    const metrics = await this.registry.getMetricsAsJSON();
    // Of the runtime's, what the supervisor uses counts; how long it waits is not what a caller waits.
    return metrics.filter(({ name }) => !name.startsWith("nodejs_") || USED.has(name));
  }
}

const USED = new Set([
  "nodejs_heap_size_total_bytes",
  "nodejs_heap_size_used_bytes",
  "nodejs_external_memory_bytes",
]);
