// How lists come about, and how much of the catalogue they show.
import type { Recommender } from "@aisle/recommender";
import { Counter, type Registry } from "prom-client";
import type { ModelHolder } from "../model/holder.ts";
import { boundedLabels } from "../platform/bounded-labels.ts";
import { readGauge } from "../platform/read-gauge.ts";

/** Placement labels that one process tells apart: callers choose them. */
const MOST_PLACEMENTS = 50;

export class RecommendationMetrics {
  readonly #lists: Counter<"placement" | "strategy">;
  readonly #withoutPast: Counter;
  readonly #placements = boundedLabels(MOST_PLACEMENTS);
  readonly #shown = new Set<string>();

  constructor(registry: Registry, models: ModelHolder) {
    const registers = [registry];
    this.#lists = new Counter({
      name: "aisle_recommendations_total",
      help: "Lists answered, by the caller's placement label and the strategy that made them.",
      labelNames: ["placement", "strategy"],
      registers,
    });
    this.#withoutPast = new Counter({
      name: "aisle_recommendations_without_history_total",
      help: "Lists answered without the customer's history, which the store could not give.",
      registers,
    });
    readGauge(registry, {
      name: "aisle_catalogue_coverage_ratio",
      help: "Share of the items that can be recommended which some list has shown since the start.",
      read: () => this.#coverage(models.current?.recommender),
    });
  }

  withoutPast(): void {
    this.#withoutPast.inc();
  }

  answered(placement: string, strategy: string, items: readonly { readonly itemId: string }[]): void {
    this.lists(placement, strategy).inc();
    for (const { itemId } of items) this.#shown.add(itemId);
  }

  /** The counter of lists of one kind. */
  lists(placement: string, strategy: string): Counter.Internal {
    return this.#lists.labels({ placement: this.#placements.of(placement), strategy });
  }

  #coverage(recommender: Recommender | undefined): number {
    if (recommender === undefined || recommender.size === 0) return Number.NaN;
    for (const itemId of this.#shown)
      if (recommender.indexOf(itemId) === undefined) this.#shown.delete(itemId);
    return this.#shown.size / recommender.size;
  }
}
