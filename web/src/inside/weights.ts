// How much each product of the history counts, where the API lets this service ask for it.
import { askedBy, type Shopper } from "../customer/shopper.ts";
import { ask } from "../platform/ask.ts";
import type { Shop } from "../shop.ts";

/** By id, 0 to 1; 0 is too little to count. Without a product that does not count, and empty where nothing is told. */
export type Weights = ReadonlyMap<string, number>;

/** A key that may only ask for lists gets no weights, and neither does who asks an older API: nothing is missing then. */
export async function askWeights({ client }: Pick<Shop, "client">, shopper: Shopper): Promise<Weights> {
  const told = await ask(client.explain({ ...askedBy(shopper), limit: 1 }));
  return new Map(
    told.ok ? told.value.history.entries.map(({ itemId, weight }) => [itemId, weight] as const) : [],
  );
}
