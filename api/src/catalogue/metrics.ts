// What became of the items that imports sent.
import { Counter, type Registry } from "prom-client";
import type { ItemBatchResult } from "./schema.ts";

const OUTCOMES = ["accepted", "rejected"] as const;

export class ImportMetrics {
  readonly #entries: Counter<"outcome">;

  constructor(registry: Registry) {
    this.#entries = new Counter({
      name: "aisle_imported_items_total",
      help: "Items sent to POST /v1/items:batch, by what became of them.",
      labelNames: ["outcome"],
      registers: [registry],
    });
    for (const outcome of OUTCOMES) this.#entries.inc({ outcome }, 0);
  }

  count(result: Pick<ItemBatchResult, "accepted" | "rejected">): void {
    for (const outcome of OUTCOMES) this.#entries.inc({ outcome }, result[outcome]);
  }
}
