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
  /** Of a customer with more events than this, a machine or an id that many share, only the newest count. Default 20,000. */
  readonly maxEventsPerCustomer?: number;
}

export const MAX_EVENTS_PER_CUSTOMER = 20_000;

interface Totals {
  readonly events: number;
  readonly items: number;
}

/** What a shop's customers may do without anything being wrong with its data. */
const HARMLESS = new Set(["oversized-customer"]);
/** The API takes these when it is asked to; in files they are mistakes. */
const HARMLESS_IN_STORE = new Set([...HARMLESS, "duplicate", "unknown-item"]);

/** A few bad rows are set aside; many mean that the export itself is wrong. */
export function rowChecks(
  quarantined: readonly Quarantined[],
  { counts: totals, source }: Pick<Snapshot, "counts" | "source">,
  { maxQuarantined = 0.05 }: Thresholds = {},
): Check[] {
  const harmless = source === "store" ? HARMLESS_IN_STORE : HARMLESS;
  return (["events", "items"] as const).map((table) => {
    const dropped = quarantined.filter(
      (group) => group.table === table && group.dropped === "row" && !harmless.has(group.reason),
    );
    const reasons = dropped.map((group) => `${grouped(group.rows)} ${group.reason}`).join(", ");
    const rows = dropped.reduce((sum, group) => sum + group.rows, 0);
    const share = totals[table] === 0 ? 0 : rows / totals[table];
    return {
      name: `unusable ${table}`,
      outcome: share > maxQuarantined ? "stop" : "ok",
      finding: `${grouped(rows)} of ${grouped(totals[table])} ${table} are unusable${reasons && `: ${reasons}`} (${percent(share)}; ${percent(maxQuarantined)} are accepted)`,
      value: share,
      limit: maxQuarantined,
    };
  });
}

/** Says that there is such a customer: it may be a machine, or an id such as `guest` that many share. */
export function oversizedChecks(
  quarantined: readonly Quarantined[],
  { maxEventsPerCustomer = MAX_EVENTS_PER_CUSTOMER }: Thresholds = {},
): Check[] {
  return quarantined
    .filter(({ reason }) => reason === "oversized-customer")
    .map(({ rows }) => ({
      name: "customers with too many events",
      outcome: "warning",
      finding:
        `${grouped(rows)} events are beyond the newest ${grouped(maxEventsPerCustomer)} of their customer and do not count: ` +
        "is there an id that many share?",
      value: rows,
      limit: 0,
    }));
}

/** Nobody sells one product in so many sizes and colours. */
const MAX_VARIANTS = 1_000;

/** Says that a group has more items than a product has variants: a list shows one of them. */
export function groupChecks(
  largest: { readonly group: string; readonly items: number } | undefined,
): Check[] {
  if (largest === undefined || largest.items <= MAX_VARIANTS) return [];
  return [
    {
      name: "variants of one product",
      outcome: "warning",
      finding:
        `${grouped(largest.items)} items are of the group ${JSON.stringify(largest.group)}: of one product's variants a ` +
        "list shows one. Is it a category?",
      value: largest.items,
      limit: MAX_VARIANTS,
    },
  ];
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
