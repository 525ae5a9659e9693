// Columns over time that stand on each other.
import { stack } from "d3-shape";
import { type ChartProps, Figure, type Series } from "./figure.tsx";
import { AREA, px } from "./frame.tsx";
import { linear, time } from "./scale.ts";

interface ColumnChartProps extends ChartProps {
  /** From the lowest to the highest; all have the same seconds, at which their columns begin. */
  readonly series: readonly Series[];
  /** Seconds that a column stands for. */
  readonly width: number;
}

export function ColumnChart({ series, width, ...chart }: ColumnChartProps) {
  const seconds = (series[0]?.points ?? []).map(({ second }) => second);
  const layers = stack<number, number>()
    .keys(series.keys())
    .value((at, of) => series[of]!.points[at]?.value ?? 0)(seconds.keys());
  const highest = Math.max(0, ...(layers.at(-1) ?? []).map(([, top]) => top));
  const x = time(chart.seconds, AREA.left, AREA.right);
  const y = linear(highest, AREA.bottom, AREA.top);
  return (
    <Figure {...chart} x={x} y={y} series={series}>
      {layers.map((layer, of) =>
        layer.map(([bottom, top], at) => {
          if (top === bottom) return null;
          const left = x.at(seconds[at]!) + 0.5;
          const right = x.at(Math.min(seconds[at]! + width, chart.seconds));
          return (
            <rect
              class={`column ${series[of]!.tone}`}
              x={px(left)}
              y={px(y.at(top))}
              width={px(Math.max(0.5, right - left - 0.5))}
              height={px(y.at(bottom) - y.at(top))}
            />
          );
        }),
      )}
    </Figure>
  );
}
