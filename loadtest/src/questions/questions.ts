// The requests of each kind.
import type { RecommendQuestion } from "@aisle/client";
import type { Questions } from "../oha/run.ts";
import type { Kind } from "../scenario/scenario.ts";
import { eventBatches } from "./events.ts";
import type { Shop } from "./shop.ts";

/** Tells a load test's lists from the shop's own in the API's metrics. */
const PLACEMENT = "loadtest";
const LIMIT = 10;
/** One stranger for so many customers. */
const CUSTOMERS_PER_STRANGER = 9;
const SESSION_LENGTH = 3;

const QUESTIONS: Readonly<Record<Kind, (shop: Shop) => Questions>> = {
  personalised: (shop) => ({ path: "/v1/recommendations", bodies: personalised(shop) }),
  form: ({ customerIds }) => ({
    paths: customerIds.map((id) => `/v1/recommendations?${query({ customerId: id })}`),
  }),
  similar: ({ itemIds }) => ({ paths: itemIds.map((id) => `${itemPath(id)}/similar?${query()}`) }),
  "bought together": ({ itemIds }) => ({
    paths: itemIds.map((id) => `${itemPath(id)}/bought-together?${query()}`),
  }),
  trending: () => ({ paths: [`/v1/trending?${query()}`] }),
  events: ({ itemIds }) => ({ path: "/v1/events", bodies: eventBatches(itemIds) }),
};

/** All questions of a kind that this shop gives. */
export function questionsOf(kind: Kind, shop: Shop): Questions {
  return QUESTIONS[kind](shop);
}

/** The shop's customers, and some strangers who have just looked at a few items. */
function personalised({ customerIds, itemIds }: Shop): string[] {
  const known = customerIds.map((customerId): RecommendQuestion => ({ customerId }));
  const strangers = sessions(itemIds, Math.ceil(known.length / CUSTOMERS_PER_STRANGER)).map(
    (session): RecommendQuestion => ({ session: session.map((itemId) => ({ itemId })) }),
  );
  return [...known, ...strangers].map((question) =>
    JSON.stringify({ ...question, limit: LIMIT, placement: PLACEMENT } satisfies RecommendQuestion),
  );
}

/** `count` short sessions that walk through the items in turn. */
function sessions(itemIds: readonly string[], count: number): string[][] {
  const item = (index: number) => itemIds[index % itemIds.length]!;
  return Array.from({ length: count }, (_, session) =>
    Array.from({ length: SESSION_LENGTH }, (_, step) => item(session * SESSION_LENGTH + step)),
  );
}

const itemPath = (itemId: string) => `/v1/items/${encodeURIComponent(itemId)}`;

function query(more: Readonly<Record<string, string>> = {}): string {
  return new URLSearchParams({ ...more, limit: String(LIMIT), placement: PLACEMENT }).toString();
}
