// Figures as people and machines read them: Markdown tables, and numbers of as many digits as they are sure of.
import type { Interval } from "../../src/gate/interval.ts";

/** A difference as it goes into the JSON: its mean and the bounds of its 95% interval. */
export interface Difference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly customers: number;
}

export function differenceOf({ mean, low, high, customers }: Interval): Difference {
  return { mean: round(mean), low: round(low), high: round(high), customers };
}

export function signed({ mean, low, high }: Difference): string {
  return `${plus(mean)} [${plus(low)}, ${plus(high)}]`;
}

function plus(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}

export function round(value: number, digits = 4): number {
  return Number(value.toFixed(digits));
}

export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** A Markdown table; every row has as many cells as the heading. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(" | ")} |`;
  return [line(heading), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
