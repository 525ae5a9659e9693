// The model that serves, and whether anything does.
import type { ModelRef } from "./recommendations.ts";

export interface Model extends ModelRef {
  /** When it was fitted, ISO 8601. */
  readonly created: string;
  readonly ageSeconds: number;
  /** The data it was fitted on. */
  readonly data: {
    /** Digest of the snapshot. */
    readonly digest: string;
    /** ISO 8601. */
    readonly from: string;
    /** ISO 8601. */
    readonly to: string;
    readonly events: number;
    readonly customers: number;
    readonly items: number;
  };
  /** Items that can be recommended now. */
  readonly items: number;
  /** Metrics of its evaluation, by name. */
  readonly metrics: Readonly<Record<string, number>>;
}
