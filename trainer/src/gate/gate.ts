// Decides whether a challenger replaces the champion, and says why with every number it looked at.
import { clusteredInterval, type Interval, TAIL } from "./interval.ts";
import type { Look } from "./risk.ts";
import type { Segment } from "./segments.ts";
import type { Takings } from "./takings.ts";

/** How the champion takes part in the comparison. */
export type GateMode =
  /** There is no champion: popularity is the opponent. */
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
  /** `better`, or what stood in the way. */
  readonly verdict: "better" | "not better" | "holdout too small" | "guard rail";
  /** One sentence for people. */
  readonly reason: string;
  readonly checks: readonly Check[];
  /** What was risked; absent where nothing was tested, or nobody keeps account of it. */
  readonly look?: Look | undefined;
}

/**
 * Compares the two on the same holdout. Throws `RangeError` when the columns do not belong together or a gain is not
 * a number.
 */
export function decide(input: GateInput): Decision {
  const { champion, look, mode, takings } = input;
  const thresholds = { ...defaultThresholds, ...input.thresholds };
  requireSameRows(input);
  const small = tooSmall(takings, thresholds);
  if (small !== undefined) {
    return { promoted: false, mode, verdict: "holdout too small", reason: small, checks: [] };
  }

  const better = isBetter(input, thresholds);
  const guardRails = [
    ...againstRival(input),
    ...input.segments.map((one) => segmentRail(one, input, thresholds)),
    ...costs(input, thresholds),
  ];
  const checks = [better, ...guardRails];
  const numbers = describe(better.difference, takings);
  if (better.outcome !== "pass") {
    const why =
      better.outcome === "fail"
        ? `a true difference of ${better.difference.detectable.toFixed(4)} would have shown`
        : better.rule;
    const reason = `not better than ${champion.name}: ${numbers}; ${why}`;
    return { promoted: false, mode, verdict: "not better", reason, checks, look };
  }
  const broken = guardRails.find(({ outcome }) => outcome === "fail");
  if (broken !== undefined) {
    const reason = `${broken.name} is worse than allowed (${broken.rule}), although ${numbers}`;
    return { promoted: false, mode, verdict: "guard rail", reason, checks, look };
  }
  const unjudged = guardRails.filter(({ outcome }) => outcome === "not judged");
  const caveat = unjudged.length === 0 ? "" : `; not judged: ${unjudged.map(({ name }) => name).join("; ")}`;
  return {
    promoted: true,
    mode,
    verdict: "better",
    reason: `better than ${champion.name}: ${numbers}${rivalry(input)}${caveat}`,
    checks,
    look,
  };
}

function requireSameRows({ takings, champion, challenger, rival, segments }: GateInput): void {
  const lengths = [
    takings.rows,
    champion.gains.length,
    challenger.gains.length,
    rival?.gains.length ?? takings.rows,
    ...segments.map(({ rows }) => rows.length),
  ];
  if (lengths.some((length) => length !== lengths[0]))
    throw new RangeError(`the measurements are of different holdouts: ${lengths.join(", ")} items taken`);
}

/** What there is too little of, in words. */
function tooSmall(
  { customer, item, day }: Takings,
  { minCustomers, minDays, minItems }: Thresholds,
): string | undefined {
  const needs = [
    ["customers", customer.count, minCustomers],
    ["days", day.count, minDays],
    ["items that were taken", item.count, minItems],
  ] as const;
  const lacking = needs.find(([, has, least]) => has < least);
  if (lacking === undefined) return undefined;
  const [what, has, least] = lacking;
  return `the holdout has ${has} ${what}, the gate needs ${least}: wait for more events`;
}

type Judged = Check & { readonly difference: Interval };

function isBetter(
  { takings, champion, challenger, rival, look }: GateInput,
  { minDiffering }: Thresholds,
): Judged {
  const whole = look?.risk ?? TAIL;
  const risk = rival === undefined ? whole : whole / 2;
  const compared = compare("NDCG@10", takings, champion.gains, challenger.gains, {
    tail: risk,
    cautious: true,
  });
  const { low, differing } = compared.difference;
  if (differing > 0 && differing < minDiffering) {
    const rule = `${differing} customers' lists differ in what they hit, judged from ${minDiffering} on`;
    return { ...compared, outcome: "not judged", rule };
  }
  return {
    ...compared,
    outcome: passIf(low > 0),
    rule: `the interval of ${percent(1 - 2 * risk)} lies above 0`,
  };
}

function againstRival({ takings, challenger, rival }: GateInput): readonly Check[] {
  if (rival === undefined) return [];
  const compared = compare("NDCG@10, same data", takings, rival.gains, challenger.gains, {});
  const rule = `${challenger.name} is no worse than ${rival.name}`;
  return [{ ...compared, outcome: passIf(compared.challenger >= compared.champion), rule }];
}

/** Which of the two it is that was compared, where there was a choice. */
function rivalry({ takings, challenger, rival }: GateInput): string {
  if (rival === undefined) return "";
  const [own, other] = [challenger, rival].map(({ gains }) => meanOf(gains, takings).toFixed(4));
  return `; it is ${challenger.name} (${own}), not ${rival.name} (${other})`;
}

/**
 * Non-inferiority in what the shop loses: the segment's part of the NDCG@10 of all customers. It passes when the interval
 * lies above the margin and fails when it lies below; in between there is too little to judge by.
 */
function segmentRail(
  { name: segment, rows }: Segment,
  { takings, champion, challenger }: GateInput,
  { minSegmentCustomers, segmentShare }: Thresholds,
): Check {
  const within = (gains: Float64Array): Float64Array =>
    gains.map((gain, row) => (rows[row] === 1 ? gain : 0));
  const members = new Set(takings.customer.of.filter((_, row) => rows[row] === 1)).size;
  const name = `NDCG@10, ${segment}`;
  const unjudged = {
    name,
    outcome: "not judged",
    rule: `${members} customers, judged from ${minSegmentCustomers} on`,
  } as const;
  if (members === 0) return { ...unjudged, champion: null, challenger: null };
  const compared = compare(name, takings, within(champion.gains), within(challenger.gains), {});
  if (members < minSegmentCustomers) return { ...compared, ...unjudged };
  const margin = segmentShare * meanOf(champion.gains, takings);
  const { low, high } = compared.difference;
  const rule = `${members} customers, may cost ${margin.toFixed(4)} of all customers' NDCG`;
  if (low >= -margin) return { ...compared, outcome: "pass", rule };
  if (high < -margin) return { ...compared, outcome: "fail", rule };
  return { ...compared, outcome: "not judged", rule: `${rule}: too few to tell` };
}

function costs({ champion, challenger, bundleBytes }: GateInput, thresholds: Thresholds): readonly Check[] {
  const { coverageShare, freeMicroseconds, latencyFactor, maxBundleBytes } = thresholds;
  const maxMicroseconds = Math.max(freeMicroseconds, latencyFactor * champion.microsecondsPerCustomer);
  return [
    {
      name: "coverage@10",
      champion: champion.coverage,
      challenger: challenger.coverage,
      outcome: passIf(challenger.coverage >= coverageShare * champion.coverage),
      rule: `at least ${coverageShare} of the champion's`,
    },
    {
      name: "µs per ranking",
      champion: champion.microsecondsPerCustomer,
      challenger: challenger.microsecondsPerCustomer,
      outcome: passIf(challenger.microsecondsPerCustomer <= maxMicroseconds),
      rule: `at most ${latencyFactor} × the champion's, or ${freeMicroseconds}`,
    },
    {
      name: "bundle MB",
      champion: null,
      challenger: bundleBytes / 1e6,
      outcome: passIf(bundleBytes <= maxBundleBytes),
      rule: `at most ${Math.round(maxBundleBytes / 1e6)}`,
    },
  ];
}

const passIf = (holds: boolean): "pass" | "fail" => (holds ? "pass" : "fail");

function compare(
  name: string,
  takings: Takings,
  champion: Float64Array,
  challenger: Float64Array,
  certainty: Parameters<typeof clusteredInterval>[2],
): { name: string; champion: number; challenger: number; difference: Interval } {
  const differences = challenger.map((gain, row) => gain - champion[row]!);
  return {
    name,
    champion: meanOf(champion, takings),
    challenger: meanOf(challenger, takings),
    difference: clusteredInterval(takings, differences, certainty),
  };
}

function meanOf(gains: Float64Array, { customer }: Takings): number {
  return gains.reduce((a, b) => a + b, 0) / customer.count;
}

function describe({ mean, low, high }: Interval, { customer, item, day }: Takings): string {
  const of = `${customer.count} customers, ${item.count} items and ${day.count} days`;
  return `NDCG@10 ${signed(mean)} [${signed(low)}, ${signed(high)}] on ${of}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}
