// The time that the overview looks at.
import * as v from "valibot";
import type { Grid } from "../prometheus/prometheus.ts";

export interface Span {
  /** As the address has it. */
  readonly id: string;
  readonly name: string;
  /** As a sentence has it. */
  readonly words: string;
  readonly seconds: number;
  /** Seconds between two points of a chart. */
  readonly step: number;
  /** Over which rates are taken, and over which shares of what is seldom, as durations of PromQL. */
  readonly window: string;
  readonly wide: string;
  /** What charts begin with, so that the times below them are those of a clock. */
  readonly beginsWith: "minute" | "hour" | "day";
}

export const SPANS = [
  {
    id: "15m",
    name: "15 minutes",
    words: "in the last 15 minutes",
    seconds: 900,
    step: 15,
    window: "2m",
    wide: "5m",
    beginsWith: "minute",
  },
  {
    id: "day",
    name: "Day",
    words: "in the last 24 hours",
    seconds: 86_400,
    step: 900,
    window: "15m",
    wide: "1h",
    beginsWith: "hour",
  },
  {
    id: "week",
    name: "Week",
    words: "in the last seven days",
    seconds: 7 * 86_400,
    step: 7_200,
    window: "2h",
    wide: "6h",
    beginsWith: "day",
  },
] as const satisfies readonly Span[];

/** Of an address. */
export const SpanId = v.optional(v.picklist(SPANS.map(({ id }) => id)), "15m");

export const spanOf = (id: v.InferOutput<typeof SpanId>): Span => SPANS.find((span) => span.id === id)!;

/** The points of a chart, in unix seconds, and where its axis begins: at a full minute, hour or day. */
export interface ChartGrid extends Grid {
  readonly begin: number;
}

/** Of a chart that ends at `now`, in milliseconds. */
export function gridOf({ seconds, step, beginsWith }: Span, now: number): ChartGrid {
  const first = new Date(now - seconds * 1_000);
  first.setSeconds(0, 0);
  if (beginsWith !== "minute") first.setMinutes(0);
  // A week is today and the six days before.
  if (beginsWith === "day") first.setHours(24);
  const begin = first.getTime() / 1_000;
  const round = Math.min(step, MINUTE);
  const to = Math.floor(now / 1_000 / round) * round;
  return { begin, from: to - Math.floor((to - begin) / step) * step, to, step };
}

const MINUTE = 60;

const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short" });

/** A time in unix seconds, as one looks for it in this span. */
export function momentText({ beginsWith }: Pick<Span, "beginsWith">, seconds: number): string {
  const at = new Date(seconds * 1_000);
  return beginsWith === "day" ? `${DAY.format(at)} ${CLOCK.format(at)}` : CLOCK.format(at);
}

/** The same below a chart, where days are told by their names. */
export function axisText(span: Pick<Span, "beginsWith">, seconds: number): string {
  const at = new Date(seconds * 1_000);
  const isMidnight = at.getHours() === 0 && at.getMinutes() === 0;
  return span.beginsWith === "day" && isMidnight ? DAY.format(at) : momentText(span, seconds);
}
