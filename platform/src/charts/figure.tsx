// A chart on a page: caption, drawing, names of the colours, and the figures behind it as a table.
import type { Child } from "hono/jsx";
import { AREA, Frame, px } from "./frame.tsx";
import type { Scale } from "./scale.ts";

/** One value at a time; absent where there is none, which interrupts a line. */
export interface Point {
  readonly second: number;
  readonly value: number | undefined;
}

/** Which of the page's colours. */
export type Tone = "one" | "two" | "three" | "good" | "shed" | "failed" | "unsent" | "soft";

export interface Series {
  readonly name: string;
  readonly tone: Tone;
  readonly points: readonly Point[];
}

export interface ChartProps {
  /** Different from those of the page's other charts. */
  readonly id: string;
  readonly title: string;
  /** The chart in a sentence or two. */
  readonly description: string;
  /** The newest values, in words, where somebody watches. */
  readonly newest?: string;
  /** From the start to the end of what is shown. */
  readonly seconds: number;
  /** Where stages begin, in seconds, and their names; none for one stage. */
  readonly stages?: readonly { readonly from: number; readonly name: string }[];
  /** A value, in words. */
  readonly text: (value: number) => string;
  /** A time since the start, in words. */
  readonly timeText?: (seconds: number) => string;
}

/** More names of stages would not find room beside each other: they are numbered. */
const MAX_NAMES = 4;

interface FigureProps extends ChartProps {
  readonly x: Scale;
  readonly y: Scale;
  readonly series: readonly Series[];
  readonly children?: Child;
}

export const inSeconds = (seconds: number): string => `${seconds} s`;

/** A name stands right of its line, but where it would leave the picture. */
const besideOf = (x: number) =>
  x > AREA.right - ROOM ? { x: px(x - 4), "text-anchor": "end" as const } : { x: px(x + 4) };
const ROOM = 100;

export function Figure(props: FigureProps) {
  const {
    id,
    title,
    newest,
    description,
    stages = [],
    x,
    y,
    text,
    timeText = inSeconds,
    series,
    children,
  } = props;
  return (
    <figure>
      <figcaption>
        {title}
        {newest === undefined ? null : <span class="newest"> {newest}</span>}
      </figcaption>
      <Frame id={id} title={title} description={description} x={x} y={y} xText={timeText} yText={text}>
        {stages.map(({ from, name }, index) => (
          <g class="stage">
            <line x1={px(x.at(from))} x2={px(x.at(from))} y1={AREA.top - 14} y2={AREA.bottom} />
            <text {...besideOf(x.at(from))} y={AREA.top - 6}>
              {stages.length > MAX_NAMES ? index + 1 : name}
            </text>
          </g>
        ))}
        {children}
      </Frame>
      {series.length > 1 ? (
        <ul class="legend">
          {series.map(({ name, tone }) => (
            <li>
              <span class={`swatch ${tone}`} />
              {name}
            </li>
          ))}
        </ul>
      ) : null}
      <FiguresBehind series={series} text={text} timeText={timeText} title={title} />
    </figure>
  );
}

function FiguresBehind({
  series,
  text,
  timeText,
  title,
}: Required<Pick<FigureProps, "series" | "text" | "timeText" | "title">>) {
  const seconds = Array.from(
    new Set(series.flatMap(({ points }) => points.map(({ second }) => second))),
  ).toSorted((a, b) => a - b);
  const values = series.map(({ points }) => new Map(points.map(({ second, value }) => [second, value])));
  return (
    <details class="behind">
      <summary>As a table</summary>
      <table class="figures">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">time</th>
            {series.map(({ name }) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seconds.map((second) => (
            <tr>
              <th scope="row">{timeText(second)}</th>
              {values.map((of) => {
                const value = of.get(second);
                return <td>{value === undefined ? "–" : text(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
