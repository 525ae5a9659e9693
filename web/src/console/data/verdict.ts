// Whether the data are fit to learn from, and what to do if not.
import type { DataReport } from "@aisle/contract";
import type { Told } from "../ask.ts";
import { durationText } from "../duration.ts";
import type { Verdict } from "../frame.tsx";
import type { Reported } from "./report.ts";
import { countText } from "./words.ts";

/** A shop whose data nobody checked for so long does not retrain. In seconds. */
const MAX_AGE = 7 * 86_400;

/** `reported`: undefined where no MLflow is named. `now` in milliseconds since 1970. */
export function dataVerdict(reported: Told<Reported | undefined> | undefined, now: number): Verdict {
  if (reported === undefined)
    return {
      tone: "note",
      text: "Set MLFLOW_TRACKING_URI, such as http://127.0.0.1:5000, to see what the last retrain said of the data.",
    };
  if (!reported.ok) return { tone: "failed", text: reported.trouble.text };
  if (reported.value === undefined)
    return {
      tone: "act",
      text: "No retrain has checked the data yet: train a model, and its report will be here.",
    };
  return reportVerdict(reported.value.report, now);
}

/** For the overview: also whether the retrain that checked the data completed. */
export function retrainVerdict(reported: Told<Reported | undefined>, now: number): Verdict {
  const verdict = dataVerdict(reported, now);
  if (verdict.tone === "failed") return { ...verdict, tone: "act" };
  const known = reported.ok ? reported.value : undefined;
  return known?.report.validation.verdict === "passed" && known.run.status === "FAILED"
    ? {
        tone: "act",
        text: `${verdict.text} The retrain failed afterwards: its log says why. Fix that and run it again.`,
      }
    : verdict;
}

function reportVerdict({ validation, imports: [latest] }: DataReport, now: number): Verdict {
  const { verdict, checkedAt, checks, valid, quarantined } = validation;
  const age = (now - Date.parse(checkedAt)) / 1_000;
  const ago = `${durationText(age)} ago`;
  const found = (outcome: string): string =>
    checks
      .filter((check) => check.outcome === outcome)
      .map(({ finding }) => finding)
      .join("; ");
  if (verdict === "stopped")
    return {
      tone: "act",
      text: `The data failed validation ${ago}, so no model learned from them: ${found("stop")}. Fix that at the source; the next retrain checks again.`,
    };
  if (latest?.outcome === "refused")
    return {
      tone: "act",
      text: `The newest import was refused: ${latest.error ?? "see below"} Fix its files and import them again.`,
    };
  const aside = quarantined.reduce((sum, { rows }) => sum + rows, 0);
  const passed = `${countText(valid.events)} events of ${countText(valid.customers)} customers passed their validation ${ago}, ${aside === 0 ? "none" : countText(aside)} ${aside === 0 ? "was" : "rows were"} quarantined`;
  const warnings = found("warning");
  if (warnings !== "")
    return { tone: "act", text: `${passed}, with a warning: ${warnings}. Check whether that is intended.` };
  return age > MAX_AGE
    ? { tone: "act", text: `${passed}. That is long ago: find out why no retrain has run since.` }
    : { tone: "well", text: `${passed}.` };
}
