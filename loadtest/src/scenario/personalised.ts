// The scenario "personalised": the shop's recently active customers, and some strangers, ask what is for them.
import type { Client, RecommendQuestion } from "@aisle/client";

export interface Scenario {
  readonly name: string;
  /** Path of the API that every request posts to. */
  readonly path: string;
  /** One JSON body a line; a request picks one at random. */
  readonly bodies: readonly string[];
}

/** The shop has nothing to ask about. */
export class EmptyShopError extends Error {
  override readonly name = "EmptyShopError";
}

const CUSTOMERS = 1_000;
const ITEMS = 100;
/** One stranger for so many customers. */
const CUSTOMERS_PER_STRANGER = 9;
const SESSION_LENGTH = 3;
const LIMIT = 10;

/** Asks the API who shops there. Throws `EmptyShopError` without customers, and the client's errors. */
export async function personalised(client: Pick<Client, "listCustomers" | "searchItems">): Promise<Scenario> {
  const { customers } = await client.listCustomers({ limit: CUSTOMERS });
  if (customers.length === 0) {
    throw new EmptyShopError("The shop has no customers yet: run make demo, or send it events first.");
  }
  const { items } = await client.searchItems({ limit: ITEMS });
  const known = customers.map(({ customerId }): RecommendQuestion => ({ customerId, limit: LIMIT }));
  const strangers = sessions(
    items.map(({ itemId }) => itemId),
    Math.ceil(known.length / CUSTOMERS_PER_STRANGER),
  ).map((session): RecommendQuestion => ({ session: session.map((itemId) => ({ itemId })), limit: LIMIT }));
  return {
    name: "personalised",
    path: "/v1/recommendations",
    bodies: [...known, ...strangers].map((question) => JSON.stringify(question)),
  };
}

/** `count` short sessions that walk through the items in turn; none without items. */
function sessions(itemIds: readonly string[], count: number): string[][] {
  if (itemIds.length === 0) return [];
  const item = (index: number) => itemIds[index % itemIds.length]!;
  return Array.from({ length: count }, (_, session) =>
    Array.from({ length: SESSION_LENGTH }, (_, step) => item(session * SESSION_LENGTH + step)),
  );
}
