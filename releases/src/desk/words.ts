// What a release is called, and why it ended as it did.
import type { Release, Said, Verdict } from "../journal/types.ts";
import { changesModel, failureWords, measuredFailures } from "./judgement.ts";

const changesImage = ({ from, to }: Pick<Release, "from" | "to">): boolean => from.image !== to.image;

/** `model 5`, `image aisle/api:0123abcd`, both, or `configuration` when neither differs. */
export function titleOf(release: Pick<Release, "from" | "to">): string {
  const parts = [
    ...(changesModel(release) ? [`model ${release.to.model?.version ?? "none"}`] : []),
    ...(changesImage(release) ? [`image ${release.to.image}`] : []),
  ];
  return parts.length === 0 ? "configuration" : parts.join(" and ");
}

/** How the desk begins what keeps a pod from starting. */
export const POD_TROUBLE = "A pod does not start: ";
const NOT_READY = /not ready|progress deadline|exceeded/i;
const NOT_MEASURED = /Prometheus query failed|no values found|Metric query failed/;

/** In a sentence's words; `said` is what was said while the release ran. */
export function whyEnded(verdict: Verdict, stopReason: string | undefined, said: readonly Said[]): string {
  if (verdict === "promoted") return "all checks passed";
  if (verdict === "superseded") return "a newer commit came before it was decided";
  if (stopReason !== undefined) return stopReason;
  const failures = measuredFailures(said);
  if (failures.length > 0) return failureWords(failures);
  const warnings = said.filter(({ isWarning }) => isWarning).map(({ message }) => message);
  const trouble = warnings.findLast((message) => message.startsWith(POD_TROUBLE));
  const notReady =
    trouble?.slice(POD_TROUBLE.length) ?? warnings.findLast((message) => NOT_READY.test(message));
  if (notReady !== undefined) return `its pods did not become ready: ${notReady}`;
  const notMeasured = warnings.findLast((message) => NOT_MEASURED.test(message));
  if (notMeasured !== undefined) return `nothing could be measured: ${notMeasured}`;
  return "Flagger took it back, and the desk did not hear why";
}
