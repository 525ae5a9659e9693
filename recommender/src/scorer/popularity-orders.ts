// The orders of all items that lists without votes go by: for everybody, for strangers, and by trend.
import type { Model } from "../model.ts";
import { liveTrend } from "../popularity/live-trend.ts";
import type { Audience } from "../segments/segments.ts";
import { type PopularityOrder, popularityOrder } from "../popularity/order.ts";
import type { Placement } from "./query.ts";

export class PopularityOrders {
  readonly #model: Model;
  readonly #byPopularity: PopularityOrder;
  readonly #forStrangers: PopularityOrder;
  #byTrendIfAsked: PopularityOrder | undefined;
  #liveTrend: PopularityOrder | undefined;
  #trendVersion = 0;

  constructor(model: Model) {
    this.#model = model;
    this.#byPopularity = popularityOrder(model.popularity);
    this.#forStrangers =
      model.strangers === model.popularity ? this.#byPopularity : popularityOrder(model.strangers);
  }

  /** Makes beforehand what the first request for trends would wait for. */
  prepare(): void {
    void this.#byTrend;
  }

  /** `isStranger`: nothing in a history says what is wanted; then it is what is popular among the audience, if it is known. */
  of(placement: Placement, isStranger: boolean, audience?: Audience): PopularityOrder {
    if (placement === "trending") return this.#liveTrend ?? this.#byTrend;
    if (placement !== "personal" || !isStranger) return this.#byPopularity;
    return audience?.popular() ?? this.#forStrangers;
  }

  /** Another number whenever trends may have changed. */
  get trendVersion(): number {
    return this.#trendVersion;
  }

  /** Makes trends those of the last hours: `masses` are weighed events by the item of the product, below `items`. */
  followTrend(masses: ReadonlyMap<number, number>, items: number): void {
    if (masses.size === 0 && this.#liveTrend === undefined) return;
    this.#trendVersion++;
    const { occurrences } = this.#model;
    this.#liveTrend = liveTrend({ fitted: this.#byTrend, occurrences }, masses, items);
  }

  get #byTrend(): PopularityOrder {
    return (this.#byTrendIfAsked ??= popularityOrder(this.#model.trending));
  }
}
