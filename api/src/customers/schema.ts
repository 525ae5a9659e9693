// What is told about customers. All times are ISO 8601.
import { EVENT_TYPES } from "@aisle/recommender";
import * as v from "valibot";
import { attributesAbout, Id } from "@aisle/contract";
import { queryNumber } from "../platform/validate.ts";

export const CustomerPath = v.strictObject({ id: Id });

/** Most customers of one batch. */
const MAX_BATCH = 1000;

const attributes = attributesAbout(
  "What the shop says of the customer beside what they do, such as a country or a device: values by name. A model tells values apart that enough customers have; any other changes nothing.",
);
const EXAMPLE = { country: "DE", device: "mobile" };

/** The body of a PUT: all attributes of a customer. */
export const CustomerFields = v.pipe(
  v.strictObject({ attributes }),
  v.metadata({ examples: [{ attributes: EXAMPLE }] }),
);

/** What a PUT answers. */
export const CustomerPut = v.object({ customerId: v.string(), attributes: v.record(v.string(), v.string()) });

/** One customer of a batch. */
export const NewCustomer = v.strictObject({ customerId: Id, attributes });

/** What a batch looks like in the document; its customers are parsed one by one. */
export const CustomerBatch = v.pipe(
  v.strictObject({ customers: v.pipe(v.array(NewCustomer), v.minLength(1), v.maxLength(MAX_BATCH)) }),
  v.metadata({ examples: [{ customers: [{ customerId: "c0000042", attributes: EXAMPLE }] }] }),
);

export const CustomerBatchEnvelope = v.strictObject({
  customers: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(MAX_BATCH)),
});

export const CustomerBatchResult = v.object({
  accepted: v.number(),
  rejected: v.number(),
  /** `index` is the position in the batch, from 0. */
  errors: v.array(v.object({ index: v.number(), error: v.string() })),
});
export type CustomerBatchResult = v.InferOutput<typeof CustomerBatchResult>;

/** Absent where there are none. */
const known = { attributes: v.exactOptional(v.record(v.string(), v.string())) };

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

export const Customer = v.object({
  customerId: v.string(),
  ...known,
  history: v.array(v.object(historyEntry)),
});

export const CustomerExport = v.object({
  customerId: v.string(),
  ...known,
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
