// Whether the model that serves is one to keep, and what MLflow says beside it.
import type { Model } from "@aisle/client";
import type { Operation } from "@aisle/contract";
import type { Told, Trouble } from "../ask.ts";
import { durationText } from "../duration.ts";
import type { Verdict } from "../frame.tsx";
import { decisionOf, type History } from "./history.ts";
import { nameOf } from "./operation-part.tsx";

/** What customers do changes within days; a model that was not retrained for so long is behind. In seconds. */
const MAX_AGE = 7 * 86_400;

export function modelVerdict({ version, track, ageSeconds, items }: Model): Verdict {
  const serves = `Model ${version} (${track}) serves, fitted ${durationText(ageSeconds)} ago`;
  if (items === 0)
    return {
      tone: "act",
      text: `${serves}, but no product can be recommended: put some into the catalogue.`,
    };
  return ageSeconds > MAX_AGE
    ? { tone: "act", text: `${serves}: train a new one, for it knows nothing of what came since.` }
    : { tone: "well", text: `${serves}.` };
}

/**
 * Over what the API and MLflow say, and what was ordered last; `history` is undefined where no MLflow is named.
 */
export function modelsVerdict(
  model: Told<Model>,
  history: Told<History> | undefined,
  order: Operation | undefined,
): Verdict {
  if (!model.ok) return { tone: "failed", text: withHistory(model.trouble, history) };
  const verdict = modelVerdict(model.value);
  if (order?.outcome === "failed")
    return { tone: "act", text: `${verdict.text} ${nameOf(order)} failed: its output is below.` };
  if (history === undefined) return verdict;
  if (!history.ok) return { tone: "act", text: `${verdict.text} ${history.trouble.text}` };
  if (verdict.tone !== "well") return verdict;
  const { broken, champion, trained } = history.value;
  if (champion !== undefined && champion !== model.value.version)
    return {
      tone: "act",
      text: `${verdict.text} In MLflow the champion is version ${champion}: unless a release is under way, promote the one that should serve.`,
    };
  if (broken !== undefined) return { tone: "act", text: `${verdict.text} ${BROKEN[broken]}` };
  const [newest] = trained;
  const decision = newest?.run && decisionOf(newest.run);
  return decision === "refused"
    ? {
        ...verdict,
        text: `${verdict.text} The newest retrain was refused: the gate says below why.`,
      }
    : verdict;
}

const BROKEN = {
  stopped: "The newest retrain stopped because its data failed validation: the Data page says why.",
  failed:
    "The newest retrain failed: its log says why. Fix that and run it again; it resumes where it stopped.",
} as const;

/** What cannot be told, each thing once. */
const withHistory = ({ text }: Trouble, history: Told<History> | undefined): string =>
  history === undefined || history.ok ? text : `${text} ${history.trouble.text}`;
