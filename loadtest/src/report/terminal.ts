// The report as lines for a terminal.
import { figures, ms, percentileName, type Run } from "./run.ts";

/** Lines without line ends. */
export function terminalReport(run: Run): string[] {
  const rows = [
    ...figures(run),
    ...run.result.percentiles.map(({ share, milliseconds }) => [percentileName(share), ms(milliseconds)]),
    ...run.result.outcomes.map(({ what, count }) => [what, String(count)]),
  ];
  const checks = run.checks.map(({ name, measured, allowed, held }) => [
    (held ? "ok" : "FAILED").padEnd(8) + name,
    `${measured}, ${allowed}`,
  ]);
  return [...aligned(rows), "", ...aligned(checks)];
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(0, ...rows.map(([name = ""]) => name.length));
  return rows.map(([name = "", value = ""]) => `  ${name.padEnd(width)}  ${value}`);
}
