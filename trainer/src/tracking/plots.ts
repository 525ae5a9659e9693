// The plots that a training run keeps as artifacts: bar charts as self-contained SVG.
import { linear } from "@aisle/platform/scale";
import { element, svgDocument, svgText } from "./svg.ts";

const BAR = "#2f6f9f";
const INK = "#1f2933";
const FAINT = "#d5dbe1";
const TOP = 44;
/** Means and sums may miss their bounds by this much. */
const ROUNDING = 1e-9;

export interface FeatureImportance {
  readonly feature: string;
  /** Share of the whole, 0 to 1. */
  readonly importance: number;
}

export interface HistoryGroup {
  /** The history lengths of the group, for example `3–5`. */
  readonly label: string;
  readonly customers: number;
  /** Mean NDCG@10 with its interval; NaN for a group without customers. */
  readonly ndcg: number;
  readonly low: number;
  readonly high: number;
}

/** Horizontal bars, the most important feature first. @throws RangeError for an importance that is no share. */
export function importancePlot(features: readonly FeatureImportance[]): string {
  for (const { feature, importance } of features) {
    if (!(importance >= 0 && importance <= 1))
      throw new RangeError(`Importance of ${feature}: ${importance}`);
  }
  const sorted = features.toSorted((a, b) => b.importance - a.importance);
  const labelWidth = 210;
  const barWidth = 360;
  const row = 24;
  // Without any importance every bar has the length 0.
  const scale = barWidth / (sorted[0]?.importance || 1);
  const rows = sorted.map(({ feature, importance }, index) => {
    const y = TOP + index * row;
    return (
      element("text", { x: labelWidth - 8, y: y + 16, "text-anchor": "end" }, svgText(feature)) +
      element("rect", { x: labelWidth, y: y + 4, width: importance * scale, height: row - 8, fill: BAR }) +
      element("text", { x: labelWidth + importance * scale + 6, y: y + 16 }, percent(importance))
    );
  });
  return svgDocument({
    width: labelWidth + barWidth + 70,
    height: TOP + Math.max(sorted.length, 1) * row + 12,
    title: "Feature importance",
    description:
      sorted.length === 0
        ? "No features."
        : `Share of the forest's splits' gain: ${sorted.map((f) => `${f.feature} ${percent(f.importance)}`).join(", ")}.`,
    content: sorted.length === 0 ? nothing("No features") : rows.join(""),
  });
}

/**
 * Vertical bars with their intervals, in the order given; a group without customers keeps its place.
 * @throws RangeError for an interval that does not hold its NDCG, or one outside 0 to 1.
 */
export function historyLengthPlot(groups: readonly HistoryGroup[]): string {
  const known = groups.filter(({ customers }) => customers > 0);
  for (const { label, low, ndcg, high } of known) {
    if (!(low >= -ROUNDING && low <= ndcg + ROUNDING && ndcg <= high + ROUNDING && high <= 1 + ROUNDING)) {
      throw new RangeError(`NDCG of the group ${label}: ${low} to ${high} around ${ndcg}`);
    }
  }
  const left = 60;
  const column = 84;
  const height = 240;
  const bottom = TOP + height;
  const { at: y, ticks } = linear(Math.max(...known.map(({ high }) => high), 0.001), bottom, TOP);
  const right = left + Math.max(groups.length, 3) * column;
  const axis = ticks.map(
    (tick) =>
      element("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), stroke: FAINT }) +
      element("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, String(tick)),
  );
  const bars = groups.map((group, index) => {
    const middle = left + (index + 0.5) * column;
    const captions =
      element("text", { x: middle, y: bottom + 18, "text-anchor": "middle" }, svgText(group.label)) +
      element(
        "text",
        { x: middle, y: bottom + 34, "text-anchor": "middle", "font-size": 10 },
        `n = ${group.customers.toLocaleString("en")}`,
      );
    return group.customers > 0 ? captions + barWithInterval(group, middle, y) : captions;
  });
  return svgDocument({
    width: right + 20,
    height: bottom + 70,
    title: "NDCG@10 by history length",
    description:
      groups.length === 0
        ? "No customers."
        : `Mean NDCG@10 by events in the history: ${groups.map(spoken).join("; ")}.`,
    content:
      groups.length === 0
        ? nothing("No customers")
        : axis.join("") +
          bars.join("") +
          element(
            "text",
            { x: (left + right) / 2, y: bottom + 56, "text-anchor": "middle" },
            "events in the customer's history (lines: interval)",
          ),
  });
}

function barWithInterval(group: HistoryGroup, middle: number, y: (value: number) => number): string {
  const half = 22;
  const cap = 6;
  const line = (x1: number, x2: number, from: number, to: number): string =>
    element("line", { x1, x2, y1: y(from), y2: y(to), stroke: INK, "stroke-width": 1.5 });
  return (
    element("rect", {
      x: middle - half,
      y: y(group.ndcg),
      width: half * 2,
      height: y(0) - y(group.ndcg),
      fill: BAR,
    }) +
    line(middle, middle, group.low, group.high) +
    line(middle - cap, middle + cap, group.low, group.low) +
    line(middle - cap, middle + cap, group.high, group.high) +
    element(
      "text",
      { x: middle, y: y(group.high) - 5, "text-anchor": "middle", "font-size": 10 },
      group.ndcg.toFixed(4),
    )
  );
}

function spoken({ label, customers, ndcg, low, high }: HistoryGroup): string {
  if (customers === 0) return `${label}: no customers`;
  return `${label}: ${ndcg.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)}, ${customers} customers)`;
}

function nothing(text: string): string {
  return element("text", { x: 16, y: TOP + 16 }, text);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
