// What the shopper did: a customer as the API remembers it, a stranger in this visit.
import type { EventType, Item } from "@aisle/client";
import { type Answer, ask } from "../platform/ask.ts";
import type { Shop } from "../shop.ts";
import { distinctActs, MAX_ACTS } from "./acts.ts";
import { askItems } from "./people.ts";
import type { Shopper } from "./shopper.ts";

export interface PastEntry {
  readonly item: Item;
  readonly type: EventType;
  /** ISO 8601; absent for what a stranger did. */
  readonly occurredAt?: string;
}

/** Newest first, and no product twice for the same act. A product that left the catalogue has only its id. */
export async function askPast(
  shop: Shop,
  who: Pick<Shopper, "customerId" | "session">,
): Promise<Answer<PastEntry[]>> {
  const acts = await askActs(shop, who);
  if (!acts.ok) return acts;
  const distinct = distinctActs(acts.value);
  const items = await askItems(shop, distinct);
  const value = distinct.map(({ itemId, type, occurredAt }) => ({
    item: items.get(itemId) ?? { itemId },
    type,
    ...(occurredAt !== undefined && { occurredAt }),
  }));
  return { ok: true, value };
}

interface Act {
  readonly itemId: string;
  readonly type: EventType;
  readonly occurredAt?: string;
}

async function askActs(
  shop: Shop,
  { customerId, session }: Pick<Shopper, "customerId" | "session">,
): Promise<Answer<readonly Act[]>> {
  if (customerId === undefined)
    return { ok: true, value: session.toReversed().map(({ itemId, type = "view" }) => ({ itemId, type })) };
  const answer = await ask(shop.client.getCustomer(customerId, { limit: MAX_ACTS }));
  if (answer.ok) return { ok: true, value: answer.value.history };
  return answer.trouble === "missing" ? { ok: true, value: [] } : answer;
}
