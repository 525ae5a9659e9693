// Evaluation queries as the scorer's own questions.
import {
  attributesOf,
  type Case,
  EVENT_TYPES,
  eventCode,
  type EventType,
  type HistoryEntry,
  type Interactions,
  mulberry32,
  settledItems,
  shuffled,
  VISIT_PAUSE,
} from "@aisle/recommender";
import { type EvaluationQuery, queriesFrom } from "../data/split.ts";

/** A case that knows whose it is, and when each item was taken. */
export interface DatedCase extends Case {
  /** The customer's number in the interactions. */
  readonly customer: number;
  /** Days since 1970-01-01 (UTC) on which the items of `taken` were taken first, in the order of the set. */
  readonly days: readonly number[];
}

/** How much of a customer's past is put into a question; the API reads as much. */
export const HISTORY_LENGTH = 50;

/** Customers who are asked at most: a sample of so many says as much as all of a large shop, in bounded time. */
const MAX_CASES = 50_000;

/** Of those, customers who judge one recipe or ranker: they are asked again for each, and the rest still teach. */
export const MAX_JUDGES = MAX_CASES / 4;

const SAMPLE_SEED = 1;

/** One case per query, with the newest `historyLength` events of the customer in `before`, newest first. */
export function casesOf(
  before: Interactions,
  queries: readonly EvaluationQuery[],
  historyLength: number = HISTORY_LENGTH,
): DatedCase[] {
  return queries.map(({ customer, start, end, taken, days }) => {
    const history = entriesOf(before, Math.max(start, end - historyLength), end);
    const context = attributesOf(before.attributes, customer);
    return { customer, history, taken: new Set(taken), days: Array.from(days), ...(context && { context }) };
  });
}

const OWNED: ReadonlySet<EventType> = new Set<EventType>(["purchase", "rating", "cart", "hide"]);

/** What the API's store says a customer has: the newest event of each of these types on an item, newest first. */
function ownedIn(past: readonly HistoryEntry[]): HistoryEntry[] {
  const known = new Set<number>();
  return past.filter(({ item, type }) => {
    const key = item * EVENT_TYPES.length + eventCode[type];
    if (!OWNED.has(type) || known.has(key)) return false;
    known.add(key);
    return true;
  });
}

/**
 * A case for every customer, or for a sample of `most` of them, who took something in `after` that the shop could still
 * have shown: what a customer put into the cart, rated or hid is not shown, so it leaves the answers, and questions without
 * answers go. What they bought may be due again.
 */
export function openCases(
  before: Interactions,
  after: Interactions,
  takenTypes: readonly EventType[],
  { most = MAX_CASES, midVisit = false }: { most?: number; midVisit?: boolean } = {},
): DatedCase[] {
  const queries = sampleOf(queriesFrom(before, after, takenTypes), most);
  const now = earliest(after.time);
  return queries.flatMap(({ customer, start, end, taken, days }) => {
    const past = entriesOf(before, start, end);
    const open = openCase(past, now, new Set(taken));
    if (open === undefined) return [];
    const inside = midVisit ? midVisitCase(past, after, customer, takenTypes) : undefined;
    const attributes = attributesOf(before.attributes, customer);
    const context = attributes && { context: attributes };
    return [
      {
        ...open,
        ...context,
        customer,
        days: Array.from(days).filter((_, at) => open.taken.has(taken[at]!)),
        ...(inside && { midVisit: { ...inside, ...context } }),
      },
    ];
  });
}

/** Asked at `now` of somebody with this past, newest first; undefined when nothing of what was taken can still be shown. */
function openCase(past: readonly HistoryEntry[], now: number, taken: ReadonlySet<number>): Case | undefined {
  const history = past.slice(0, HISTORY_LENGTH);
  const owned = ownedIn(past);
  const open = openOf(taken, history, owned);
  return open.size === 0 ? undefined : { history, owned, now, taken: open };
}

/** What can still be shown of what was taken. */
function openOf(
  taken: ReadonlySet<number>,
  history: readonly HistoryEntry[],
  owned: readonly HistoryEntry[],
): ReadonlySet<number> {
  const settled = settledItems(history);
  for (const { item, type } of owned) if (type === "purchase") settled.delete(item);
  return new Set(Array.from(taken).filter((item) => !settled.has(item)));
}

/**
 * A customer with a past, newest first, in the middle of a visit, right after they looked at something: of such moments after which they took
 * something else in the same visit, one that the customer's number picks. Undefined without any.
 */
function midVisitCase(
  past: readonly HistoryEntry[],
  after: Interactions,
  customer: number,
  takenTypes: readonly EventType[],
): Case | undefined {
  const [from, to] = [after.offsets[customer]!, after.offsets[customer + 1]!];
  const moments: { readonly at: number; readonly end: number }[] = [];
  let visitEnd = to;
  for (let at = to - 1; at >= from; at--) {
    if (at + 1 < to && after.time[at + 1]! - after.time[at]! > VISIT_PAUSE) visitEnd = at + 1;
    if (LOOKING.has(after.type[at]!) && at + 1 < visitEnd) moments.push({ at, end: visitEnd });
  }
  const order = shuffled(moments, mulberry32(customer));
  for (const moment of order) {
    const looked = after.item[moment.at]!;
    const rest = entriesOf(after, moment.at + 1, moment.end);
    const taken = new Set(rest.filter(({ type }) => takenTypes.includes(type)).map(({ item }) => item));
    taken.delete(looked);
    if (taken.size === 0) continue;
    const byThen = [...entriesOf(after, from, moment.at + 1), ...past];
    const open = openCase(byThen, after.time[moment.at]!, taken);
    if (open !== undefined) return open;
  }
  return undefined;
}

const LOOKING: ReadonlySet<number> = new Set([eventCode.view, eventCode.click]);

/** Newest first. */
function entriesOf(log: Interactions, start: number, end: number): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (let at = end - 1; at >= start; at--)
    entries.push({ item: log.item[at]!, type: EVENT_TYPES[log.type[at]!]!, time: log.time[at]! });
  return entries;
}

function earliest(times: Float64Array): number {
  let least = Infinity;
  for (let at = 0; at < times.length; at++) least = Math.min(least, times[at]!);
  return least;
}

/** `most` of the queries, the same ones each time, still by customer; all when there are no more. */
function sampleOf(queries: readonly EvaluationQuery[], most: number): readonly EvaluationQuery[] {
  if (queries.length <= most) return queries;
  return shuffled(queries, mulberry32(SAMPLE_SEED))
    .slice(0, most)
    .sort((a, b) => a.customer - b.customer);
}

/** Customers of whom a ranker learns, and others who judge what was learned. */
export interface Halves {
  readonly all: readonly Case[];
  readonly training: readonly Case[];
  readonly judging: readonly Case[];
}

/** Two halves of the cases, drawn by `seed`. */
export function halve(cases: readonly Case[], seed: number): Halves {
  const order = shuffled(cases, mulberry32(seed));
  const half = order.length >> 1;
  return { all: cases, training: order.slice(0, half), judging: order.slice(half) };
}
