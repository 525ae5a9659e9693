// How each gauge of one process becomes one of all of them. Counters and histograms are added up.
import type { Aggregator } from "prom-client";

export const AGGREGATORS: Readonly<Record<string, Aggregator>> = {
  // While a new model is taken over, there is a series for each that serves somewhere.
  aisle_model_info: "max",
  aisle_model_load_failed: "max",
  // Of the oldest that serves.
  aisle_model_age_seconds: "max",
  aisle_catalogue_items: "max",
  // Of the process that is behind.
  aisle_rules_version: "min",
  // Which items were shown is known to each process alone: what all have shown is this much or more.
  aisle_catalogue_coverage_ratio: "max",
  // Up where every process can use it.
  aisle_store_up: "min",
  aisle_http_requests_in_flight: "sum",
  // Each process keeps its own.
  aisle_kept_answers: "sum",
  aisle_kept_answers_bytes: "sum",

  bun_info: "first",
  // The supervisor's, the oldest: no counter goes back before it ends.
  process_start_time_seconds: "min",
  // Pages that processes share count for each of them.
  process_resident_memory_bytes: "sum",
  process_virtual_memory_bytes: "sum",
  nodejs_heap_size_total_bytes: "sum",
  nodejs_heap_size_used_bytes: "sum",
  nodejs_external_memory_bytes: "sum",
  // The limit holds for each process: these two tell how near the nearest is.
  process_open_fds: "max",
  process_max_fds: "min",
  // Callers of the slowest process wait this long.
  nodejs_eventloop_lag_seconds: "max",
  nodejs_eventloop_lag_min_seconds: "min",
  nodejs_eventloop_lag_max_seconds: "max",
  nodejs_eventloop_lag_mean_seconds: "average",
  nodejs_eventloop_lag_stddev_seconds: "max",
  nodejs_eventloop_lag_p50_seconds: "max",
  nodejs_eventloop_lag_p90_seconds: "max",
  nodejs_eventloop_lag_p99_seconds: "max",
};
