// The gate's decision on a challenger, as each retrain leaves it with its run in MLflow (`gate.json`).
import * as v from "valibot";
import { Line } from "./line.ts";

/** The file among the artifacts of a retrain's run. */
export const GATE_FILE = "gate.json";

const MAX_CHECKS = 100;

/** Shares, megabytes and microseconds are far smaller. */
const MAX_MEASURED = 1e12;
const Measured = v.pipe(v.number(), v.minValue(-MAX_MEASURED), v.maxValue(MAX_MEASURED));
/** JSON has no number for what is infinite. */
const End = v.nullable(Measured);
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const GateInterval = v.object({
  /** Of the differences of all customers: challenger less champion. */
  mean: Measured,
  /** `null` is no bound. */
  low: End,
  high: End,
  customers: Count,
  /** Customers for whom there is a difference. */
  differing: Count,
});

const GateCheck = v.object({
  name: Line,
  champion: v.nullable(Measured),
  challenger: v.nullable(Measured),
  difference: v.exactOptional(GateInterval),
  outcome: v.picklist(["pass", "fail", "not judged"]),
  /** What was asked, in words. */
  rule: Line,
});

export const GateDecision = v.object({
  promoted: v.boolean(),
  /** What the challenger was compared with: popularity, the bundle that served, or its recipe on the newer data. */
  mode: v.picklist(["first", "served", "recipe"]),
  /** One sentence for people. */
  reason: Line,
  checks: v.pipe(v.array(GateCheck), v.maxLength(MAX_CHECKS)),
});

export type GateInterval = v.InferOutput<typeof GateInterval>;
export type GateCheck = v.InferOutput<typeof GateCheck>;
export type GateDecision = v.InferOutput<typeof GateDecision>;
