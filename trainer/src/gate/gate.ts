// Decides whether a challenger replaces the champion, and says why with every number it looked at.
import { type Interval, pairedBootstrap } from "./bootstrap.ts";

/** How the champion takes part in the comparison. */
export type GateMode =
  /** There is no champion: popularity is the opponent. */
  | "first"
  /** The champion's bundle as it serves, on customers who acted after its data ended. */
  | "served"
  /** The champion's recipe, fitted again on the challenger's data. */
  | "recipe";

/** What one side of the comparison showed on the holdout. Arrays are by holdout customer, in one order for both. */
export interface Contestant {
  readonly name: string;
  /** NDCG@10 of each customer. */
  readonly ndcg: Float64Array;
  /** NDCG@10 of each customer counting only items without events before the holdout; NaN for the others. */
  readonly newItemNdcg: Float64Array;
  /** Share of the catalogue in the lists of 10. */
  readonly coverage: number;
  readonly microsecondsPerCustomer: number;
}

export interface GateInput {
  readonly mode: GateMode;
  readonly champion: Contestant;
  readonly challenger: Contestant;
  /** True for customers with at most two events before the holdout. */
  readonly newCustomer: readonly boolean[];
  /** Size of the challenger's bundle, in bytes. */
  readonly bundleBytes: number;
  readonly thresholds?: Partial<Thresholds>;
}

export interface Thresholds {
  readonly minCustomers: number;
  /** Segments smaller than this are reported but do not decide. */
  readonly minSegmentCustomers: number;
  /** Coverage may fall to this share of the champion's. */
  readonly coverageShare: number;
  /** A ranking may take this many times the champion's time, or `freeMicroseconds`, whichever is more. */
  readonly latencyFactor: number;
  readonly freeMicroseconds: number;
  readonly maxBundleBytes: number;
}

export const defaultThresholds: Thresholds = {
  minCustomers: 100,
  minSegmentCustomers: 50,
  coverageShare: 0.5,
  latencyFactor: 2,
  freeMicroseconds: 2000,
  maxBundleBytes: 2 ** 30,
};

export interface Check {
  readonly name: string;
  readonly champion: number | null;
  readonly challenger: number | null;
  /** For NDCG: challenger - champion with its 95% interval. */
  readonly difference?: Interval;
  /** A check that had too few customers to judge by decides nothing, and is no pass. */
  readonly outcome: "pass" | "fail" | "not judged";
  /** What was asked, in words. */
  readonly rule: string;
}

export interface Decision {
  readonly promoted: boolean;
  readonly mode: GateMode;
  /** `better`, or what stood in the way. */
  readonly verdict: "better" | "not better" | "holdout too small" | "guard rail";
  /** One sentence for people. */
  readonly reason: string;
  readonly checks: readonly Check[];
}

/**
 * Compares the two on the same holdout. Throws `RangeError` when the arrays do not belong together or an NDCG is not
 * a number.
 */
export function decide(input: GateInput): Decision {
  const { champion, challenger, mode } = input;
  const thresholds = { ...defaultThresholds, ...input.thresholds };
  const customers = challenger.ndcg.length;
  const lengths = [
    champion.ndcg.length,
    champion.newItemNdcg.length,
    customers,
    challenger.newItemNdcg.length,
    input.newCustomer.length,
  ];
  if (lengths.some((length) => length !== customers)) {
    throw new RangeError(`the measurements are of different customers: ${lengths.join(", ")} of them`);
  }
  if (customers < thresholds.minCustomers) {
    const reason = `the holdout has ${customers} customers, the gate needs ${thresholds.minCustomers}: wait for more events`;
    return { promoted: false, mode, verdict: "holdout too small", reason, checks: [] };
  }

  const everyone = Array.from({ length: customers }, (_, at) => at);
  const ndcg = compare("NDCG@10", champion.ndcg, challenger.ndcg, everyone);
  const better: Check = {
    ...ndcg,
    outcome: passIf(ndcg.difference.low > 0),
    rule: "the interval lies above 0",
  };
  const segment = (name: string, a: Float64Array, b: Float64Array, members: readonly number[]): Check => {
    const { minSegmentCustomers } = thresholds;
    const rule = `${members.length} customers, judged from ${minSegmentCustomers} on`;
    const unjudged = { name, outcome: "not judged", rule } as const;
    if (members.length === 0) return { ...unjudged, champion: null, challenger: null };
    const check = compare(name, a, b, members);
    if (members.length < minSegmentCustomers) return { ...check, ...unjudged };
    return {
      ...check,
      outcome: passIf(check.difference.high >= 0),
      rule: "the interval does not lie below 0",
    };
  };
  const guardRails: Check[] = [
    segment(
      "NDCG@10, new customers",
      champion.ndcg,
      challenger.ndcg,
      everyone.filter((at) => input.newCustomer[at]),
    ),
    segment(
      "NDCG@10, new items",
      champion.newItemNdcg,
      challenger.newItemNdcg,
      everyone.filter((at) => !Number.isNaN(challenger.newItemNdcg[at]!)),
    ),
    {
      name: "coverage@10",
      champion: champion.coverage,
      challenger: challenger.coverage,
      outcome: passIf(challenger.coverage >= thresholds.coverageShare * champion.coverage),
      rule: `at least ${thresholds.coverageShare} of the champion's`,
    },
    {
      name: "µs per ranking",
      champion: champion.microsecondsPerCustomer,
      challenger: challenger.microsecondsPerCustomer,
      outcome: passIf(
        challenger.microsecondsPerCustomer <=
          Math.max(thresholds.freeMicroseconds, thresholds.latencyFactor * champion.microsecondsPerCustomer),
      ),
      rule: `at most ${thresholds.latencyFactor} × the champion's, or ${thresholds.freeMicroseconds}`,
    },
    {
      name: "bundle MB",
      champion: null,
      challenger: input.bundleBytes / 1e6,
      outcome: passIf(input.bundleBytes <= thresholds.maxBundleBytes),
      rule: `at most ${Math.round(thresholds.maxBundleBytes / 1e6)}`,
    },
  ];
  const checks = [better, ...guardRails];
  const { low, high, mean, detectable } = ndcg.difference;
  const numbers = `NDCG@10 ${signed(mean)} [${signed(low)}, ${signed(high)}] on ${customers} customers`;
  const broken = guardRails.find(({ outcome }) => outcome === "fail");
  if (better.outcome === "fail") {
    const reason = `not better than ${champion.name}: ${numbers}; a true difference of ${detectable.toFixed(4)} would have shown`;
    return { promoted: false, mode, verdict: "not better", reason, checks };
  }
  if (broken !== undefined) {
    const reason = `${broken.name} is worse than allowed (${broken.rule}), although ${numbers}`;
    return { promoted: false, mode, verdict: "guard rail", reason, checks };
  }
  const unjudged = guardRails.filter(({ outcome }) => outcome === "not judged");
  const caveat = unjudged.length === 0 ? "" : `; not judged: ${unjudged.map(({ name }) => name).join("; ")}`;
  return {
    promoted: true,
    mode,
    verdict: "better",
    reason: `better than ${champion.name}: ${numbers}${caveat}`,
    checks,
  };
}

const passIf = (holds: boolean): "pass" | "fail" => (holds ? "pass" : "fail");

function compare(
  name: string,
  champion: Float64Array,
  challenger: Float64Array,
  members: readonly number[],
): { name: string; champion: number; challenger: number; difference: Interval } {
  let championSum = 0;
  let challengerSum = 0;
  const differences = Float64Array.from(members, (at) => {
    championSum += champion[at]!;
    challengerSum += challenger[at]!;
    return challenger[at]! - champion[at]!;
  });
  return {
    name,
    champion: championSum / members.length,
    challenger: challengerSum / members.length,
    difference: pairedBootstrap(differences),
  };
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}
