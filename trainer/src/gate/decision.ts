// What the gate is given, and what it answers.
import type { Interval } from "./interval.ts";
import type { Look } from "./risk.ts";
import type { Segment } from "./segments.ts";
import type { Takings } from "./takings.ts";

/** How the champion takes part in the comparison. */
export type GateMode =
  /** There is no champion: popularity is the opponent, and serves when the challenger is not surely better. */
  | "first"
  /** The champion's bundle as it serves, on customers who acted after its data ended. Its recipe on newer data is the rival. */
  | "served"
  /** The champion's recipe, fitted again on the challenger's data. */
  | "recipe";

/** What one side of the comparison showed on the holdout. */
export interface Contestant {
  readonly name: string;
  /** What each row of the takings adds to its customer's NDCG@10 (`gainsOf`). */
  readonly gains: Float64Array;
  /** Share of the catalogue in the lists of 10. */
  readonly coverage: number;
  readonly microsecondsPerCustomer: number;
}

export interface GateInput {
  readonly mode: GateMode;
  readonly takings: Takings;
  readonly champion: Contestant;
  readonly challenger: Contestant;
  /**
   * What else was fitted on the challenger's data. It must not be worse than this; and of two that could have been put
   * forward each has half of the risk.
   */
  readonly rival?: Contestant | undefined;
  /** Each becomes a guard rail. */
  readonly segments: readonly Segment[];
  /** Size of the challenger's bundle, in bytes. */
  readonly bundleBytes: number;
  /** The probability with which a challenger that is no better may pass; `TAIL` where nobody keeps account of it. */
  readonly look?: Look | undefined;
  readonly thresholds?: Partial<Thresholds>;
}

export interface Thresholds {
  readonly minCustomers: number;
  /** Fewer days, or items, say nothing of others. */
  readonly minDays: number;
  readonly minItems: number;
  /** Where fewer customers' NDCG differs, nothing is concluded from them. */
  readonly minDiffering: number;
  /** Segments smaller than this are reported but do not decide. */
  readonly minSegmentCustomers: number;
  /** What a segment may cost: this share of the champion's NDCG@10 over all customers. */
  readonly segmentShare: number;
  /** Coverage may fall to this share of the champion's. */
  readonly coverageShare: number;
  /** A ranking may take this many times the champion's time, or `freeMicroseconds`, whichever is more. */
  readonly latencyFactor: number;
  readonly freeMicroseconds: number;
  readonly maxBundleBytes: number;
}

export const defaultThresholds: Thresholds = {
  minCustomers: 100,
  minDays: 4,
  minItems: 10,
  minDiffering: 20,
  minSegmentCustomers: 50,
  segmentShare: 0.05,
  coverageShare: 0.5,
  latencyFactor: 2,
  freeMicroseconds: 2000,
  maxBundleBytes: 2 ** 30,
};

export interface Check {
  readonly name: string;
  readonly champion: number | null;
  readonly challenger: number | null;
  /** For NDCG: challenger - champion with its interval. */
  readonly difference?: Interval;
  /** A check that there is too little to judge by decides nothing, and is no pass. */
  readonly outcome: "pass" | "fail" | "not judged";
  /** What was asked, in words. */
  readonly rule: string;
}

export interface Decision {
  readonly promoted: boolean;
  readonly mode: GateMode;
  /** `better`, or what stood in the way; `popularity first` where what is popular serves for want of anything better. */
  readonly verdict: "better" | "not better" | "holdout too small" | "guard rail" | "popularity first";
  /** One sentence for people. */
  readonly reason: string;
  readonly checks: readonly Check[];
  /** What was risked; absent where nothing was tested, or nobody keeps account of it. */
  readonly look?: Look | undefined;
}
