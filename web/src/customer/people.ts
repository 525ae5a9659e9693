// The customers to shop as: who they are, what they did, what they are like.
import type { CustomerSummary, HistoryEntry, Item } from "@aisle/client";
import { type Answer, ask } from "../platform/ask.ts";
import type { Shop } from "../shop.ts";
import { distinctActs, MAX_ACTS } from "./acts.ts";
import { describe } from "./persona.ts";
import { isVisitor } from "./shopper.ts";

export interface Person extends CustomerSummary {
  /** What they are like; absent when their history says nothing or cannot be read. */
  readonly sentence?: string | undefined;
}

/** More than are shown, because strangers' visits are listed too and left out here. */
const ASKED = 100;
const REMEMBERED = 500;
/** Most items that the API gives by id at once. */
const IDS = 100;

/** Sentences by customer and last event: they change when the customer does something. */
export type Sentences = Map<string, string | undefined>;

/** Recently active customers, newest activity first, up to `limit`, and how many more there are. */
export async function askPeople(
  shop: Shop,
  sentences: Sentences,
  limit: number,
): Promise<Answer<{ people: Person[]; more: number }>> {
  const answer = await ask(shop.client.listCustomers({ limit: ASKED }));
  if (!answer.ok) return answer;
  const known = answer.value.customers.filter(({ customerId }) => !isVisitor(customerId));
  const listed = known.slice(0, limit);
  const keyOf = ({ customerId, lastEventAt }: CustomerSummary) => `${lastEventAt} ${customerId}`;
  await describeAll(
    shop,
    sentences,
    listed.filter((one) => !sentences.has(keyOf(one))),
    keyOf,
  );
  const people = listed.map((one) => ({ ...one, sentence: sentences.get(keyOf(one)) }));
  return { ok: true, value: { people, more: known.length - people.length } };
}

async function describeAll(
  shop: Shop,
  sentences: Sentences,
  customers: readonly CustomerSummary[],
  keyOf: (customer: CustomerSummary) => string,
): Promise<void> {
  if (customers.length === 0) return;
  const histories = await Promise.all(
    customers.map(({ customerId }) => ask(shop.client.getCustomer(customerId, { limit: MAX_ACTS }))),
  );
  const items = await askItems(
    shop,
    histories.flatMap((one) => (one.ok ? distinctActs(one.value.history) : [])),
  );
  if (sentences.size > REMEMBERED) sentences.clear();
  for (const [at, customer] of customers.entries()) {
    const history = histories[at];
    if (history?.ok)
      sentences.set(keyOf(customer), describe(distinctActs(history.value.history), items, shop.now()));
  }
}

/** The products of these entries, by id; those that cannot be read now are left out, hidden ones unless asked for. */
export async function askItems(
  shop: Shop,
  entries: readonly Pick<HistoryEntry, "itemId">[],
  { includeHidden = false } = {},
): Promise<Map<string, Item>> {
  const ids = [...new Set(entries.map(({ itemId }) => itemId))];
  const pages = await Promise.all(
    Array.from({ length: Math.ceil(ids.length / IDS) }, (_, page) => {
      const some = ids.slice(page * IDS, (page + 1) * IDS);
      return ask(
        shop.client.searchItems({ ids: some, limit: some.length, ...(includeHidden && { includeHidden }) }),
      );
    }),
  );
  return new Map(
    pages.flatMap((page) => (page.ok ? page.value.items.map((item) => [item.itemId, item] as const) : [])),
  );
}
