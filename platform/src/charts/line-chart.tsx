// Lines over time.
import { area, curveLinear, curveStepAfter, line } from "d3-shape";
import { type ChartProps, Figure, type Point, type Series } from "./figure.tsx";
import { AREA, px } from "./frame.tsx";
import { between, linear, logarithmic, type Scale, time } from "./scale.ts";

/** A value that is drawn across where it is in view, and what it is. */
export interface Limit {
  readonly value: number;
  readonly name: string;
}

interface LineChartProps extends ChartProps {
  readonly series: readonly Series[];
  readonly limits?: readonly Limit[];
  /** From 0 unless it says otherwise: logarithmic, or from just below the lowest value or limit. */
  readonly axis?: "logarithmic" | "close" | undefined;
  /** A value holds until the next one, and what is below it is filled. */
  readonly stepped?: boolean;
  /** Every value gets a dot; those of which this is true stand out. */
  readonly isBad?: (value: number) => boolean;
}

export function LineChart({ series, limits = [], axis, stepped = false, isBad, ...chart }: LineChartProps) {
  const values = series.flatMap(({ points }) => known(points).map(({ value }) => value));
  if (values.length === 0) return <p>Nothing was measured for “{chart.title}”.</p>;
  const x = time(chart.seconds, AREA.left, AREA.right);
  const y = axisOf(axis, values, limits);
  const curve = stepped ? curveStepAfter : curveLinear;
  const path = line<Point>(
    ({ second }) => x.at(second),
    ({ value }) => y.at(value!),
  )
    .defined(({ value }) => value !== undefined)
    .curve(curve)
    .digits(1);
  const filled = area<Point>(
    ({ second }) => x.at(second),
    y.at(0),
    ({ value }) => y.at(value!),
  )
    .defined(({ value }) => value !== undefined)
    .curve(curve)
    .digits(1);
  const isInView = ({ value }: Limit) => y.at(value) >= AREA.top - 1 && y.at(value) <= AREA.bottom + 1;
  return (
    <Figure {...chart} x={x} y={y} series={series}>
      {limits.filter(isInView).map(({ value, name }) => (
        <g class="limit">
          <line x1={AREA.left} x2={AREA.right} y1={px(y.at(value))} y2={px(y.at(value))} />
          <text x={AREA.right} y={px(y.at(value) - 6)} text-anchor="end">
            {name}
          </text>
        </g>
      ))}
      {series.map(({ tone, points }) => (
        <>
          {stepped ? <path class={`area ${tone}`} d={filled(points) ?? ""} /> : null}
          <path class={`line ${tone}`} d={path(points) ?? ""} />
          {(isBad === undefined ? lonely(points) : known(points)).map(({ second, value }) => (
            <circle
              class={isBad?.(value) ? "dot failed" : `dot ${tone}`}
              cx={px(x.at(second))}
              cy={px(y.at(value))}
              r={isBad === undefined ? 3 : 4}
            />
          ))}
        </>
      ))}
    </Figure>
  );
}

function axisOf(axis: LineChartProps["axis"], values: readonly number[], limits: readonly Limit[]): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (axis === "logarithmic")
    return logarithmic(Math.max(0.01, least), Math.max(0.02, most), AREA.bottom, AREA.top);
  if (axis === undefined) return linear(most, AREA.bottom, AREA.top);
  const all = [least, most, ...limits.map(({ value }) => value)];
  return between(Math.min(...all), Math.max(...all), AREA.bottom, AREA.top);
}

interface Known extends Point {
  readonly value: number;
}

function known(points: readonly Point[]): Known[] {
  return points.flatMap(({ second, value }) => (value === undefined ? [] : [{ second, value }]));
}

/** Points that no line leads to or from, so that they would not be seen. */
function lonely(points: readonly Point[]): Known[] {
  return known(
    points.filter((_, at) => points[at - 1]?.value === undefined && points[at + 1]?.value === undefined),
  );
}
