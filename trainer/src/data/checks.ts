// The thresholds that stop a run.
import { type Check, grouped, percent, type Quarantined } from "./report.ts";
import type { Snapshot } from "./snapshot.ts";

/** What stops a run. Shares are 0 to 1. */
export interface Thresholds {
  /** Quarantined rows of a table. Default 0.05. */
  readonly maxQuarantined?: number;
  /** Loss of events, or of items, since the snapshot before. Default 0.5. */
  readonly maxLoss?: number;
  /** Default 100. */
  readonly minEvents?: number;
  /** Default 10. */
  readonly minCustomers?: number;
  /** A customer with more events than this is a machine; all of them are quarantined. Default 20,000. */
  readonly maxEventsPerCustomer?: number;
}

interface Totals {
  readonly events: number;
  readonly items: number;
}

/** A few bad rows are set aside; many mean that the export itself is wrong. */
export function rowChecks(
  quarantined: readonly Quarantined[],
  totals: Totals,
  { maxQuarantined = 0.05 }: Thresholds = {},
): Check[] {
  return (["events", "items"] as const).map((table) => {
    const dropped = quarantined.filter((group) => group.table === table && group.dropped === "row");
    const rows = dropped.reduce((sum, group) => sum + group.rows, 0);
    const share = totals[table] === 0 ? 0 : rows / totals[table];
    return {
      name: `unusable ${table}`,
      outcome: share > maxQuarantined ? "stop" : "ok",
      finding: `${grouped(rows)} of ${grouped(totals[table])} ${table} are unusable (${percent(share)}; ${percent(maxQuarantined)} are accepted)`,
      value: share,
      limit: maxQuarantined,
    };
  });
}

/** Too little to learn anything from. */
export function sizeChecks(
  valid: { readonly events: number; readonly customers: number },
  { minEvents = 100, minCustomers = 10 }: Thresholds = {},
): Check[] {
  const atLeast = (name: "events" | "customers", limit: number): Check => ({
    name: `number of ${name}`,
    outcome: valid[name] < limit ? "stop" : "ok",
    finding: `${grouped(valid[name])} ${name} are usable (at least ${grouped(limit)} are needed)`,
    value: valid[name],
    limit,
  });
  return [atLeast("events", minEvents), atLeast("customers", minCustomers)];
}

/** Data that vanished is a fault of the store or of its export, not of the customers. */
export function lossChecks(valid: Totals, previous: Snapshot, { maxLoss = 0.5 }: Thresholds = {}): Check[] {
  return (["events", "items"] as const).map((table) => {
    const before = previous.counts[table];
    const loss = before === 0 ? 0 : Math.max(0, 1 - valid[table] / before);
    const stops = loss > maxLoss;
    const remedy = stops ? `; if that is meant, remove ${previous.dir}` : "";
    return {
      name: `${table} since the last snapshot`,
      outcome: stops ? "stop" : "ok",
      finding: `${grouped(before)} → ${grouped(valid[table])} ${table}${remedy}`,
      value: loss,
      limit: maxLoss,
    };
  });
}
