// While the store cannot be read, lists go on without what customers did, and say so.
import { StoreError } from "@aisle/store";
import type { Past } from "./question.ts";
import type { ListRules } from "./schema.ts";

/** What is known of a customer whose past cannot be read. */
export const UNREADABLE: Past = { history: [], taken: [] };

/** `UNREADABLE` for a store that is gone; throws every other error again. */
export function unreadable(error: unknown): Past {
  if (error instanceof StoreError && error.code === "unavailable") return UNREADABLE;
  throw error;
}

/**
 * The warning of a list that was made without the customer's past. A rule about the past is kept for the session alone:
 * a shop shows a product twice sooner than an empty page, and is told which rules those are.
 */
export function unreadableWarning(filter: ListRules["filter"] = {}): string {
  const rules = (["notInCart", "notBoughtForDays", "repeatable"] as const)
    .filter((rule) => filter[rule] !== undefined)
    .map((rule) => `filter.${rule}`);
  const session = rules.length > 0 ? `; for the session alone counts ${rules.join(", ")}` : "";
  return (
    "customerId: the history cannot be read now, so the list goes by the session and by what is popular, and may " +
    `have what the customer hid, bought or put into the cart${session}`
  );
}
