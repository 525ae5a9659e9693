// Charts of a release over time: the canary's share of the requests, and each check's value beside its bounds.
import type { CheckReport, Report } from "./report.ts";
import { bounds, checkValue, mostOf } from "./words.ts";

const WIDTH = 760;
const LEFT = 108;
const RIGHT = 14;
const TOP = 46;
const PLOT = 110;
const BOTTOM = 28;
const HEIGHT = TOP + PLOT + BOTTOM;
const HALVES = [0, 0.5, 1] as const;
/** How far values and bounds stay from the edges. */
const ROOM = 0.08;

export interface Point {
  readonly seconds: number;
  readonly value: number;
}

interface ChartProps {
  readonly title: string;
  /** Seconds of the whole release. */
  readonly until: number;
  readonly from: number;
  readonly to: number;
  readonly label: (value: number) => string;
  readonly children?: unknown;
}

const x = (seconds: number, until: number): number =>
  LEFT + ((WIDTH - LEFT - RIGHT) * seconds) / Math.max(until, 1);
const y = (value: number, { from, to }: { readonly from: number; readonly to: number }): number =>
  TOP + PLOT * (1 - (value - from) / (to - from || 1));
const at = (number: number): string => number.toFixed(1);

function Chart({ title, until, from, to, label, children }: ChartProps) {
  const range = { from, to };
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
      <text class="title" x={0} y={20}>
        {title}
      </text>
      {HALVES.map((share) => {
        const value = from + share * (to - from);
        return (
          <>
            <line
              class="grid"
              x1={LEFT}
              x2={WIDTH - RIGHT}
              y1={at(y(value, range))}
              y2={at(y(value, range))}
            />
            <text x={LEFT - 8} y={at(y(value, range) + 4)} text-anchor="end">
              {label(value)}
            </text>
            <text
              x={at(x(share * until, until))}
              y={HEIGHT - 6}
              text-anchor={share === 0 ? "start" : share === 1 ? "end" : "middle"}
            >
              {Math.round(share * until)} s
            </text>
          </>
        );
      })}
      {children}
    </svg>
  );
}

/** The canary's share of the requests, in steps. */
export function WeightChart({ report }: { readonly report: Report }) {
  const until = report.seconds;
  const started = Date.parse(report.startedAt);
  const range = { from: 0, to: 100 };
  const steps = report.samples.map((sample) => ({
    seconds: (sample.at - started) / 1_000,
    value: sample.weight,
  }));
  const end = { seconds: until, value: report.verdict === "running" ? (steps.at(-1)?.value ?? 0) : 0 };
  const path = stepped([{ seconds: 0, value: 0 }, ...steps, end], until, range);
  return (
    <Chart
      title="Share of requests that the canary answers"
      until={until}
      {...range}
      label={(value) => `${value}%`}
    >
      <path class="area" d={`${path} V${at(y(0, range))} H${at(x(0, until))} Z`} />
      <path class="line" d={path} />
    </Chart>
  );
}

function stepped(
  points: readonly Point[],
  until: number,
  range: { readonly from: number; readonly to: number },
): string {
  const [first, ...rest] = points;
  const begin = `M${at(x(first!.seconds, until))} ${at(y(first!.value, range))}`;
  return rest.reduce(
    (path, { seconds, value }) => `${path} H${at(x(seconds, until))} V${at(y(value, range))}`,
    begin,
  );
}

/** A check's measured values; those out of bounds stand out. */
export function CheckChart({ report, check }: { readonly report: Report; readonly check: CheckReport }) {
  const { name, min, max, values } = check;
  const lines = [min, max].filter((bound) => bound !== undefined);
  const all = [...values.map(({ value }) => value), ...lines];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = ROOM * (most - least || most || 1);
  const range = { from: Math.max(0, least - room), to: Math.min(most + room, mostOf(name)) };
  const until = report.seconds;
  const isBad = (value: number): boolean =>
    (min !== undefined && value < min) || (max !== undefined && value > max);
  return (
    <Chart
      title={`${name}: ${bounds(check)}`}
      until={until}
      {...range}
      label={(value) => checkValue(name, value)}
    >
      {lines.map((bound) => (
        <line class="bound" x1={LEFT} x2={WIDTH - RIGHT} y1={at(y(bound, range))} y2={at(y(bound, range))} />
      ))}
      <polyline
        class="line"
        points={values
          .map(({ seconds, value }) => `${at(x(seconds, until))},${at(y(value, range))}`)
          .join(" ")}
      />
      {values.map(({ seconds, value }) => (
        <circle
          class={isBad(value) ? "bad" : "good"}
          cx={at(x(seconds, until))}
          cy={at(y(value, range))}
          r={4}
        />
      ))}
    </Chart>
  );
}
