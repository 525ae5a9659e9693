// The latency chart: time over percentile, as SVG.
import type { Percentile } from "../oha/result.ts";
import { ms, percentileName } from "./run.ts";

const WIDTH = 720;
const HEIGHT = 320;
const MARGIN = { top: 20, right: 40, bottom: 44, left: 72 };

interface ChartProps {
  readonly percentiles: readonly Percentile[];
  /** Milliseconds that 99 of 100 answers may take: drawn as a line where it is in view. */
  readonly maxP99: number;
}

/**
 * From the median on. The horizontal axis gives each nine as much room as the one before (its scale is -log10(1 - share)), because
 * what hurts is in the last percent.
 */
export function LatencyChart({ percentiles: all, maxP99 }: ChartProps) {
  const percentiles = all.filter(({ share }) => share >= 0.5);
  const first = percentiles[0];
  const last = percentiles.at(-1);
  if (first === undefined || last === undefined) return <p>Nothing was answered, so there is no latency.</p>;
  const top = niceCeiling(last.milliseconds);
  const x = (share: number) =>
    MARGIN.left +
    ((nines(share) - nines(first.share)) / span(first, last)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (milliseconds: number) =>
    HEIGHT - MARGIN.bottom - (milliseconds / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const points = percentiles.map(({ share, milliseconds }) => `${fixed(x(share))},${fixed(y(milliseconds))}`);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby="chart-title chart-desc">
      <title id="chart-title">Latency by percentile</title>
      <desc id="chart-desc">
        {percentiles
          .map(({ share, milliseconds }) => `${percentileName(share)}: ${ms(milliseconds)}`)
          .join("; ")}
      </desc>
      {[0, 0.25, 0.5, 0.75, 1].map((part) => (
        <g class="grid">
          <line
            x1={MARGIN.left}
            x2={WIDTH - MARGIN.right}
            y1={fixed(y(top * part))}
            y2={fixed(y(top * part))}
          />
          <text x={MARGIN.left - 10} y={fixed(y(top * part) + 4)} text-anchor="end">
            {Number((top * part).toPrecision(3))} ms
          </text>
        </g>
      ))}
      {maxP99 <= top ? (
        <g class="limit">
          <line x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={fixed(y(maxP99))} y2={fixed(y(maxP99))} />
          <text x={WIDTH - MARGIN.right} y={fixed(y(maxP99) - 5)} text-anchor="end">
            limit for p99
          </text>
        </g>
      ) : null}
      <polyline class="curve" points={points.join(" ")} />
      {percentiles.map(({ share, milliseconds }) => (
        <g class="point">
          <circle cx={fixed(x(share))} cy={fixed(y(milliseconds))} r="4">
            <title>{`${percentileName(share)}: ${ms(milliseconds)}`}</title>
          </circle>
          <text x={fixed(x(share))} y={HEIGHT - MARGIN.bottom + 22} text-anchor="middle">
            {percentileName(share)}
          </text>
        </g>
      ))}
    </svg>
  );
}

const nines = (share: number) => -Math.log10(1 - share);

const span = (first: Percentile, last: Percentile) => nines(last.share) - nines(first.share) || 1;

const fixed = (value: number) => value.toFixed(1);

/** The next of 1, 2, 5, 10, 20, 50, … that is not below the value. */
function niceCeiling(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(value, 0.001)));
  return magnitude * ([1, 2, 5, 10].find((step) => step * magnitude >= value) ?? 10);
}
