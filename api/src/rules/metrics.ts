// Which rules this process applies, and to how many lists.
import type { Placement } from "@aisle/recommender";
import type { Registry } from "prom-client";
import { readGauge } from "../platform/read-gauge.ts";
import { TalliedCounter, type Tally } from "../platform/tallied-counter.ts";
import { LIST_KINDS } from "../recommendations/schema.ts";
import type { StandingRules } from "./standing-rules.ts";

export class RulesMetrics {
  readonly #ruled: TalliedCounter<"list">;

  constructor(registry: Registry, standing: Pick<StandingRules, "version">) {
    readGauge(registry, {
      name: "aisle_rules_version",
      help: "Version of the shop's standing rules that is applied; 0 before the first.",
      read: () => standing.version,
    });
    this.#ruled = new TalliedCounter(registry, {
      name: "aisle_ruled_lists_total",
      help: "Lists that standing rules were in force for, by their kind.",
      labelNames: ["list"],
    });
    for (const list of LIST_KINDS) this.#ruled.of({ list });
  }

  /** What counts lists of a kind. */
  ruled(list: Placement): Tally {
    return this.#ruled.of({ list });
  }
}
