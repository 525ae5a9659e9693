// What became of the events that were sent.
import { EVENT_TYPES, type EventType } from "@aisle/recommender";
import { Counter, type Registry } from "prom-client";

export class EventMetrics {
  readonly #recorded: Counter<"type">;
  readonly #rejected: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#recorded = new Counter({
      name: "aisle_events_recorded_total",
      help: "Events recorded for the first time, by type.",
      labelNames: ["type"],
      registers,
    });
    for (const type of EVENT_TYPES) this.#recorded.inc({ type }, 0);
    this.#rejected = new Counter({
      name: "aisle_events_rejected_total",
      help: "Events that could not be accepted.",
      registers,
    });
  }

  recorded(type: EventType, count: number): void {
    this.#recorded.inc({ type }, count);
  }

  rejected(count: number): void {
    this.#rejected.inc(count);
  }
}
