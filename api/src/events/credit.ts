// Credits lists with the clicks and purchases that they led to.
import { type NewEvent, type Store, StoreError } from "@aisle/store";
import type { Feedback, Result } from "../model/feedback.ts";
import type { ModelLabel, RecommendationIds } from "../recommendations/recommendation-id.ts";

export interface CreditServices {
  readonly store: Pick<Store, "firstWithRecommendation">;
  readonly feedback: Feedback;
  readonly recommendationIds: RecommendationIds;
}

interface Claim {
  readonly recommendationId: string;
  readonly type: Result;
  readonly model: ModelLabel;
  readonly eventIds: string[];
}

/**
 * Counts each list that one of these events, all recorded just now, is the first click or purchase of. In any process:
 * the store knows which event came first. Resolves to a warning for each event, by its id, that names no list that counts.
 */
export async function credit(
  services: CreditServices,
  recorded: readonly NewEvent[],
): Promise<ReadonlyMap<string, string>> {
  const { feedback, recommendationIds } = services;
  const warnings = new Map<string, string>();
  const claims = new Map<string, Claim>();
  for (const { eventId, type, recommendationId } of recorded) {
    if (recommendationId === undefined) continue;
    const model = recommendationIds.check(recommendationId);
    const counts = type === "click" || type === "purchase";
    if (typeof model === "string") {
      warnings.set(eventId, warningOf(model, recommendationIds.days));
      if (counts) feedback.ignored(model);
    } else if (counts) {
      const key = `${type} ${recommendationId}`;
      const claim = claims.get(key) ?? { recommendationId, type, model, eventIds: [] };
      claim.eventIds.push(eventId);
      claims.set(key, claim);
    }
  }
  await Promise.all(Array.from(claims.values(), (claim) => settle(services, claim)));
  return warnings;
}

async function settle(
  { store, feedback }: CreditServices,
  { recommendationId, type, model, eventIds }: Claim,
): Promise<void> {
  let first: string | undefined;
  try {
    first = await store.firstWithRecommendation(recommendationId, type);
  } catch (error) {
    // The events are recorded all the same; a list too few is counted.
    if (error instanceof StoreError) return;
    throw error;
  }
  const isFirst = first !== undefined && eventIds.includes(first);
  if (isFirst) feedback.ledTo(type, model);
  feedback.ignored("repeated", eventIds.length - (isFirst ? 1 : 0));
}

const warningOf = (reason: "unverified" | "expired", days: number): string =>
  reason === "expired"
    ? `recommendationId: the list is older than ${days} days, so the event counts for no model`
    : "recommendationId: this service showed no list of this id, so the event counts for no model";
