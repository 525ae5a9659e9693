// What the simulation asks of the API, and the shop as it stands before the first simulated day.
import { ApiError, type Client, type Item } from "@aisle/client";

/** The calls of `@aisle/client` that simulated customers and the shop's buyers make. */
export type Shopfront = Pick<
  Client,
  "exportCustomer" | "listCustomers" | "putItems" | "recommend" | "searchItems" | "sendEvents" | "similar"
>;

const PAGE = 100;
const MOST_CUSTOMERS = 1000;

/** The whole catalogue, hidden items too, in the order of the API's pages. Throws `Error` when the shop has no items. */
export async function readCatalogue(api: Shopfront): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = await api.searchItems({
      limit: PAGE,
      includeHidden: true,
      ...(after === undefined ? {} : { after }),
    });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  if (items.length === 0) throw new Error("the shop has no items yet: fill it with `trainer ingest` first");
  return items;
}

/** The customers with the newest activity, newest first; times in unix milliseconds. */
export async function readCustomers(api: Shopfront): Promise<{ customerId: string; lastEventAt: number }[]> {
  const { customers } = await api.listCustomers({ limit: MOST_CUSTOMERS });
  return customers.map(({ customerId, lastEventAt }) => ({
    customerId,
    lastEventAt: Date.parse(lastEventAt),
  }));
}

const dayOf = (time: Date): number => Math.floor(time.getTime() / 86_400_000);

/** What is stored of a customer, oldest first, with days since 1970-01-01; empty for one whom the shop does not know. */
export async function readPast(
  api: Shopfront,
  customerId: string,
): Promise<{ itemId: string; type: string; day: number }[]> {
  try {
    const { events } = await api.exportCustomer(customerId);
    return events.map(({ itemId, type, occurredAt }) => ({ itemId, type, day: dayOf(new Date(occurredAt)) }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}
