// Charts over the time of a run: lines, and columns that stand on each other.
import type { Child } from "hono/jsx";
import { AREA, Frame, px } from "./frame.tsx";
import { duration } from "../words.ts";
import { linear, logarithmic, type Scale, time } from "./scale.ts";

/** One value at a time; absent where there is none, which interrupts the line. */
export interface Point {
  readonly second: number;
  readonly value: number | undefined;
}

export interface Line {
  readonly name: string;
  /** Which of the page's colours. */
  readonly tone: Tone;
  readonly points: readonly Point[];
}

export type Tone = "one" | "two" | "three" | "good" | "shed" | "failed" | "unsent" | "soft";

interface ChartProps {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Seconds of the run. */
  readonly seconds: number;
  /** Where stages begin, in seconds, and their names; none for a run of one stage. */
  readonly stages: readonly { readonly from: number; readonly name: string }[];
  readonly text: (value: number) => string;
}

interface LinesProps extends ChartProps {
  readonly lines: readonly Line[];
  /** A value that is drawn across where it is in view, and what it is. */
  readonly limit?: { readonly value: number; readonly name: string } | undefined;
  readonly logarithmic?: boolean;
}

export function LineChart({ lines, limit, logarithmic: isLogarithmic = false, ...chart }: LinesProps) {
  const values = lines.flatMap(({ points }) =>
    points.flatMap(({ value }) => (value === undefined ? [] : [value])),
  );
  if (values.length === 0) return <p>Nothing was measured for this chart.</p>;
  const x = time(chart.seconds, AREA.left, AREA.right);
  const highest = Math.max(...values);
  const y = isLogarithmic
    ? logarithmic(Math.max(0.01, Math.min(...values)), Math.max(0.02, highest), AREA.bottom, AREA.top)
    : linear(highest, AREA.bottom, AREA.top);
  const top = y.ticks.at(-1)!;
  return (
    <Figure {...chart} x={x} y={y} names={lines}>
      {limit !== undefined && limit.value <= Math.max(top, highest) && limit.value >= y.ticks[0]! ? (
        <g class="limit">
          <line x1={AREA.left} x2={AREA.right} y1={px(y.at(limit.value))} y2={px(y.at(limit.value))} />
          <text x={AREA.right} y={px(y.at(limit.value) - 6)} text-anchor="end">
            {limit.name}
          </text>
        </g>
      ) : null}
      {lines.map(({ tone, points }) =>
        unbroken(points).map((run) => (
          <>
            <polyline
              class={`line ${tone}`}
              points={run.map(({ second, value }) => `${px(x.at(second))},${px(y.at(value))}`).join(" ")}
            />
            {run.length === 1 ? (
              <circle
                class={`dot ${tone}`}
                cx={px(x.at(run[0]!.second))}
                cy={px(y.at(run[0]!.value))}
                r="3"
              />
            ) : null}
          </>
        )),
      )}
    </Figure>
  );
}

interface ColumnsProps extends ChartProps {
  /** From the lowest to the highest; all have the same seconds. */
  readonly parts: readonly Line[];
  /** Seconds that a column stands for. */
  readonly width: number;
}

export function ColumnChart({ parts, width, ...chart }: ColumnsProps) {
  const first = parts[0]?.points ?? [];
  const sums = first.map((_, at) => parts.reduce((sum, { points }) => sum + (points[at]?.value ?? 0), 0));
  const x = time(chart.seconds, AREA.left, AREA.right);
  const y = linear(Math.max(0, ...sums), AREA.bottom, AREA.top);
  return (
    <Figure {...chart} x={x} y={y} names={parts}>
      {first.map(({ second }, at) => {
        let below = 0;
        const end = Math.min(second + width, chart.seconds);
        return parts.map(({ points, tone }) => {
          const value = points[at]?.value ?? 0;
          if (value === 0) return null;
          const bottom = y.at(below);
          below += value;
          const left = x.at(second) + 0.5;
          return (
            <rect
              class={`column ${tone}`}
              x={px(left)}
              y={px(y.at(below))}
              width={px(Math.max(0.5, x.at(end) - left - 0.5))}
              height={px(bottom - y.at(below))}
            />
          );
        });
      })}
    </Figure>
  );
}

/** More names of stages would not find room beside each other: they are numbered, as in the table. */
const MOST_NAMES = 4;

interface FigureProps extends ChartProps {
  readonly x: Scale;
  readonly y: Scale;
  readonly names: readonly Line[];
  readonly children?: Child;
}

/** The frame with stages, and the names of the colours below it. */
function Figure({ id, title, description, stages, x, y, text, names, children }: FigureProps) {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <Frame id={id} title={title} description={description} x={x} y={y} xText={duration} yText={text}>
        {stages.map(({ from, name }, index) => (
          <g class="stage">
            <line x1={px(x.at(from))} x2={px(x.at(from))} y1={AREA.top - 14} y2={AREA.bottom} />
            <text x={px(x.at(from) + 4)} y={AREA.top - 6}>
              {stages.length > MOST_NAMES ? index + 1 : name}
            </text>
          </g>
        ))}
        {children}
      </Frame>
      {names.length > 1 ? (
        <ul class="legend">
          {names.map(({ name, tone }) => (
            <li>
              <span class={`swatch ${tone}`} />
              {name}
            </li>
          ))}
        </ul>
      ) : null}
    </figure>
  );
}

/** The stretches of points that have values. */
function unbroken(points: readonly Point[]): { second: number; value: number }[][] {
  const runs: { second: number; value: number }[][] = [[]];
  for (const { second, value } of points) {
    if (value === undefined) runs.push([]);
    else runs.at(-1)!.push({ second, value });
  }
  return runs.filter((run) => run.length > 0);
}
