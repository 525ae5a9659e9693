// How a report puts things, on the page and in Markdown alike.
import type { Check, Revision } from "../cluster/cluster.ts";
import type { Lane } from "../measurements/measurements.ts";
import type { Report } from "./report.ts";

export const shortCommit = (commit: string): string => commit.slice(0, 12);

export const modelWords = ({ model }: Revision): string =>
  model === undefined ? "none" : `${model.version} (${model.digest.slice(0, 19)})`;

/** `1 min 50 s` */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60)];
  const parts = [hours > 0 ? `${hours} h` : "", minutes > 0 ? `${minutes} min` : "", `${whole % 60} s`];
  return parts.filter((part) => part !== "").join(" ");
}

/** `2026-11-24 04:31 UTC` */
export const moment = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;

export const count = (value: number | undefined): string =>
  value === undefined ? "–" : value.toLocaleString("en-US");

export const percent = (share: number | undefined, digits = 1): string =>
  share === undefined || !Number.isFinite(share) ? "–" : `${(100 * share).toFixed(digits)}%`;

/** A difference of shares: `−2.01 points`. */
export const points = (difference: number): string =>
  `${difference < 0 ? "−" : "+"}${Math.abs(100 * difference).toFixed(2)} points`;

const UNITS: Readonly<Record<string, string>> = { "request-success-rate": "%", "request-duration": " ms" };

export const checkValue = (name: string, value: number): string =>
  `${value >= 100 ? value.toFixed(0) : value.toFixed(1)}${UNITS[name] ?? ""}`;

/** `at least 99.0%` */
export function bounds({ name, min, max }: Check): string {
  const parts = [
    ...(min === undefined ? [] : [`at least ${checkValue(name, min)}`]),
    ...(max === undefined ? [] : [`at most ${checkValue(name, max)}`]),
  ];
  return parts.join(", ");
}

/** Rows of the table of canary beside primary: what, canary, primary. */
export function comparison({
  canary,
  primary,
  clickThrough,
}: Report): readonly (readonly [string, string, string])[] {
  const errors = (lane: Lane): string =>
    lane.requests === undefined || lane.requests === 0
      ? "–"
      : `${count(lane.errors)} (${percent((lane.errors ?? 0) / lane.requests)})`;
  const slowest = (lane: Lane): string => (lane.p99Ms === undefined ? "–" : `${lane.p99Ms.toFixed(0)} ms`);
  return [
    ["Requests", count(canary.requests), count(primary.requests)],
    ["Errors", errors(canary), errors(primary)],
    ["99 of 100 answers within", slowest(canary), slowest(primary)],
    ["Lists shown", count(canary.lists), count(primary.lists)],
    ["Clicks", count(canary.clicks), count(primary.clicks)],
    ["Click-through", percent(clickThrough?.canary), percent(clickThrough?.primary)],
  ];
}

const DONE: Readonly<Record<string, string>> = {
  describe: "read what it consists of",
  gate: "read what the gate said",
  alias: "moved the registry's alias",
  tag: "tagged the version",
  revert: "reverted in Git",
  "pull request": "proposed to the next environment",
};

export const taskWords = (kind: string): string => DONE[kind] ?? kind;

/** What became of it in Git, as far as there is something to say. */
export function revertWords({ revert }: Report): string | undefined {
  if (revert === undefined) return undefined;
  if (revert === "nothing left") return "nothing of it was left on the branch";
  if (revert === "superseded") return "later commits had changed the same lines: they stand";
  return `commit ${shortCommit(revert)}`;
}
