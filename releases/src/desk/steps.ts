// What an observation of the cluster means for the releases that the desk knows. Pure; also right after a time away.
import type { Observation } from "../cluster/cluster.ts";
import type { Release, Verdict } from "../journal/types.ts";

/** What the desk remembers of the end that it saw last. */
export interface Memory {
  readonly ending: string | undefined;
  readonly promotedSpec: string | undefined;
}

export type Step =
  | { readonly kind: "end"; readonly verdict: Verdict }
  | { readonly kind: "begin" }
  /** It began and ended while the desk was away. */
  | { readonly kind: "missed"; readonly verdict: Verdict };

const RUNNING = new Set(["Progressing", "Waiting", "WaitingPromotion", "Promoting", "Finalising"]);

/** One name for each end of a canary, the same whenever it is looked at; undefined while one runs. */
export const endingOf = ({ phase, turnedAt }: Observation): string | undefined =>
  phase === "Succeeded" || phase === "Failed" || phase === "Initialized" ? `${phase}@${turnedAt}` : undefined;

/** Whether what was applied last is what customers get. */
export const isSettled = (seen: Observation): boolean =>
  endingOf(seen) !== undefined && seen.appliedSpec === seen.promotedSpec;

/** In order; none when nothing has changed. */
export function stepsOf(
  seen: Observation,
  open: Pick<Release, "spec"> | undefined,
  memory: Memory,
): readonly Step[] {
  if (RUNNING.has(seen.phase)) {
    if (open?.spec === seen.appliedSpec) return [];
    return open === undefined ? [{ kind: "begin" }] : [end(replacedVerdict(seen, open)), { kind: "begin" }];
  }
  const ending = endingOf(seen);
  if (ending === undefined || ending === memory.ending) return [];
  const steps: Step[] = [];
  if (open !== undefined) steps.push(end(endedVerdict(seen, open)));
  if (seen.phase === "Failed" && !isSettled(seen) && open?.spec !== seen.appliedSpec)
    steps.push({ kind: "missed", verdict: "rolled back" });
  const isKnown = memory.promotedSpec === undefined || memory.promotedSpec === seen.promotedSpec;
  if (seen.phase === "Succeeded" && !isKnown && open?.spec !== seen.promotedSpec)
    steps.push({ kind: "missed", verdict: "promoted" });
  return steps;
}

const end = (verdict: Verdict): Step => ({ kind: "end", verdict });

/** Of a release in whose place another one runs. */
const replacedVerdict = (seen: Observation, open: Pick<Release, "spec">): Verdict =>
  seen.promotedSpec === open.spec ? "promoted" : "superseded";

function endedVerdict(seen: Observation, open: Pick<Release, "spec">): Verdict {
  if (seen.promotedSpec === open.spec) return "promoted";
  return seen.phase === "Failed" ? "rolled back" : "superseded";
}
