// The gate's single checks: is the challenger better, and what it must not spoil.
import type { Check, GateInput, Thresholds } from "./decision.ts";
import { clusteredInterval, type Interval, TAIL } from "./interval.ts";
import type { Segment } from "./segments.ts";
import { ndcgOf, type Takings } from "./takings.ts";

type Judged = Check & { readonly difference: Interval };

/** Whether the interval of the difference lies above 0. */
export function isBetter(
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

/** The challenger is no worse than what else was fitted on its data. */
export function againstRival({ takings, challenger, rival }: GateInput): readonly Check[] {
  if (rival === undefined) return [];
  const compared = compare("NDCG@10, same data", takings, rival.gains, challenger.gains, {});
  const rule = `${challenger.name} is no worse than ${rival.name}`;
  return [{ ...compared, outcome: passIf(compared.challenger >= compared.champion), rule }];
}

/**
 * Non-inferiority in what the shop loses: the segment's part of the NDCG@10 of all customers. It passes when the interval
 * lies above the margin and fails when it lies below; in between there is too little to judge by.
 */
export function segmentRail(
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
  const margin = segmentShare * ndcgOf(champion.gains, takings);
  const { low, high } = compared.difference;
  const rule = `${members} customers, may cost ${margin.toFixed(4)} of all customers' NDCG`;
  if (low >= -margin) return { ...compared, outcome: "pass", rule };
  if (high < -margin) return { ...compared, outcome: "fail", rule };
  return { ...compared, outcome: "not judged", rule: `${rule}: too few to tell` };
}

/** What a better model may cost besides: coverage, time and size. */
export function costs(
  { champion, challenger, bundleBytes }: GateInput,
  thresholds: Thresholds,
): readonly Check[] {
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
    champion: ndcgOf(champion, takings),
    challenger: ndcgOf(challenger, takings),
    difference: clusteredInterval(takings, differences, certainty),
  };
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
