// What customers do, as the API takes it.

export type EventType = "view" | "cart" | "purchase" | "rating" | "click" | "hide";

export interface NewEvent {
  /** Makes the event idempotent; the client makes one up when absent. */
  readonly eventId?: string;
  readonly customerId: string;
  readonly itemId: string;
  readonly type: EventType;
  /** Rating or quantity, where it means something. A `cart` of 0 takes the item out of the cart. */
  readonly value?: number;
  /** ISO 8601 or unix milliseconds; absent means now. */
  readonly occurredAt?: string | number;
  /**
   * The `recommendationId` of the list that led to it. The first click and the first purchase that name a list of the last
   * days count for the click-through and conversion of its model.
   */
  readonly recommendationId?: string;
}

export interface EventOptions {
  /** What becomes of events of items that the catalogue does not have; absent means `reject`. */
  readonly unknown?: "reject" | "keep";
}

export interface EventResult {
  /** Position in the request, from 0. */
  readonly index: number;
  readonly status: "recorded" | "duplicate" | "rejected";
  /** Why it was rejected. */
  readonly error?: string;
  /** What of a recorded event counts for nothing: a `recommendationId` of no list, or of one too long ago. */
  readonly warning?: string;
}

export interface EventsResult {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly results: readonly EventResult[];
}
