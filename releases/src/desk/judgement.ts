// Whether a canary is to be taken back, and whether it may be promoted. Flagger asks; the rest of its checks are its own.
import type { Alert, Release, Said } from "../journal/types.ts";
import { compareClickThrough, type Shown } from "../measurements/click-through.ts";
import type { Lane, Sample } from "../measurements/measurements.ts";
import type { Policy } from "../platform/config.ts";

/** What the desk knows of a release that runs. */
export interface Evidence {
  readonly release: Pick<Release, "from" | "to" | "startedAt">;
  /** Whether customers had this model before: then nothing new is to be learnt of it. */
  readonly isReturn: boolean;
  /** What was said since it began. */
  readonly said: readonly Said[];
  readonly latest: Sample | undefined;
  readonly alerts: readonly Alert[];
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * A check that was measured and failed, in Flagger's words; that it could not measure is no sign of a bad release.
 * `Halt api.aisle advancement success rate 84.46% < 99%`
 */
const MEASURED_FAILURE = /^Halt \S+ advancement (?!external check )(.+ [<>] .+)$/;
/** The label by which an alert asks for the newest release to be taken back. */
export const ROLLBACK_ACTION: readonly [label: string, value: string] = ["aisle_action", "rollback"];

/** Why the canary must be taken back; undefined when nothing speaks against it. */
export function whyStop(evidence: Evidence, policy: Policy): string | undefined {
  const { release, said, latest, alerts, now } = evidence;
  const failures = measuredFailures(said);
  if (failures.length >= policy.measuredFailures) return failureWords(failures);
  // What has fired since before cannot come of it.
  const alert = alerts.find((one) => asksForRollback(one) && one.startsAt >= release.startedAt);
  if (alert !== undefined) return `alert ${alert.name}: ${alert.annotations["summary"] ?? "it says no more"}`;
  const clicks = clickThroughOf(latest);
  if (clicks?.isWorse === true && listsOf(latest?.canary) >= policy.leastLists) {
    const { canary, primary } = clicks;
    return `click-through ${percent(canary)} of ${listsOf(latest?.canary)} lists, ${percent(primary)} of the primary's ${listsOf(latest?.primary)}`;
  }
  if (lacksSample(evidence, policy) && now - release.startedAt > policy.mostWaitMs)
    return `only ${listsOf(latest?.canary)} of ${policy.leastLists} lists were shown within ${Math.round(policy.mostWaitMs / 60_000)} minutes`;
  return undefined;
}

/** Why the canary may not be promoted yet; undefined when it may. */
export function whyWait(evidence: Evidence, policy: Policy): string | undefined {
  const stop = whyStop(evidence, policy);
  if (stop !== undefined) return stop;
  return lacksSample(evidence, policy)
    ? `${listsOf(evidence.latest?.canary)} of ${policy.leastLists} lists shown`
    : undefined;
}

/** What failed, each as often as it was measured. */
export const measuredFailures = (said: readonly Said[]): string[] =>
  said.flatMap(({ message }) => MEASURED_FAILURE.exec(message)?.[1] ?? []);

/** `checks failed: success rate 80.00% < 99% (2 times); request duration 310ms > 100ms` */
export function failureWords(failures: readonly string[]): string {
  const times = new Map<string, number>();
  for (const failure of failures) times.set(failure, (times.get(failure) ?? 0) + 1);
  const words = [...times].map(([failure, count]) => (count === 1 ? failure : `${failure} (${count} times)`));
  return `checks failed: ${words.join("; ")}`;
}

export const asksForRollback = ({ isFiring, labels }: Alert): boolean =>
  isFiring && labels[ROLLBACK_ACTION[0]] === ROLLBACK_ACTION[1];

export const changesModel = ({ from, to }: Pick<Release, "from" | "to">): boolean =>
  from.model?.digest !== to.model?.digest;

export function clickThroughOf(sample: Sample | undefined) {
  const shown = (lane: Lane | undefined): Shown => ({ lists: lane?.lists ?? 0, clicks: lane?.clicks ?? 0 });
  return compareClickThrough(shown(sample?.canary), shown(sample?.primary));
}

/** A new model in the place of another must have been shown; a first one is better than none. */
const lacksSample = ({ release, isReturn, latest }: Evidence, policy: Policy): boolean =>
  changesModel(release) &&
  release.from.model !== undefined &&
  !isReturn &&
  listsOf(latest?.canary) < policy.leastLists;

const listsOf = (lane: Lane | undefined): number => lane?.lists ?? 0;
const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
