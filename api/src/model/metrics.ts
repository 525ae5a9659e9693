// Which model serves, how old it is, and what came of loading models.
import { Counter, Gauge, type Registry } from "prom-client";
import { readGauge } from "../platform/read-gauge.ts";
import type { ModelHolder } from "./holder.ts";

/** Registers metrics that read the holder at each scrape. `clock` gives unix milliseconds. */
export function registerModelMetrics(registry: Registry, models: ModelHolder, clock: () => number): void {
  registry.registerMetric(
    new Gauge({
      name: "aisle_model_info",
      help: "1 for the model that serves.",
      labelNames: ["version", "digest", "track"],
      registers: [],
      collect() {
        this.reset();
        const model = models.current;
        if (model !== undefined)
          this.set({ version: model.version, digest: model.digest, track: model.track }, 1);
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: "aisle_model_load_failures_total",
      help: "Failed attempts to load a model.",
      registers: [],
      collect() {
        this.reset();
        this.inc(models.failures);
      },
    }),
  );
  readGauge(registry, {
    name: "aisle_model_load_failed",
    help: "1 while the model that should serve could not be loaded.",
    read: () => (models.failure === undefined ? 0 : 1),
  });
  readGauge(registry, {
    name: "aisle_model_age_seconds",
    help: "Time since the model that serves was fitted.",
    read: () => {
      const created = models.current?.info.created;
      return created === undefined ? Number.NaN : (clock() - Date.parse(created)) / 1000;
    },
  });
  readGauge(registry, {
    name: "aisle_catalogue_items",
    help: "Items that can be recommended.",
    read: () => models.current?.recommender.size ?? 0,
  });
}
