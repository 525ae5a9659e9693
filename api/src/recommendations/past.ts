// What the store knows of the customer who asks.
import { meaningOf } from "@aisle/recommender";
import type { HistoryRow, Store, TakenRow } from "@aisle/store";
import type { Past } from "./question.ts";

/** How many of a customer's newest events are read: the scorer weighs the newest visits among them. */
const HISTORY_LENGTH = 200;
/** How many bought, rated, carted and hidden items are read, the newest: more than a shop's customers ever have. */
const MAX_TAKEN = 5000;

/** Nothing is known of a visitor. */
export const STRANGER: Past = { history: [], taken: [] };

/** What is said of a customer, and what they did: reads that are no longer for a long past than for a short one. Rejects with `StoreError`. */
export async function knownOf(
  store: Pick<Store, "history" | "takenItems" | "attributes">,
  customerId: string,
): Promise<Past> {
  const [past, attributes] = await Promise.all([pastOf(store, customerId), store.attributes(customerId)]);
  return { ...past, attributes };
}

/** Two reads that are no longer for a long past than for a short one. Rejects with `StoreError`. */
export async function pastOf(
  store: Pick<Store, "history" | "takenItems">,
  customerId: string,
): Promise<Past> {
  const history = await store.history(customerId, HISTORY_LENGTH);
  const isAll = history.length < HISTORY_LENGTH;
  if (isAll && !history.some(needsValue)) return { history, taken: history };
  return withTaken(history, await store.takenItems(customerId, MAX_TAKEN));
}

/** A history has no values. */
const needsValue = (row: HistoryRow): boolean => isOfCart(row) || row.type === "rating";

function withTaken(history: readonly HistoryRow[], rows: readonly TakenRow[]): Past {
  // A cart event with the quantity 0 takes an item out of the cart: that is no interest in it.
  const removals = rows.filter((row) => isOfCart(row) && row.value === 0);
  const removedAt = new Map(removals.map(({ itemId, occurredAt }) => [itemId, occurredAt]));
  const isLeft = (row: HistoryRow): boolean =>
    !isOfCart(row) || row.occurredAt > (removedAt.get(row.itemId) ?? -Infinity);
  // The newest rating of an item is what the customer thinks of it.
  const judged = rows.filter(({ type, value }) => meaningOf(type, value) !== type);
  const disliked = new Set(judged.map(({ itemId }) => itemId));
  const meant = <Row extends HistoryRow>(row: Row): Row =>
    row.type === "rating" && disliked.has(row.itemId) ? { ...row, type: "hide" } : row;
  return {
    history: history
      .filter((row) => !isOfCart(row) || row.occurredAt !== removedAt.get(row.itemId))
      .map(meant),
    // Those of the history again: a program of an earlier version, still running, keeps no other record.
    taken: [...rows, ...history.filter(({ type }) => type !== "view" && type !== "click")]
      .filter(isLeft)
      .map(meant),
  };
}

const isOfCart = ({ type }: HistoryRow): boolean => type === "cart";
