// The gate's decision as a table for the terminal and for MLflow.
import type { Check, Decision } from "./decision.ts";
import { describeLook } from "./risk.ts";

const MODES = {
  first: "first model: against popularity",
  served: "served: against the champion's bundle as it serves",
  recipe: "recipe: against the champion's recipe fitted on the same data",
} as const;

/** Markdown that also reads well as plain text. */
export function renderDecision(decision: Decision): string {
  const rows = decision.checks.map((check) => [
    check.name,
    number(check.champion),
    number(check.challenger),
    interval(check),
    check.outcome === "fail" ? "FAIL" : check.outcome,
    check.rule,
  ]);
  const header = ["check", "champion", "challenger", "difference [interval]", "", "rule"];
  const verdict = `${decision.promoted ? "PROMOTED" : "REFUSED"}: ${decision.reason}`;
  if (rows.length === 0) return `Gate (${MODES[decision.mode]})\n\n${verdict}`;
  const risk = decision.look === undefined ? [] : [`Risk: ${describeLook(decision.look)}`, ""];
  return [`Gate (${MODES[decision.mode]})`, "", ...table([header, ...rows]), "", ...risk, verdict].join("\n");
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length), 3));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const [header, ...body] = rows.map(line);
  return [header!, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body];
}

function number(value: number | null): string {
  if (value === null) return "–";
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(4);
}

function interval({ difference }: Check): string {
  if (difference === undefined) return "";
  return `${difference.mean.toFixed(4)} [${difference.low.toFixed(4)}, ${difference.high.toFixed(4)}]`;
}
