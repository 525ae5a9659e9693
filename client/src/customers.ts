// What the shop knows of a customer. All times are ISO 8601.
import type { EventType } from "./events.ts";

/** Values by name, such as a country and a device: up to 16 names of small letters, digits and `_`. */
export type Attributes = Readonly<Record<string, string>>;

/** A customer of a batch, with all their attributes. */
export interface NewCustomer {
  readonly customerId: string;
  readonly attributes: Attributes;
}

export interface CustomerBatchResult {
  readonly accepted: number;
  readonly rejected: number;
  /** `index` is the position in the batch, from 0. */
  readonly errors: readonly { readonly index: number; readonly error: string }[];
}

export interface CustomerSummary {
  readonly customerId: string;
  readonly events: number;
  readonly lastEventAt: string;
}

export interface CustomerList {
  /** Newest activity first. */
  readonly customers: readonly CustomerSummary[];
}

export interface HistoryEntry {
  readonly itemId: string;
  readonly type: EventType;
  readonly occurredAt: string;
}

export interface Customer {
  readonly customerId: string;
  /** Absent where there are none. */
  readonly attributes?: Attributes;
  /** The newest events, newest first. */
  readonly history: readonly HistoryEntry[];
}

/** One event as it was recorded. */
export interface RecordedEvent extends HistoryEntry {
  readonly eventId: string;
  readonly value?: number;
  readonly recommendationId?: string;
}

/** All that is stored of a customer. */
export interface CustomerExport {
  readonly customerId: string;
  /** Absent where there are none. */
  readonly attributes?: Attributes;
  readonly events: readonly RecordedEvent[];
}

export interface CustomerErasure {
  readonly customerId: string;
  /** How many events were erased; 0 when nothing was known. */
  readonly erased: number;
  /** Of the erased events; ISO 8601. */
  readonly oldestEventAt?: string;
  readonly newestEventAt?: string;
}
