// What each model's lists lead to: impressions, clicks and conversions by version and track.
import { Counter, type Registry } from "prom-client";
import { boundedLabels } from "../platform/bounded-labels.ts";
import { type ModelLabel, modelOf } from "../recommendations/recommendation-id.ts";

/** Models that one process tells apart besides those that it serves. Ids come from outside and can name any version. */
const MOST_FOREIGN_MODELS = 20;

export class Feedback {
  readonly #impressions: Counter<"version" | "track">;
  readonly #clicks: Counter<"version" | "track">;
  readonly #conversions: Counter<"version" | "track">;
  readonly #served = new Set<string>();
  readonly #foreign = boundedLabels(MOST_FOREIGN_MODELS);

  constructor(registry: Registry) {
    const labelNames = ["version", "track"] as const;
    const registers = [registry];
    this.#impressions = new Counter({
      name: "aisle_impressions_total",
      help: "Lists with at least one item, by the model that answered.",
      labelNames,
      registers,
    });
    this.#clicks = new Counter({
      name: "aisle_clicks_total",
      help: "Click events that name a list, by the model that answered it.",
      labelNames,
      registers,
    });
    this.#conversions = new Counter({
      name: "aisle_conversions_total",
      help: "Purchase events that name a list, by the model that answered it.",
      labelNames,
      registers,
    });
  }

  /** Starts a model's counters at zero, so that rates are right from its first list on. */
  modelServes(model: ModelLabel): void {
    this.#served.add(keyOf(model));
    const labels = this.#labels(model);
    for (const counter of [this.#impressions, this.#clicks, this.#conversions]) counter.inc(labels, 0);
  }

  listShown(model: ModelLabel): void {
    this.impressions(model).inc();
  }

  /** The counter of a model's lists. */
  impressions(model: ModelLabel): Counter.Internal {
    return this.#impressions.labels(this.#labels(model));
  }

  /** Counts an event that was recorded for the first time. */
  eventRecorded(event: { readonly type: string; readonly recommendationId?: string }): void {
    if (event.recommendationId === undefined || (event.type !== "click" && event.type !== "purchase")) return;
    const model = modelOf(event.recommendationId);
    if (model === undefined) return;
    (event.type === "click" ? this.#clicks : this.#conversions).inc(this.#labels(model));
  }

  #labels(model: ModelLabel): ModelLabel {
    const key = keyOf(model);
    return this.#served.has(key) || this.#foreign.of(key) === key
      ? { version: model.version, track: model.track }
      : { version: "other", track: "other" };
  }
}

const keyOf = ({ version, track }: ModelLabel): string => `${version}.${track}`;
