// What the overview draws over time: each chart's queries, unit and meaning. `$window` and `$wide` stand for the durations
// that rates are taken over: a minute or hours, as what is looked at is minutes or days.
import type { Tone } from "@aisle/platform/charts";

export type Unit = "perSecond" | "seconds" | "share";

export interface Line {
  readonly query: string;
  /** What the line is called; or the label by which the query's series are told apart, each a line of its own, with what stands before it. */
  readonly name: string | { readonly label: string; readonly prefix?: string };
  /** Of a line with a name of its own. */
  readonly tone?: Tone;
}

export interface Panel {
  /** Different from those of all others. */
  readonly id: string;
  readonly title: string;
  /** What is measured, in a sentence. */
  readonly meaning: string;
  readonly unit: Unit;
  readonly lines: readonly Line[];
  /** A value above which somebody is told. */
  readonly limit?: { readonly value: number; readonly name: string };
}

const LISTS = `route=~"/v1/(.*/)?(recommendations|similar|bought-together|trending)"`;
const ANSWERED = "sum(rate(aisle_http_requests_total[$window]))";
const FAILED = `(sum(rate(aisle_http_requests_total{status=~"5.."}[$window])) or 0 * ${ANSWERED})`;
const TURNED_AWAY = "sum(rate(aisle_http_requests_shed_total[$window]))";
const duration = (quantile: number): string =>
  `histogram_quantile(${quantile}, sum by (le) (rate(aisle_http_request_duration_seconds_bucket{${LISTS}}[$window])))`;

export const PANELS: readonly Panel[] = [
  {
    id: "requests",
    title: "Requests per second",
    meaning: "All requests that the API answered, whatever it answered.",
    unit: "perSecond",
    lines: [{ name: "answered", tone: "one", query: ANSWERED }],
  },
  {
    id: "latency",
    title: "Latency of lists",
    meaning: "Half of the lists are answered within p50, 99 of 100 within p99.",
    unit: "seconds",
    lines: [
      { name: "p50", tone: "one", query: duration(0.5) },
      { name: "p99", tone: "three", query: duration(0.99) },
    ],
    limit: { value: 0.1, name: "alert" },
  },
  {
    id: "errors",
    title: "Failed requests",
    meaning: "Share of the requests answered with 5xx, and of those turned away unread in an overload.",
    unit: "share",
    lines: [
      { name: "failed", tone: "failed", query: `${FAILED} / ${ANSWERED}` },
      {
        name: "turned away",
        tone: "three",
        query: `${TURNED_AWAY} / (${ANSWERED} + ${TURNED_AWAY})`,
      },
    ],
    limit: { value: 0.01, name: "alert" },
  },
  {
    id: "events",
    title: "Events per second",
    meaning: "What customers did, as the shop sent it.",
    unit: "perSecond",
    lines: [{ name: { label: "type" }, query: "sum by (type) (rate(aisle_events_recorded_total[$window]))" }],
  },
  {
    id: "lists",
    title: "Lists per second, by model",
    meaning: "Lists with at least one item. While a model takes over, there are two.",
    unit: "perSecond",
    lines: [
      {
        name: { label: "version", prefix: "model " },
        query: "sum by (version) (rate(aisle_impressions_total[$window]))",
      },
    ],
  },
  {
    id: "click-through",
    title: "Click-through rate, by model",
    meaning: "Lists that were clicked on, for each list that was shown at that time.",
    unit: "share",
    lines: [
      {
        name: { label: "version", prefix: "model " },
        query:
          "sum by (version) (rate(aisle_clicks_total[$wide])) / sum by (version) (rate(aisle_impressions_total[$wide]) > 0)",
      },
    ],
  },
];
