// The report as lines for a terminal.
import { type Figures, type Run, unsent } from "../runs/run.ts";
import { type Comparison, rateOf } from "./compare.ts";
import { grouped, milliseconds, perSecond } from "./words.ts";

const MARKS = { held: "ok", missed: "FAILED", "not measured": "–" } as const;

/** Share of requests: so few may be missing at the end of a stage, without a meaning. */
const NOT_WORTH_A_LINE = 0.001;

/** Lines without line ends. */
export function terminalReport(run: Run, comparison: Comparison | undefined): string[] {
  return [
    "",
    ...table([
      ["", "offered", "sent", "good", "refused", "failed", "p50", "p90", "p99", "p99.9"],
      ...Object.entries(run.kinds).map(([kind, figures]) => [kind, ...cells(figures)]),
      ...(run.stages.length > 1 ? run.stages.map(({ name, total }) => [name, ...cells(total)]) : []),
      ["all", ...cells(run.total)],
    ]),
    "",
    `  ${perSecond(rateOf(run))} good answers; model ${[...new Set(run.models)].join(", then ")}`,
    ...answers(run.total),
    ...(comparison === undefined ? [] : ["", ...comparisonLines(comparison)]),
    "",
    ...table(
      run.checks.map(({ name, measured, allowed, verdict }) => [
        MARKS[verdict].padEnd(6),
        `${name}: ${measured}; ${allowed}`,
      ]),
    ),
  ];
}

function cells({ offered, requests, good, shed, failed, latency }: Figures): string[] {
  const counts = [offered ?? requests, requests, good, shed, failed].map(grouped);
  if (latency === undefined) return [...counts, "", "", "", ""];
  return [...counts, ...[latency.p50, latency.p90, latency.p99, latency.p999].map(milliseconds)];
}

/** Only what is not as it should be. */
function answers(total: Figures): string[] {
  const { statuses, errors } = total;
  const late = unsent(total);
  return [
    ...(late > NOT_WORTH_A_LINE * total.requests
      ? [`  ${grouped(late)} due and never sent: all connections were waiting for answers`]
      : []),
    ...Object.entries(statuses)
      .filter(([status]) => !status.startsWith("2"))
      .map(([status, count]) => `  ${grouped(count)} with status ${status}`),
    ...Object.entries(errors).map(([reason, count]) => `  ${grouped(count)} without an answer: ${reason}`),
  ];
}

function comparisonLines({ startedAt, summary, caveats }: Comparison): string[] {
  return [`  Against the last run, of ${startedAt}: ${summary}`, ...caveats.map((caveat) => `  ${caveat}`)];
}

/** Names to the left, figures to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const isFigures = columns > 2;
  return rows.map((row) =>
    `  ${row.map((cell, column) => (column > 0 && isFigures ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  ")}`.trimEnd(),
  );
}
