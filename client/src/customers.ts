// What the shop knows of a customer. All times are ISO 8601.
import type { EventType } from "./events.ts";

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
