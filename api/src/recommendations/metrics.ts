// How lists come about, and how much of the catalogue they show.
import type { Recommender } from "@aisle/recommender";
import { Counter, type Registry } from "prom-client";
import type { ModelHolder } from "../model/holder.ts";
import type { BoundedLabels } from "../platform/bounded-labels.ts";
import { readGauge } from "../platform/read-gauge.ts";
import { TalliedCounter, type Tally } from "../platform/tallied-counter.ts";

export class RecommendationMetrics {
  readonly #lists: TalliedCounter<"placement" | "strategy">;
  readonly #withoutPast: Counter;
  readonly #placements: BoundedLabels;
  /** Which items the lists of `#of` have shown, by index. */
  #shown = new Uint8Array(0);
  #of: Recommender | undefined;

  constructor(registry: Registry, models: ModelHolder, placements: BoundedLabels) {
    this.#placements = placements;
    const registers = [registry];
    this.#lists = new TalliedCounter(registry, {
      name: "aisle_recommendations_total",
      help: "Lists answered, by the caller's placement label and the strategy that made them.",
      labelNames: ["placement", "strategy"],
    });
    this.#withoutPast = new Counter({
      name: "aisle_recommendations_without_history_total",
      help: "Lists answered without the customer's history, which the store could not give.",
      registers,
    });
    readGauge(registry, {
      name: "aisle_catalogue_coverage_ratio",
      help: "Share of the items that can be recommended which some list of the model has shown.",
      read: () => this.#coverage(models.current?.recommender),
    });
  }

  withoutPast(): void {
    this.#withoutPast.inc();
  }

  /** Counts a list that `recommender` made. */
  answered(
    placement: string,
    strategy: string,
    recommender: Recommender,
    items: readonly { readonly item: number }[],
  ): void {
    this.lists(placement, strategy).inc();
    if (recommender !== this.#of) {
      this.#of = recommender;
      this.#shown = new Uint8Array(recommender.size);
    }
    for (const { item } of items) this.#show(item);
  }

  #show(item: number): void {
    if (item >= this.#shown.length) {
      const shown = new Uint8Array(Math.ceil(1.5 * (item + 1)));
      shown.set(this.#shown);
      this.#shown = shown;
    }
    this.#shown[item] = 1;
  }

  /** What counts lists of one kind, always the same one. */
  lists(placement: string, strategy: string): Tally {
    return this.#lists.of({ placement: this.#placements.of(placement), strategy });
  }

  #coverage(recommender: Recommender | undefined): number {
    if (recommender === undefined || recommender.size === 0) return Number.NaN;
    if (recommender !== this.#of) return 0;
    const shown = this.#shown.reduce((sum, is, item) => sum + (is === 1 && recommender.has(item) ? 1 : 0), 0);
    return shown / recommender.size;
  }
}
