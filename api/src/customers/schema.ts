// What is told about customers. All times are ISO 8601.
import { EVENT_TYPES } from "@aisle/recommender";
import * as v from "valibot";
import { Id } from "@aisle/contract";
import { queryNumber } from "../platform/validate.ts";

export const CustomerPath = v.strictObject({ id: Id });

export const CustomerListQuery = v.strictObject({
  limit: v.exactOptional(queryNumber({ integer: true, minimum: 1, maximum: 1000, default: 20 })),
});

export const CustomerList = v.object({
  customers: v.array(v.object({ customerId: v.string(), events: v.number(), lastEventAt: v.string() })),
});

const historyEntry = { itemId: v.string(), type: v.picklist(EVENT_TYPES), occurredAt: v.string() };

export const CustomerQuery = v.strictObject({
  limit: v.exactOptional(queryNumber({ integer: true, minimum: 1, maximum: 1000, default: 50 })),
});

export const Customer = v.object({ customerId: v.string(), history: v.array(v.object(historyEntry)) });

export const CustomerExport = v.object({
  customerId: v.string(),
  events: v.array(
    v.object({
      eventId: v.string(),
      ...historyEntry,
      value: v.exactOptional(v.number()),
      recommendationId: v.exactOptional(v.string()),
    }),
  ),
});

export const CustomerErasure = v.object({
  customerId: v.string(),
  /** Events. */
  erased: v.number(),
  oldestEventAt: v.exactOptional(v.string()),
  newestEventAt: v.exactOptional(v.string()),
});
