// Evaluation queries as the scorer's own questions.
import {
  type Case,
  EVENT_TYPES,
  type EventType,
  type HistoryEntry,
  type Interactions,
  settledItems,
} from "@aisle/recommender";
import { type EvaluationQuery, queriesFrom } from "../data/split.ts";

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

/**
 * A case for every customer who took something in `after` that the shop could still have shown: what a customer has
 * settled is never shown again, so it leaves the answers, and questions without answers go.
 */
export function openCases(
  before: Interactions,
  after: Interactions,
  takenTypes: readonly EventType[],
): Case[] {
  return casesOf(before, queriesFrom(before, after, takenTypes)).flatMap(({ history, taken }) => {
    const settled = settledItems(history);
    const open = new Set(Array.from(taken).filter((item) => !settled.has(item)));
    return open.size === 0 ? [] : [{ history, taken: open }];
  });
}
