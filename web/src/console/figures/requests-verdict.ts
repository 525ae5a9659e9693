// The sentence on requests.
import { plural } from "../../view/plural.ts";
import { durationText } from "../duration.ts";
import type { Verdict } from "../frame.tsx";
import type { Figures, Totals } from "./figures.ts";

/** Of requests that fail, and of those turned away, above which somebody should look. */
const MAX_FAILED = 0.01;

/** Of which time the figures of the API's own metrics are; `now` in milliseconds since 1970. */
export const sinceStart = (figures: Figures | undefined, now: number): string =>
  figures?.since === undefined
    ? ""
    : ` since the API started ${durationText(now / 1_000 - figures.since)} ago`;

/**
 * `when`: of which time the figures are, with a space before it, or nothing. Where they are of a time that is long over,
 * `recent` is judged instead, and told when it is bad.
 */
export function requestsVerdict(
  figures: Totals | undefined,
  when: string,
  recent?: { readonly of: Totals; readonly when: string },
): Verdict {
  const now = recent && requestsVerdict(recent.of, recent.when);
  if (now?.tone === "act") return now;
  if (figures === undefined)
    return { tone: "act", text: "The API’s metrics cannot be read: see whether API_METRICS_URL is right." };
  const { requests, failed, shed, slowest, events } = figures;
  const fast = slowest === undefined ? "" : `, 99 of 100 within ${milliseconds(slowest)} ms`;
  const text = `${count(requests, "request")}${when}${fast}; ${failed === 0 ? "none" : failed.toLocaleString("en")} failed, ${count(events, "event")} recorded`;
  const isJudged = now === undefined;
  if (isJudged && failed > MAX_FAILED * requests) return { tone: "act", text: `${text}: its log says why.` };
  if (shed === 0) return { tone: "well", text: `${text}.` };
  const away = `${text}, and ${shed.toLocaleString("en")} ${shed === 1 ? "was" : "were"} turned away`;
  return isJudged && shed > MAX_FAILED * (requests + shed)
    ? { tone: "act", text: `${away}: give it more processes or pods.` }
    : { tone: "well", text: `${away}.` };
}

/** Two digits: a histogram knows no more. */
const milliseconds = (seconds: number): string =>
  Number((seconds * 1_000).toPrecision(2)).toLocaleString("en");

const count = (number: number, what: string): string =>
  `${number.toLocaleString("en")} ${plural(number, what)}`;
