// Whether the store can be used.
import type { Registry } from "prom-client";
import { readGauge } from "./read-gauge.ts";

export function registerStoreMetrics(registry: Registry, fault: () => string | undefined): void {
  readGauge(registry, {
    name: "aisle_store_up",
    help: "1 while the store can be read; 0 while lists go on without it and events are refused.",
    read: () => (fault() === undefined ? 1 : 0),
  });
}
