// What lists lead to: impressions, clicks, conversions and revenue by placement and by the model that answered.
import { Counter, type Registry } from "prom-client";
import { type BoundedLabels, boundedLabels } from "../platform/bounded-labels.ts";
import { TalliedCounter, type Tally } from "../platform/tallied-counter.ts";
import type { ListLabel, ModelLabel } from "../recommendations/recommendation-id.ts";

/** Models that one process tells apart besides those that it serves: each signed id names one that served somewhere. */
const MAX_FOREIGN_MODELS = 20;

const IGNORED = ["unverified", "expired", "repeated"] as const;
const LABELS = ["placement", "version", "track"] as const;
type Label = (typeof LABELS)[number];

/** The kinds of events that a list is credited with. */
export type Result = "click" | "purchase";

/** Lists that somebody sees: the label that their ids carry, and what counts them. */
export interface ShownLists {
  readonly label: ListLabel;
  readonly impressions: Tally;
}

export class Feedback {
  readonly #impressions: TalliedCounter<Label>;
  readonly #results: Readonly<Record<Result, Counter<Label>>>;
  readonly #revenue: Counter<Label>;
  readonly #ignored: Counter<"reason">;
  readonly #placements: BoundedLabels;
  readonly #served = new Set<string>();
  readonly #foreign = boundedLabels(MAX_FOREIGN_MODELS);
  readonly #shown = new Map<string, ShownLists>();

  constructor(registry: Registry, placements: BoundedLabels) {
    this.#placements = placements;
    const counter = (name: string, help: string): Counter<Label> =>
      new Counter({ name, help, labelNames: LABELS, registers: [registry] });
    this.#impressions = new TalliedCounter(registry, {
      name: "aisle_impressions_total",
      help: "Lists with at least one item, by the caller's placement label and the model that answered.",
      labelNames: LABELS,
    });
    this.#results = {
      click: counter(
        "aisle_clicks_total",
        "Lists of the last days that a click event names, each once, by their placement and the model that answered.",
      ),
      purchase: counter(
        "aisle_conversions_total",
        "Lists of the last days that a purchase event names, each once, by their placement and the model that answered.",
      ),
    };
    this.#revenue = counter(
      "aisle_revenue_total",
      "What was bought by purchase events that name a list of the last days, at the catalogue's price when the event came, in the shop's currency.",
    );
    this.#ignored = new Counter({
      name: "aisle_feedback_ignored_total",
      help: "Clicks and purchases that name a list but count for no model, by the reason.",
      labelNames: ["reason"],
      registers: [registry],
    });
    for (const reason of IGNORED) this.#ignored.inc({ reason }, 0);
  }

  /** Starts a model's counters at zero for the placements known so far, so that rates are right from its first list on. */
  modelServes(model: ModelLabel): void {
    this.#served.add(keyOf(model));
    for (const placement of this.#placements.known()) this.#start({ ...this.#model(model), placement });
  }

  /** What is counted of the lists of a label, always the same object. */
  shown(list: ListLabel): ShownLists {
    const label = this.#label(list);
    const key = `${keyOf(label)}~${label.placement}`;
    let shown = this.#shown.get(key);
    if (shown === undefined) {
      this.#start(label);
      shown = { label, impressions: this.#impressions.of(label) };
      this.#shown.set(key, shown);
    }
    return shown;
  }

  /** Counts a list that led to something for the first time. */
  ledTo(result: Result, list: ListLabel): void {
    this.#results[result].inc(this.#label(list));
  }

  /** Adds what was bought, in the shop's currency. */
  earned(amount: number, list: ListLabel): void {
    this.#revenue.inc(this.#label(list), amount);
  }

  /** Counts events that name a list but count for no model. */
  ignored(reason: (typeof IGNORED)[number], events = 1): void {
    this.#ignored.inc({ reason }, events);
  }

  #start(label: ListLabel): void {
    this.#impressions.of(label);
    for (const counter of [...Object.values(this.#results), this.#revenue]) counter.inc(label, 0);
  }

  #label({ placement, ...model }: ListLabel): ListLabel {
    return { ...this.#model(model), placement: this.#placements.of(placement) };
  }

  #model(model: ModelLabel): ModelLabel {
    const key = keyOf(model);
    return this.#served.has(key) || this.#foreign.of(key) === key
      ? { version: model.version, track: model.track }
      : { version: "other", track: "other" };
  }
}

const keyOf = ({ version, track }: ModelLabel): string => `${version}.${track}`;
