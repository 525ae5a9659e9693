// Whom and what to ask about: the target's own customers and items.
import type { Client } from "@aisle/client";

export interface Shop {
  readonly customerIds: readonly string[];
  readonly itemIds: readonly string[];
}

/** The target has nothing to ask about. */
export class EmptyShopError extends Error {
  override readonly name = "EmptyShopError";
}

/** The most that the API lists at once. */
const CUSTOMERS = 1_000;
const ITEMS_PER_PAGE = 100;
const ITEMS = 1_000;

/** What a load test leaves in a target begins with this, and is no customer to ask about. */
export const OWN_CUSTOMERS = "loadtest-";

/**
 * The customers with the newest activity, without those of load tests, and items of the catalogue; where that is
 * empty, those that the model says are trending. Throws `EmptyShopError` without customers or items, and the client's errors.
 */
export async function readShop(
  client: Pick<Client, "listCustomers" | "searchItems" | "trending">,
  signal: AbortSignal,
): Promise<Shop> {
  const { customers } = await client.listCustomers({ limit: CUSTOMERS }, { signal });
  const customerIds = customers
    .map(({ customerId }) => customerId)
    .filter((customerId) => !customerId.startsWith(OWN_CUSTOMERS));
  if (customerIds.length === 0)
    throw new EmptyShopError("The shop has no customers yet: run make demo, or send it events first.");
  const itemIds = await readItems(client, signal);
  if (itemIds.length === 0)
    throw new EmptyShopError("The shop has no items yet: run make demo, or send it items first.");
  return { customerIds, itemIds };
}

async function readItems(
  client: Pick<Client, "searchItems" | "trending">,
  signal: AbortSignal,
): Promise<string[]> {
  const itemIds: string[] = [];
  let after: string | undefined;
  do {
    const page = await client.searchItems(
      { limit: ITEMS_PER_PAGE, ...(after !== undefined && { after }) },
      { signal },
    );
    itemIds.push(...page.items.map(({ itemId }) => itemId));
    after = page.next;
  } while (after !== undefined && itemIds.length < ITEMS);
  if (itemIds.length > 0) return itemIds;
  const { items } = await client.trending({ limit: ITEMS_PER_PAGE }, { signal });
  return items.map(({ itemId }) => itemId);
}
