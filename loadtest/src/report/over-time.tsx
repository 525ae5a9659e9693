// The charts over time: load, latency, what came of the requests, and the server's own figures.
import { type Run, type Slice, unsent } from "../runs/run.ts";
import { ColumnChart, LineChart, type Series, type Tone } from "@aisle/platform/charts";
import { duration, grouped, megabytes, milliseconds, percent, perSecond } from "./words.ts";

export function OverTime({ run }: { readonly run: Run }) {
  const seconds = run.stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const width = run.slices.seconds;
  const common = {
    seconds,
    timeText: duration,
    stages: run.stages.length > 1 ? run.stages.map(({ from, name }) => ({ from, name })) : [],
  };
  /** The last slice may be cut short by the end. */
  const length = ({ from }: Slice) => Math.min(width, seconds - from);
  const line = (name: string, tone: Tone, of: (slice: Slice) => number | undefined): Series => ({
    name,
    tone,
    points: run.slices.all.map((slice) => ({ second: slice.from + length(slice) / 2, value: of(slice) })),
  });
  const column = (name: string, tone: Tone, of: (slice: Slice) => number): Series => ({
    name,
    tone,
    points: run.slices.all.map((slice) => ({ second: slice.from, value: of(slice) / length(slice) })),
  });
  const isOffered = run.slices.all.some(({ offered }) => offered !== undefined);
  const { total } = run;
  return (
    <>
      <LineChart
        {...common}
        id="load"
        title={isOffered ? "Requests offered and answered well, a second" : "Good answers a second"}
        description={loadText(run)}
        text={grouped}
        series={[
          ...(isOffered ? [line("offered", "soft", (slice) => (slice.offered ?? 0) / length(slice))] : []),
          line("answered well", "good", (slice) => slice.completed / length(slice)),
        ]}
      />
      <LineChart
        {...common}
        id="latency"
        title="Latency of good answers by when they were due, ms (logarithmic)"
        description={
          total.latency === undefined
            ? "Nothing was answered well."
            : `Over the whole run p50 ${milliseconds(total.latency.p50)}, p90 ${milliseconds(total.latency.p90)}, p99 ${milliseconds(total.latency.p99)}.`
        }
        text={(value) => value.toLocaleString("en")}
        axis="logarithmic"
        limits={run.maxP99 === undefined ? [] : [{ value: run.maxP99, name: "limit for p99" }]}
        series={[
          line("p99", "three", ({ p99 }) => p99),
          line("p90", "two", ({ p90 }) => p90),
          line("p50", "one", ({ p50 }) => p50),
        ]}
      />
      <ColumnChart
        {...common}
        id="outcomes"
        title="What came of the requests that were due, a second"
        description={`${grouped(total.good)} good, ${grouped(total.shed)} refused with 429 or 503, ${grouped(total.failed)} failed, ${grouped(unsent(total))} never sent because all connections were waiting.`}
        text={grouped}
        width={width}
        series={[
          column("good", "good", ({ good }) => good),
          column("refused (429, 503)", "shed", ({ shed }) => shed),
          column("failed", "failed", ({ failed }) => failed),
          column("never sent", "unsent", unsentIn),
        ]}
      />
      {run.server === undefined ? null : <ServerCharts {...common} server={run.server} />}
    </>
  );
}

const unsentIn = ({ offered, good, shed, failed }: Slice) =>
  offered === undefined ? 0 : Math.max(0, offered - good - shed - failed);

function ServerCharts({
  server: { samples, growth },
  ...common
}: {
  readonly server: NonNullable<Run["server"]>;
  readonly seconds: number;
  readonly timeText: (seconds: number) => string;
  readonly stages: readonly { readonly from: number; readonly name: string }[];
}) {
  const memory = samples.map(({ second, rss }) => ({ second, value: rss / 1e6 }));
  const lag = samples.map(({ second, lag }) => ({ second, value: lag }));
  const [first, last] = [samples.at(0), samples.at(-1)];
  if (first === undefined || last === undefined)
    return <p>The server’s metrics could not be read under load.</p>;
  return (
    <>
      <LineChart
        {...common}
        id="memory"
        title="The server’s resident memory, MB"
        description={`${megabytes(first.rss)} at the start, ${megabytes(last.rss)} at the end${growth === undefined ? "" : `; over the second half it grew by ${percent(growth)}`}.`}
        text={grouped}
        series={[{ name: "resident memory", tone: "one", points: memory }]}
      />
      <LineChart
        {...common}
        id="lag"
        title="Delay of the server’s event loop, p99, ms"
        description={`At most ${milliseconds(Math.max(0, ...samples.map(({ lag }) => lag ?? 0)))}.`}
        text={(value) => value.toLocaleString("en")}
        series={[{ name: "delay", tone: "two", points: lag }]}
      />
    </>
  );
}

function loadText({ stages }: Run): string {
  return stages
    .map(({ name, seconds, total }) => {
      const good = `${perSecond(total.good / seconds)} answered well`;
      return total.offered === undefined
        ? `${name}: ${good}`
        : `${name}: ${perSecond(total.offered / seconds)} offered, ${good}`;
    })
    .join("; ");
}
