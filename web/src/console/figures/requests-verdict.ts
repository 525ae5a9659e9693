// The sentence on requests.
import { plural } from "../../view/plural.ts";
import { durationText } from "../duration.ts";
import type { Verdict } from "../frame.tsx";
import type { Figures } from "./figures.ts";

/** Of requests that fail, above which somebody should look. */
const MAX_FAILED = 0.01;

/** `now` in milliseconds since 1970. */
export function requestsVerdict(figures: Figures | undefined, now: number): Verdict {
  if (figures === undefined)
    return { tone: "act", text: "The API’s metrics cannot be read: see whether API_METRICS_URL is right." };
  const { since, requests, failed, shed, slowest, events } = figures;
  const when = since === undefined ? "" : ` since the API started ${durationText(now / 1_000 - since)} ago`;
  const fast = slowest === undefined ? "" : `, 99 of 100 within ${(slowest * 1_000).toLocaleString("en")} ms`;
  const text = `${count(requests, "request")}${when}${fast}; ${failed === 0 ? "none" : failed.toLocaleString("en")} failed, ${count(events, "event")} recorded`;
  if (failed > MAX_FAILED * requests) return { tone: "act", text: `${text}: its log says why.` };
  return shed > 0
    ? {
        tone: "act",
        text: `${text}, and ${shed.toLocaleString("en")} were turned away: give it more processes or pods.`,
      }
    : { tone: "well", text: `${text}.` };
}

const count = (number: number, what: string): string =>
  `${number.toLocaleString("en")} ${plural(number, what)}`;
