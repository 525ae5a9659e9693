// What a validation found, and how it is shown to people.

import type { Snapshot } from "./snapshot.ts";

export type Outcome = "ok" | "warning" | "stop";

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly outcome: Outcome;
  /** What was found, in words and numbers. */
  readonly finding: string;
  /** The measured value and the limit that it is held against; a share unless the name says otherwise. */
  readonly value: number;
  readonly limit: number;
  /** It compares with the snapshot before, of which the world may be the cause. */
  readonly isDrift?: true;
}

/** Rows that were set aside for one reason. */
export interface Quarantined {
  readonly table: "events" | "items";
  readonly reason: string;
  /** What fitting does without: the whole row, or only its price. */
  readonly dropped: "row" | "price";
  readonly rows: number;
  /** Of all rows of the table, 0 to 1. */
  readonly share: number;
  /** One of the rows, as JSON. */
  readonly example: string;
}

export interface ValidationReport {
  readonly formatVersion: 1;
  readonly verdict: "passed" | "stopped";
  /** Digest of the snapshot. */
  readonly snapshot: string;
  /** Digest of the snapshot that it was compared with. */
  readonly previous?: string;
  /** ISO 8601. */
  readonly checkedAt: string;
  /** Of the rows that go on. `from` and `to` are ISO 8601, of the oldest and the newest event. */
  readonly valid: {
    readonly events: number;
    readonly customers: number;
    readonly items: number;
    readonly from: string;
    readonly to: string;
  };
  readonly quarantined: readonly Quarantined[];
  readonly checks: readonly Check[];
}

/** A snapshot whose data must not be learned from; the report says why. */
export class ValidationError extends Error {
  override readonly name = "ValidationError";
  constructor(
    readonly report: ValidationReport,
    readonly snapshot: Snapshot,
  ) {
    const stops = report.checks.filter((check) => check.outcome === "stop");
    super(`the data did not pass its validation: ${stops.map((check) => check.finding).join("; ")}`);
  }
}

const MARKS: Readonly<Record<Outcome, string>> = { ok: "ok", warning: "WARNING", stop: "STOP" };

/** The report as Markdown, which is also readable in a terminal. */
export function renderReport(report: ValidationReport): string {
  const { valid, quarantined, checks } = report;
  const warnings = checks.filter((check) => check.outcome === "warning").length;
  return [
    `# Validation: ${report.verdict}${warnings > 0 ? ` with ${plural(warnings, "warning")}` : ""}`,
    "",
    `Snapshot ${short(report.snapshot)}, ${report.previous === undefined ? "nothing earlier to compare with" : `compared with ${short(report.previous)}`}.`,
    `${plural(valid.events, "event")} of ${plural(valid.customers, "customer")} on ${plural(valid.items, "item")} go on, from ${day(valid.from)} to ${day(valid.to)}.`,
    "",
    table(
      ["check", "outcome", "finding"],
      checks.map((check) => [check.name, MARKS[check.outcome], check.finding]),
    ),
    "",
    quarantined.length === 0
      ? "Nothing was quarantined."
      : table(
          ["quarantined", "reason", "rows", "share", "example"],
          quarantined.map((group) => [
            group.table,
            group.dropped === "row" ? group.reason : `${group.reason} (only the ${group.dropped} is dropped)`,
            grouped(group.rows),
            percent(group.share),
            group.example,
          ]),
        ),
    "",
  ].join("\n");
}

/** Numbers with thousands separators, the same in every locale. */
export const grouped = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 2 });

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const plural = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;

const short = (digest: string): string => digest.slice("sha256:".length, "sha256:".length + 12);

const day = (iso: string): string => iso.slice(0, 10);

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const cells = [head, ...body].map((row) => row.map(cell));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  const [first = [], ...rest] = cells;
  return [line(first), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rest.map(line)].join(
    "\n",
  );
}

const LONGEST_CELL = 120;

/** Text from data may hold anything: it stays on one line, in its cell, and short. */
function cell(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
  return line.length > LONGEST_CELL ? `${line.slice(0, LONGEST_CELL - 1)}…` : line;
}
