// Decides whether a challenger replaces the champion, and says why with every number it looked at.
import { againstRival, costs, isBetter, segmentRail } from "./checks.ts";
import { type Decision, defaultThresholds, type GateInput, type Thresholds } from "./decision.ts";
import type { Interval } from "./interval.ts";
import { ndcgOf, type Takings } from "./takings.ts";

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

/** Which of the two it is that was compared, where there was a choice. */
function rivalry({ takings, challenger, rival }: GateInput): string {
  if (rival === undefined) return "";
  const [own, other] = [challenger, rival].map(({ gains }) => ndcgOf(gains, takings).toFixed(4));
  return `; it is ${challenger.name} (${own}), not ${rival.name} (${other})`;
}

function describe({ mean, low, high }: Interval, { customer, item, day }: Takings): string {
  const of = `${customer.count} customers, ${item.count} items and ${day.count} days`;
  return `NDCG@10 ${signed(mean)} [${signed(low)}, ${signed(high)}] on ${of}`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}
