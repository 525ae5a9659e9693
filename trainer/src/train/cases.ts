// Evaluation queries as the scorer's own questions.
import { type Case, EVENT_TYPES, type HistoryEntry, type Interactions } from "@aisle/recommender";
import type { EvaluationQuery } from "../data/split.ts";

/** How much of a customer's past is put into a question; the API reads as much. */
export const HISTORY_LENGTH = 50;

/** One case per query, with the newest `historyLength` events of the customer in `before`, newest first. */
export function casesOf(
  before: Interactions,
  queries: readonly EvaluationQuery[],
  historyLength: number = HISTORY_LENGTH,
): Case[] {
  return queries.map(({ start, end, taken }) => {
    const history: HistoryEntry[] = [];
    for (let at = end - 1; at >= Math.max(start, end - historyLength); at--) {
      history.push({ item: before.item[at]!, type: EVENT_TYPES[before.type[at]!]!, time: before.time[at]! });
    }
    return { history, taken: new Set(taken) };
  });
}
