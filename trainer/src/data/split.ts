// Splits the event log for fitting and evaluation. What lies after a cut can never influence what lies before it.
import { type EventType, eventCode, type Interactions } from "@aisle/recommender";

export interface TimeCuts {
  /** Unix seconds. What happened before is `history`: what the graphs may see while the ranker is fitted. */
  readonly labelsStart: number;
  /** Unix seconds, not before `labelsStart`. What happened from here on is `holdout`: no fit sees it. */
  readonly holdoutStart: number;
}

export interface TimeSplit {
  /** time < labelsStart */
  readonly history: Interactions;
  /** labelsStart ≤ time < holdoutStart */
  readonly labels: Interactions;
  /** holdoutStart ≤ time */
  readonly holdout: Interactions;
}

/** The three windows of a time split. Customers and items keep their indices. Throws `RangeError` on cuts out of order. */
export function splitByTime(interactions: Interactions, cuts: TimeCuts): TimeSplit {
  const { labelsStart, holdoutStart } = cuts;
  if (!(labelsStart <= holdoutStart))
    throw new RangeError(`labelsStart ${labelsStart} must not be after holdoutStart ${holdoutStart}`);
  return {
    history: betweenTimes(interactions, -Infinity, labelsStart),
    labels: betweenTimes(interactions, labelsStart, holdoutStart),
    holdout: betweenTimes(interactions, holdoutStart, Infinity),
  };
}

/** The entries with from ≤ time < to (unix seconds). Customers and items keep their indices. */
export function betweenTimes(interactions: Interactions, from: number, to: number): Interactions {
  const { time } = interactions;
  return slicePerCustomer(interactions, (start, end) => {
    const first = firstNotBefore(time, from, start, end);
    return [first, firstNotBefore(time, to, first, end)];
  });
}

/**
 * The time (unix seconds) before which a share `q` of the entries lies, as nearly as equal times allow.
 * Throws `RangeError` when `q` is outside 0 to 1 or there are no entries.
 */
export function timeQuantile(interactions: Interactions, q: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile is between 0 and 1, not ${q}`);
  const sorted = interactions.time.toSorted();
  const time = sorted[Math.min(Math.floor(q * sorted.length), sorted.length - 1)];
  if (time === undefined) throw new RangeError("no interactions to take a quantile of");
  return time;
}

export interface LeaveLastOut {
  /** All but the last two of each customer: what a fit may see while hyperparameters are chosen. */
  readonly history: Interactions;
  /** All but the last: the final fit, and the history at test time. */
  readonly historyAndValidation: Interactions;
  /** The second-last entry of each customer. */
  readonly validation: Interactions;
  /** The last entry of each customer. */
  readonly test: Interactions;
}

/** The literature's leave-last-out split. Customers with fewer than three entries only have a history. */
export function leaveLastOut(interactions: Interactions): LeaveLastOut {
  const part = (from: number, to: number): Interactions =>
    slicePerCustomer(interactions, (start, end) => {
      if (end - start < 3) return from === -Infinity ? [start, end] : [end, end];
      return [Math.max(start, end + from), end + to];
    });
  return {
    history: part(-Infinity, -2),
    historyAndValidation: part(-Infinity, -1),
    validation: part(-2, -1),
    test: part(-1, 0),
  };
}

/** One customer's question to an evaluation. */
export interface EvaluationQuery {
  readonly customer: number;
  /** The history: entries `start` to `end` of `before`, oldest first; empty for a newcomer. */
  readonly start: number;
  readonly end: number;
  /** Distinct item indices that the customer took afterwards, ascending; never empty. */
  readonly taken: Uint32Array;
  /** The day on which each of `taken` was taken first, since 1970-01-01 (UTC). */
  readonly days: Int32Array;
}

const DAY_SECONDS = 86_400;

/**
 * One query per customer who took something in `after` (an event of `takenTypes`), by ascending customer.
 * Both logs must count the same customers, as the parts of one split do.
 */
export function queriesFrom(
  before: Interactions,
  after: Interactions,
  takenTypes: readonly EventType[],
): EvaluationQuery[] {
  if (before.customers !== after.customers)
    throw new RangeError(`parts of different logs: ${before.customers} and ${after.customers} customers`);
  const codes = new Set(takenTypes.map((type) => eventCode[type]));
  const queries: EvaluationQuery[] = [];
  for (let customer = 0; customer < after.customers; customer++) {
    const dayOf = new Map<number, number>();
    for (let at = after.offsets[customer]!; at < after.offsets[customer + 1]!; at++) {
      const item = after.item[at]!;
      if (codes.has(after.type[at]!) && !dayOf.has(item))
        dayOf.set(item, Math.floor(after.time[at]! / DAY_SECONDS));
    }
    if (dayOf.size === 0) continue;
    const taken = Uint32Array.from(dayOf.keys()).sort();
    queries.push({
      customer,
      start: before.offsets[customer]!,
      end: before.offsets[customer + 1]!,
      taken,
      days: Int32Array.from(taken, (item) => dayOf.get(item)!),
    });
  }
  return queries;
}

/** Copies one contiguous range per customer; `range` maps the customer's entries to those that stay. */
function slicePerCustomer(
  interactions: Interactions,
  range: (start: number, end: number) => readonly [from: number, to: number],
): Interactions {
  const { customers, items, attributes } = interactions;
  const offsets = new Uint32Array(customers + 1);
  const starts = new Uint32Array(customers);
  for (let customer = 0; customer < customers; customer++) {
    const [from, to] = range(interactions.offsets[customer]!, interactions.offsets[customer + 1]!);
    starts[customer] = from;
    offsets[customer + 1] = offsets[customer]! + (to - from);
  }
  const entries = offsets[customers]!;
  const item = new Uint32Array(entries);
  const type = new Uint8Array(entries);
  const time = new Float64Array(entries);
  for (let customer = 0; customer < customers; customer++) {
    const to = offsets[customer]!;
    const from = starts[customer]!;
    const end = from + (offsets[customer + 1]! - to);
    item.set(interactions.item.subarray(from, end), to);
    type.set(interactions.type.subarray(from, end), to);
    time.set(interactions.time.subarray(from, end), to);
  }
  return { customers, items, offsets, item, type, time, attributes };
}

/** The first entry of start to end whose time is not before `cut`, by bisection. */
function firstNotBefore(time: Float64Array, cut: number, start: number, end: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle]! < cut) low = middle + 1;
    else high = middle;
  }
  return low;
}
