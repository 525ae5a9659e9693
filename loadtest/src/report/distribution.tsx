// How many answers took how long.
import type { Run } from "../runs/run.ts";
import { AREA, Frame, linear, logarithmic, px } from "@aisle/platform/charts";
import { grouped, milliseconds, percent } from "./words.ts";

const COLUMNS = 60;

/** The axis of time is logarithmic; a column is as wide on it as the others, and as high as its share of good answers. */
export function DistributionChart({ distribution, total }: Pick<Run, "distribution" | "total">) {
  const { latency } = total;
  if (latency === undefined) return <p>Nothing was answered well, so there are no latencies.</p>;
  const shortest = Math.max(0.01, latency.min);
  const x = logarithmic(shortest, Math.max(latency.max, 1.1 * shortest), AREA.left, AREA.right);
  const width = (AREA.right - AREA.left) / COLUMNS;
  const counts = new Float64Array(COLUMNS);
  for (const [edge, count] of distribution)
    counts[Math.min(COLUMNS - 1, Math.max(0, Math.floor((x.at(edge) - AREA.left) / width)))]! += count;
  const y = linear(Math.max(...counts) / total.good, AREA.bottom, AREA.top);
  const marks = (["p50", "p90", "p99"] as const).map((name) => ({ name, value: latency[name] }));
  const isRight = (value: number) => x.at(value) > AREA.right - 60;
  return (
    <figure>
      <figcaption>How long good answers took</figcaption>
      <Frame
        id="distribution"
        title="How long good answers took"
        description={`Share of ${grouped(total.good)} good answers by latency: ${marks
          .map(({ name, value }) => `${name} ${milliseconds(value)}`)
          .join(", ")}, at most ${milliseconds(latency.max)}.`}
        x={x}
        y={y}
        xText={(value) => `${value} ms`}
        yText={percent}
      >
        {Array.from(counts, (count, at) =>
          count === 0 ? null : (
            <rect
              class="column good"
              x={px(AREA.left + at * width + 0.5)}
              y={px(y.at(count / total.good))}
              width={px(width - 1)}
              height={px(AREA.bottom - y.at(count / total.good))}
            />
          ),
        )}
        {marks.map(({ name, value }, at) => (
          <g class="stage">
            <line x1={px(x.at(value))} x2={px(x.at(value))} y1={AREA.top - 14} y2={AREA.bottom} />
            <text
              x={px(x.at(value) + (isRight(value) ? -4 : 4))}
              y={AREA.top - 4 + 18 * at}
              text-anchor={isRight(value) ? "end" : "start"}
            >
              {name}
            </text>
          </g>
        ))}
      </Frame>
    </figure>
  );
}
