// Evaluation queries as the scorer's own questions.
import {
  type Case,
  EVENT_TYPES,
  type EventType,
  type HistoryEntry,
  type Interactions,
  mulberry32,
  settledItems,
  shuffled,
} from "@aisle/recommender";
import { type EvaluationQuery, queriesFrom } from "../data/split.ts";

/** A case that knows when each item was taken. */
export interface DatedCase extends Case {
  /** Days since 1970-01-01 (UTC) on which the items of `taken` were taken first, in the order of the set. */
  readonly days: readonly number[];
}

/** How much of a customer's past is put into a question; the API reads as much. */
export const HISTORY_LENGTH = 50;

/** Customers who are asked at most: a sample of so many says as much as all of a large shop, in bounded time. */
const MOST_CASES = 50_000;

/** Of those, customers who judge one recipe or ranker: they are asked again for each, and the rest still teach. */
export const MOST_JUDGES = MOST_CASES / 4;

const SAMPLE_SEED = 1;

/** One case per query, with the newest `historyLength` events of the customer in `before`, newest first. */
export function casesOf(
  before: Interactions,
  queries: readonly EvaluationQuery[],
  historyLength: number = HISTORY_LENGTH,
): DatedCase[] {
  return queries.map(({ start, end, taken, days }) => {
    const history: HistoryEntry[] = [];
    for (let at = end - 1; at >= Math.max(start, end - historyLength); at--) {
      history.push({ item: before.item[at]!, type: EVENT_TYPES[before.type[at]!]!, time: before.time[at]! });
    }
    return { history, taken: new Set(taken), days: Array.from(days) };
  });
}

/**
 * A case for every customer, or for a sample of `most` of them, who took something in `after` that the shop could still
 * have shown: what a customer has settled is never shown again, so it leaves the answers, and questions without answers
 * go.
 */
export function openCases(
  before: Interactions,
  after: Interactions,
  takenTypes: readonly EventType[],
  most: number = MOST_CASES,
): DatedCase[] {
  const queries = sampleOf(queriesFrom(before, after, takenTypes), most);
  return casesOf(before, queries).flatMap(({ history, taken, days }) => {
    const settled = settledItems(history);
    const open = new Set(Array.from(taken).filter((item) => !settled.has(item)));
    if (open.size === 0) return [];
    return [
      {
        history,
        taken: open,
        days: Array.from(taken, (item, at) => [item, days[at]!] as const)
          .filter(([item]) => open.has(item))
          .map(([, day]) => day),
      },
    ];
  });
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
