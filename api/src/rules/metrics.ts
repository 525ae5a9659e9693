// Which rules this process applies, and to how many lists.
import type { Placement } from "@aisle/recommender";
import { Counter, type Registry } from "prom-client";
import { readGauge } from "../platform/read-gauge.ts";
import { LIST_KINDS } from "../recommendations/schema.ts";
import type { StandingRules } from "./standing-rules.ts";

export class RulesMetrics {
  readonly #ruled: ReadonlyMap<Placement, Counter.Internal>;

  constructor(registry: Registry, standing: Pick<StandingRules, "version">) {
    readGauge(registry, {
      name: "aisle_rules_version",
      help: "Version of the shop's standing rules that is applied; 0 before the first.",
      read: () => standing.version,
    });
    const ruled = new Counter({
      name: "aisle_ruled_lists_total",
      help: "Lists that standing rules were in force for, by their kind.",
      labelNames: ["list"],
      registers: [registry],
    });
    for (const list of LIST_KINDS) ruled.inc({ list }, 0);
    this.#ruled = new Map(LIST_KINDS.map((list) => [list, ruled.labels({ list })]));
  }

  /** The counter of lists of a kind. */
  ruled(list: Placement): Counter.Internal {
    return this.#ruled.get(list)!;
  }
}
