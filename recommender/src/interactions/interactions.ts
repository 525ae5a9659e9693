// The event log in the form that fitting and evaluation read: CSR by customer, in time order.
import type { CustomerAttributes } from "../segments/attributes.ts";

export interface Interactions {
  readonly customers: number;
  readonly items: number;
  /** `Uint32Array` of length customers + 1: customer `c` owns the entries `offsets[c]` to `offsets[c + 1]`. */
  readonly offsets: Uint32Array;
  /** Item index of each entry, in time order within a customer. */
  readonly item: Uint32Array;
  /** Event type code of each entry, an index into `EVENT_TYPES`. */
  readonly type: Uint8Array;
  /** Unix time of each entry, in seconds. */
  readonly time: Float64Array;
  /** What is known of the customers besides; absent where that is nothing. */
  readonly attributes?: CustomerAttributes | undefined;
}
