// Whether the model that serves is one to keep.
import type { Model } from "@aisle/client";
import { durationText } from "../duration.ts";
import type { Verdict } from "../frame.tsx";

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
