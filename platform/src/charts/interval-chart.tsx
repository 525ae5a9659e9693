// Intervals below each other on one axis, with a line where there is no difference.
import type { Tone } from "./figure.tsx";
import { px } from "./frame.tsx";
import { between } from "./scale.ts";

export interface IntervalRow {
  readonly name: string;
  /** What became of it, which its colour stands for. */
  readonly outcome: string;
  readonly tone: Tone;
  readonly mean: number;
  /** Undefined is no bound: the line goes on to the edge. */
  readonly low: number | undefined;
  readonly high: number | undefined;
}

interface IntervalChartProps {
  /** Different from those of the page's other charts. */
  readonly id: string;
  readonly title: string;
  /** The chart in a sentence or two. */
  readonly description: string;
  readonly rows: readonly IntervalRow[];
  /** A value, in words. */
  readonly text: (value: number) => string;
}

const WIDTH = 720;
/** Room for half of a number below each end of the axis. */
const LEFT = 56;
const RIGHT = WIDTH - 56;
const ROW = 70;
const AXIS = 40;

export function IntervalChart({ id, title, description, rows, text }: IntervalChartProps) {
  if (rows.length === 0) return <p>Nothing was measured for “{title}”.</p>;
  const ends = rows.flatMap(({ mean, low = mean, high = mean }) => [mean, low, high]);
  const x = between(Math.min(0, ...ends), Math.max(0, ...ends), LEFT, RIGHT);
  const bottom = rows.length * ROW;
  const outcomes = new Map(rows.map(({ outcome, tone }) => [outcome, tone]));
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${bottom + AXIS}`}
        role="img"
        aria-labelledby={`${id}-title ${id}-description`}
      >
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-description`}>{description}</desc>
        {x.ticks.map((value, index) => (
          <g class="grid">
            <line x1={px(x.at(value))} x2={px(x.at(value))} y1={0} y2={bottom} />
            <text
              class={index % 2 === 1 ? "minor" : ""}
              x={px(x.at(value))}
              y={bottom + 26}
              text-anchor="middle"
            >
              {text(value)}
            </text>
          </g>
        ))}
        <g class="stage">
          <line x1={px(x.at(0))} x2={px(x.at(0))} y1={0} y2={bottom} />
        </g>
        {rows.map(({ name, tone, mean, low, high }, at) => (
          <g class="interval">
            <text x={0} y={at * ROW + 24}>
              {name}
            </text>
            <path
              class={`line ${tone}`}
              d={`M${low === undefined ? LEFT : px(x.at(low))},${at * ROW + 50}H${high === undefined ? RIGHT : px(x.at(high))}`}
            />
            <circle class={`dot ${tone}`} cx={px(x.at(mean))} cy={at * ROW + 50} r={6} />
          </g>
        ))}
      </svg>
      <ul class="legend">
        {[...outcomes].map(([outcome, tone]) => (
          <li>
            <span class={`swatch ${tone}`} />
            {outcome}
          </li>
        ))}
      </ul>
      <details class="behind">
        <summary>As a table</summary>
        <table class="figures">
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">what</th>
              <th scope="col">difference</th>
              <th scope="col">at least</th>
              <th scope="col">at most</th>
              <th scope="col">outcome</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, outcome, mean, low, high }) => (
              <tr>
                <th scope="row">{name}</th>
                <td>{text(mean)}</td>
                <td>{low === undefined ? "no bound" : text(low)}</td>
                <td>{high === undefined ? "no bound" : text(high)}</td>
                <td>{outcome}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
