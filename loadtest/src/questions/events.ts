// Events of customers who do not exist: a load test's own, so that they are known and can be erased.
import { ApiError, type Client, ConnectionError, type NewEvent } from "@aisle/client";
import { OWN_CUSTOMERS } from "./shop.ts";

const CUSTOMERS = 100;
const BATCHES = 500;
/** Of a visit's events: mostly looking, some put into the cart, one bought. */
const VISIT = ["view", "view", "view", "view", "view", "view", "view", "cart", "cart", "purchase"] as const;

const OWN_IDS = Array.from({ length: CUSTOMERS }, (_, at) => `${OWN_CUSTOMERS}${at}`);

/** Bodies of `POST /v1/events`. The events have no ids: each time that a body is sent they are new ones. */
export function eventBatches(itemIds: readonly string[]): string[] {
  return Array.from({ length: BATCHES }, (_, batch) => {
    const events = VISIT.map((type, at): NewEvent => ({
      customerId: OWN_IDS[batch % CUSTOMERS]!,
      itemId: itemIds[(batch * VISIT.length + at) % itemIds.length]!,
      type,
    }));
    return JSON.stringify({ events });
  });
}

/** Sends one event, so that a target which takes none is known before the load. Throws the client's errors. */
export async function tryEvent(
  client: Pick<Client, "sendEvents">,
  itemId: string,
  signal: AbortSignal,
): Promise<void> {
  await client.sendEvents({ customerId: OWN_IDS[0]!, itemId, type: "view" }, { signal });
}

/** Takes the load tests' customers and their events out of the target again; returns what came of it, as a sentence. */
export async function eraseOwnEvents(client: Pick<Client, "deleteCustomer">): Promise<string> {
  let erased = 0;
  try {
    for (const id of OWN_IDS) erased += (await client.deleteCustomer(id)).erased;
    return `The ${erased} events of this load test were erased again.`;
  } catch (error) {
    if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
    return `Events of the customers ${OWN_IDS[0]} to ${OWN_IDS.at(-1)} stay in the target: ${error.message}. The next load test erases them.`;
  }
}
