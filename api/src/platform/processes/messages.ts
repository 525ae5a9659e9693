// What the processes on one port and their supervisor tell each other.
import type { MetricObjectWithValues, MetricValue } from "prom-client";
import type { Use } from "../../keys/keyring.ts";
import type { Health } from "../health.ts";

/** A metric as prom-client's `getMetricsAsJSON` gives it. */
export type Metric = MetricObjectWithValues<MetricValue<string>>;

/** What an internal port tells. */
export interface Report extends Health {
  readonly metrics: readonly Metric[];
}

/** What a process did in the last second. */
export interface Load {
  /** Connections that asked something. */
  readonly connections: number;
  readonly requests: number;
}

export type ToSupervisor =
  | { readonly kind: "listens" }
  | { readonly kind: "load"; readonly load: Load }
  | { readonly kind: "uses"; readonly uses: readonly Use[] }
  | { readonly kind: "report"; readonly question: number; readonly report: Report };

export type ToProcess =
  /** Asks for a report. */
  | { readonly kind: "report"; readonly question: number }
  /** What other processes let through. */
  | { readonly kind: "uses"; readonly uses: readonly Use[] }
  /** How many connections to close, when they have been answered. */
  | { readonly kind: "close"; readonly connections: number };
