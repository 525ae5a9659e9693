// Charts of a release over time: the canary's share of the requests, and each check's value beside its bounds.
import { LineChart, type Point } from "@aisle/platform/charts";
import type { CheckReport, Report } from "./report.ts";
import { bounds, checkValue } from "./words.ts";

/** The canary's share of the requests, in steps. */
export function WeightChart({ report }: { readonly report: Report }) {
  const started = Date.parse(report.startedAt);
  const steps = report.samples.map(({ at, weight }): Point => ({
    second: (at - started) / 1_000,
    value: weight,
  }));
  const end = { second: report.seconds, value: report.verdict === "running" ? steps.at(-1)?.value : 0 };
  const most = Math.max(0, ...steps.map(({ value }) => value ?? 0));
  return (
    <LineChart
      id="weight"
      title="Share of requests that the canary answers"
      description={`In ${steps.length} steps, ${most}% at most.`}
      seconds={report.seconds}
      text={(value) => `${value}%`}
      stepped
      series={[{ name: "share", tone: "two", points: [{ second: 0, value: 0 }, ...steps, end] }]}
    />
  );
}

/** A check's measured values; those out of bounds stand out. */
export function CheckChart({ report, check }: { readonly report: Report; readonly check: CheckReport }) {
  const { name, min, max, values } = check;
  const isBad = (value: number): boolean =>
    (min !== undefined && value < min) || (max !== undefined && value > max);
  const bad = values.filter(({ value }) => isBad(value)).length;
  return (
    <LineChart
      id={`check-${name.replaceAll(/[^a-z0-9]+/gi, "-")}`}
      title={`${name}: ${bounds(check)}`}
      description={`Measured ${values.length} times, ${bad} times out of bounds.`}
      seconds={report.seconds}
      text={(value) => checkValue(name, value)}
      axis="close"
      limits={[
        ...(min === undefined ? [] : [{ value: min, name: "at least" }]),
        ...(max === undefined ? [] : [{ value: max, name: "at most" }]),
      ]}
      isBad={isBad}
      series={[
        { name, tone: "two", points: values.map(({ seconds, value }) => ({ second: seconds, value })) },
      ]}
    />
  );
}
