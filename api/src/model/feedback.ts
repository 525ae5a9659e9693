// What each model's lists lead to: impressions, clicks and conversions by version and track.
import { Counter, type Registry } from "prom-client";
import { boundedLabels } from "../platform/bounded-labels.ts";
import type { ModelLabel } from "../recommendations/recommendation-id.ts";

/** Models that one process tells apart besides those that it serves: each signed id names one that served somewhere. */
const MAX_FOREIGN_MODELS = 20;

const IGNORED = ["unverified", "expired", "repeated"] as const;

/** The kinds of events that a list is credited with. */
export type Result = "click" | "purchase";

export class Feedback {
  readonly #impressions: Counter<"version" | "track">;
  readonly #results: Readonly<Record<Result, Counter<"version" | "track">>>;
  readonly #ignored: Counter<"reason">;
  readonly #served = new Set<string>();
  readonly #foreign = boundedLabels(MAX_FOREIGN_MODELS);
  readonly #impressionsOf = new Map<string, Counter.Internal>();

  constructor(registry: Registry) {
    const labelNames = ["version", "track"] as const;
    const registers = [registry];
    this.#impressions = new Counter({
      name: "aisle_impressions_total",
      help: "Lists with at least one item, by the model that answered.",
      labelNames,
      registers,
    });
    this.#results = {
      click: new Counter({
        name: "aisle_clicks_total",
        help: "Lists of the last days that a click event names, each once, by the model that answered.",
        labelNames,
        registers,
      }),
      purchase: new Counter({
        name: "aisle_conversions_total",
        help: "Lists of the last days that a purchase event names, each once, by the model that answered.",
        labelNames,
        registers,
      }),
    };
    this.#ignored = new Counter({
      name: "aisle_feedback_ignored_total",
      help: "Clicks and purchases that name a list but count for no model, by the reason.",
      labelNames: ["reason"],
      registers,
    });
    for (const reason of IGNORED) this.#ignored.inc({ reason }, 0);
  }

  /** Starts a model's counters at zero, so that rates are right from its first list on. */
  modelServes(model: ModelLabel): void {
    this.#served.add(keyOf(model));
    const labels = this.#labels(model);
    for (const counter of [this.#impressions, ...Object.values(this.#results)]) counter.inc(labels, 0);
  }

  listShown(model: ModelLabel): void {
    this.impressions(model).inc();
  }

  /** The counter of a model's lists, always the same one. */
  impressions(model: ModelLabel): Counter.Internal {
    const labels = this.#labels(model);
    const key = keyOf(labels);
    let counter = this.#impressionsOf.get(key);
    if (counter === undefined) {
      counter = this.#impressions.labels(labels);
      this.#impressionsOf.set(key, counter);
    }
    return counter;
  }

  /** Counts a list that led to something for the first time. */
  ledTo(result: Result, model: ModelLabel): void {
    this.#results[result].inc(this.#labels(model));
  }

  /** Counts events that name a list but count for no model. */
  ignored(reason: (typeof IGNORED)[number], events = 1): void {
    this.#ignored.inc({ reason }, events);
  }

  #labels(model: ModelLabel): ModelLabel {
    const key = keyOf(model);
    return this.#served.has(key) || this.#foreign.of(key) === key
      ? { version: model.version, track: model.track }
      : { version: "other", track: "other" };
  }
}

const keyOf = ({ version, track }: ModelLabel): string => `${version}.${track}`;
