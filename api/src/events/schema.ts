// What events and the answer to them look like.
import { EVENT_TYPES } from "@aisle/recommender";
import * as v from "valibot";
import { EventValue, Id, RecommendationId, timestamp } from "@aisle/contract";

/** Most events of one request. */
export const MOST_EVENTS = 1000;

export const EventType = v.picklist(EVENT_TYPES);

const A_TIME = "Expected an ISO 8601 time with its zone, such as 2026-03-14T15:09:26Z, or unix milliseconds.";
const occurredAt = v.union(
  [timestamp(A_TIME), v.pipe(v.number(), v.safeInteger(A_TIME), v.minValue(0, A_TIME))],
  A_TIME,
);

export const Event = v.pipe(
  v.strictObject({
    eventId: v.exactOptional(
      v.pipe(Id, v.description("Your own id of the event: the same one again changes nothing.")),
    ),
    customerId: Id,
    itemId: Id,
    type: EventType,
    value: v.exactOptional(
      v.pipe(
        EventValue,
        v.description(
          "Stars of a rating, one to five: fewer than three count as hiding the product. Or how many were bought.",
        ),
      ),
    ),
    occurredAt: v.exactOptional(
      v.pipe(occurredAt, v.description("ISO 8601 with its zone, or unix milliseconds; absent means now.")),
    ),
    recommendationId: v.exactOptional(
      v.pipe(
        RecommendationId,
        v.description("Of the list that led to it: it then counts for that list's model."),
      ),
    ),
  }),
  v.metadata({
    examples: [
      {
        eventId: "0191f0c2-8f0f-7b5e-9f60-0d8f3a2b1c4d",
        customerId: "c0000042",
        itemId: "p000010",
        type: "purchase",
        value: 2,
        occurredAt: "2026-03-14T15:09:26Z",
      },
    ],
  }),
);

/** What the body looks like in the document; its events are parsed one by one. */
export const EventsBody = v.union([
  Event,
  v.strictObject({ events: v.pipe(v.array(Event), v.minLength(1), v.maxLength(MOST_EVENTS)) }),
]);

export const EventsEnvelope = v.strictObject({
  events: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(MOST_EVENTS)),
});

export const EventPath = v.strictObject({ id: Id });

export const EventsQuery = v.strictObject({
  unknown: v.exactOptional(
    v.pipe(
      v.picklist(["reject", "keep"], "Expected reject or keep."),
      v.description(
        "What becomes of events of items that the catalogue does not have: absent means `reject`. Those that are kept " +
          "count as soon as the item is there.",
      ),
    ),
  ),
});

export const EventsResult = v.object({
  accepted: v.number(),
  duplicates: v.number(),
  rejected: v.number(),
  results: v.array(
    v.object({
      index: v.number(),
      status: v.picklist(["recorded", "duplicate", "rejected"]),
      error: v.exactOptional(v.string()),
      /** Of a recorded event: what of it counts for nothing. */
      warning: v.exactOptional(v.string()),
    }),
  ),
});
export type EventsResult = v.InferOutput<typeof EventsResult>;
