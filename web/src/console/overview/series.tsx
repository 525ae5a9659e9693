// The charts of the overview.
import { LineChart, type Series, type Tone } from "@aisle/platform/charts";
import type { Curve } from "../prometheus/prometheus.ts";
import type { Measured, MeasuredPanel } from "./measured.ts";
import type { Line, Unit } from "./panels.ts";
import { axisText, type ChartGrid, momentText, type Span } from "./span.ts";

/** Of lines that share a query, from the one with most. There are no more colours that can be told apart. */
const TONES: readonly Tone[] = ["one", "two", "three", "failed", "soft"];
/** Points back from the end in which a value counts as the newest one. */
const NEWEST = 3;

/** Between a number and its unit there is little room beside a small chart. */
const NARROW = "\u202f";

const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 2 });

const TEXT: Readonly<Record<Unit, (value: number) => string>> = {
  perSecond: (value) => `${short.format(value)}/s`,
  seconds: (value) =>
    value < 1 ? `${short.format(value * 1_000)}${NARROW}ms` : `${short.format(value)}${NARROW}s`,
  share: (value) => `${short.format(value * 100)}${NARROW}%`,
};

export function SeriesPart({ measured, span }: { measured: Measured; span: Span }) {
  const { panels, grid, changes } = measured;
  const models = changes.ok ? changes.value.models : [];
  const stages = models
    .filter(({ at }) => at > grid.begin)
    .map(({ at, version }) => ({ from: at - grid.begin, name: `model ${version}` }));
  return (
    <section aria-labelledby="series" class="charts over-time">
      <h2 id="series">Over time</h2>
      <div class="chart-grid">
        {panels.map((panel) => (
          <PanelChart measured={panel} grid={grid} span={span} stages={stages} />
        ))}
      </div>
    </section>
  );
}

interface PanelChartProps {
  readonly measured: MeasuredPanel;
  readonly grid: ChartGrid;
  readonly span: Span;
  /** Models that began to serve. */
  readonly stages: readonly { readonly from: number; readonly name: string }[];
}

function PanelChart({ measured: { panel, curves }, grid, span, stages }: PanelChartProps) {
  const { id, title, meaning, unit, lines, limit } = panel;
  const text = TEXT[unit];
  if (!curves.ok)
    return (
      <figure>
        <figcaption>{title}</figcaption>
        <p class="note">{curves.trouble}.</p>
      </figure>
    );
  const { series, left } = seriesOf(lines, curves.value, grid);
  if (series.every(({ points }) => points.every(({ value }) => value === undefined)))
    return (
      <figure>
        <figcaption>{title}</figcaption>
        <p class="note">Nothing was measured {span.words}.</p>
      </figure>
    );
  const newest = series
    .map(({ name, points }) => {
      const value = points.slice(-NEWEST).findLast((point) => point.value !== undefined)?.value;
      return `${name} ${value === undefined ? "–" : text(value)}`;
    })
    .join(", ");
  const more = left > 0 ? ` ${left} more are not drawn.` : "";
  return (
    <LineChart
      id={id}
      title={title}
      newest={newest}
      description={`${meaning} ${span.name} until ${momentText({ beginsWith: "minute" }, grid.to)}; the newest values: ${newest}.${more}`}
      seconds={grid.to - grid.begin}
      text={text}
      timeText={(second) => axisText(span, grid.begin + second)}
      stages={lines.some(({ name }) => typeof name !== "string" && name.label === "version") ? stages : []}
      series={series}
      {...(limit && { limits: [limit] })}
    />
  );
}

/** `left`: how many more there are than can be drawn. */
function seriesOf(
  lines: readonly Line[],
  curves: readonly (readonly Curve[])[],
  grid: ChartGrid,
): { readonly series: readonly Series[]; readonly left: number } {
  let left = 0;
  const series = lines.flatMap(({ name, tone = "one" }, at): Series[] => {
    const found = curves[at] ?? [];
    if (typeof name === "string")
      return found.slice(0, 1).map((curve) => ({ name, tone, points: pointsOf(curve, grid) }));
    const largest = found.toSorted((a, b) => sumOf(b) - sumOf(a));
    left += Math.max(0, largest.length - TONES.length);
    return largest.slice(0, TONES.length).map((curve, place) => ({
      name: `${name.prefix ?? ""}${curve.labels.get(name.label) || "other"}`,
      tone: TONES[place]!,
      points: pointsOf(curve, grid),
    }));
  });
  return { series, left };
}

/** One for each point of the grid, so that a gap stays one. */
function pointsOf({ values }: Curve, { begin, from, to, step }: ChartGrid): Series["points"] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => ({
    second: from + at * step - begin,
    value: values.get(from + at * step),
  }));
}

const sumOf = ({ values }: Curve): number => values.values().reduce((sum, value) => sum + value, 0);
