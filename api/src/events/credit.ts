// Credits lists with the clicks and purchases that they led to.
import { type NewEvent, type Store, StoreError } from "@aisle/store";
import type { Feedback, Result } from "../model/feedback.ts";
import type { ListLabel, RecommendationIds } from "../recommendations/recommendation-id.ts";

export interface CreditServices {
  readonly store: Pick<Store, "firstWithRecommendation" | "getItems">;
  readonly feedback: Feedback;
  readonly recommendationIds: RecommendationIds;
}

interface Claim {
  readonly recommendationId: string;
  readonly type: Result;
  readonly list: ListLabel;
  readonly events: NewEvent[];
}

/** Pieces of one purchase that count: more are a mistake, which would outweigh all that was really bought. */
const MAX_PIECES = 1_000;

/**
 * Counts each list that one of these events, all recorded just now, is the first click or purchase of, and what each
 * purchase brought. In any process: the store knows which event came first. Resolves to a warning for each event, by its
 * id, that names no list that counts.
 */
export async function credit(
  services: CreditServices,
  recorded: readonly NewEvent[],
): Promise<ReadonlyMap<string, string>> {
  const { feedback, recommendationIds } = services;
  const warnings = new Map<string, string>();
  const claims = new Map<string, Claim>();
  for (const event of recorded) {
    const { eventId, type, recommendationId } = event;
    if (recommendationId === undefined) continue;
    const list = recommendationIds.check(recommendationId);
    const counts = type === "click" || type === "purchase";
    if (typeof list === "string") {
      warnings.set(eventId, warningOf(list, recommendationIds.days));
      if (counts) feedback.ignored(list);
    } else if (counts) {
      const key = `${type} ${recommendationId}`;
      const claim = claims.get(key) ?? { recommendationId, type, list, events: [] };
      claim.events.push(event);
      claims.set(key, claim);
    }
  }
  const all = [...claims.values()];
  await Promise.all([
    ...all.map((claim) => settle(services, claim)),
    addRevenue(
      services,
      all.filter(({ type }) => type === "purchase"),
    ),
  ]);
  return warnings;
}

/** Unlike the list, which is bought from once, every purchase counts: an order has several. */
async function addRevenue({ store, feedback }: CreditServices, purchases: readonly Claim[]): Promise<void> {
  const itemIds = new Set(purchases.flatMap(({ events }) => events.map(({ itemId }) => itemId)));
  if (itemIds.size === 0) return;
  const items = await store.getItems([...itemIds]).catch(lostWithStore);
  const prices = new Map(items?.map(({ itemId, price = 0 }) => [itemId, price]));
  for (const { list, events } of purchases) {
    for (const { itemId, value = 1 } of events)
      feedback.earned((prices.get(itemId) ?? 0) * Math.min(value, MAX_PIECES), list);
  }
}

/** The events are recorded all the same; too little is counted. */
function lostWithStore(error: unknown): undefined {
  if (!(error instanceof StoreError)) throw error;
}

async function settle(
  { store, feedback }: CreditServices,
  { recommendationId, type, list, events }: Claim,
): Promise<void> {
  const first = await store.firstWithRecommendation(recommendationId, type).catch(lostWithStore);
  if (first === undefined) return;
  const isFirst = events.some(({ eventId }) => eventId === first);
  if (isFirst) feedback.ledTo(type, list);
  feedback.ignored("repeated", events.length - (isFirst ? 1 : 0));
}

const warningOf = (reason: "unverified" | "expired", days: number): string =>
  reason === "expired"
    ? `recommendationId: the list is older than ${days} days, so the event counts for no model`
    : "recommendationId: this service showed no list of this id, so the event counts for no model";
