// What changed: models that began to serve, alerts that fired, releases that began and ended.
import { durationText } from "../duration.ts";
import type { Curve, Grid } from "../prometheus/prometheus.ts";

export interface Change {
  /** Unix seconds. */
  readonly at: number;
  readonly tone: "well" | "act" | "note";
  readonly text: string;
}

export interface ChangesFound {
  /** The newest first. */
  readonly changes: readonly Change[];
  /** Versions that began to serve, and when, in unix seconds. */
  readonly models: readonly { readonly at: number; readonly version: string }[];
  /** Names of the alerts that fire now. */
  readonly firing: readonly string[];
}

type Source = "models" | "alerts" | "releases";

export const CHANGES: Readonly<Record<Source, string>> = {
  models: "max by (version, track) (aisle_model_info)",
  alerts: 'max by (alertname) (ALERTS{alertstate="firing"})',
  releases: "max by (name) (flagger_canary_status)",
};

/** More would be no overview. */
const MAX_CHANGES = 20;
/** What is not seen for so many steps was only not looked at: a restart, or a scrape that failed. */
const MAX_GAP = 3;

const RELEASE: Readonly<Record<number, readonly [Change["tone"], string]>> = {
  0: ["note", "began"],
  1: ["well", "was promoted"],
  2: ["act", "was taken back"],
};

export function changesIn(curves: Readonly<Record<Source, readonly Curve[]>>, grid: Grid): ChangesFound {
  const firing: string[] = [];
  const changes: Change[] = [];
  const models: { at: number; version: string }[] = [];
  for (const { labels, values } of curves.models) {
    for (const { begin } of stretchesOf(values, grid)) {
      if (begin === grid.from) continue;
      const version = labels.get("version") ?? "";
      models.push({ at: begin, version });
      const text = `Model ${version} (${labels.get("track")}) began to serve.`;
      changes.push({ at: begin, tone: "well", text });
    }
  }
  for (const { labels, values } of curves.alerts) {
    const name = labels.get("alertname") ?? "An alert without a name";
    for (const { begin, end } of stretchesOf(values, grid)) {
      const isNow = end === grid.to;
      if (isNow) firing.push(name);
      const length = durationText(end - begin + grid.step);
      changes.push({
        at: begin,
        tone: "act",
        text: isNow ? `The alert ${name} fires since then.` : `The alert ${name} fired for ${length}.`,
      });
    }
  }
  for (const { labels, values } of curves.releases) {
    let before: number | undefined;
    for (const [at, status] of values) {
      const [tone, what] = RELEASE[status] ?? [];
      if (before !== undefined && status !== before && tone !== undefined)
        changes.push({ at, tone, text: `A release of ${labels.get("name")} ${what}.` });
      before = status;
    }
  }
  return {
    changes: changes.sort((a, b) => b.at - a.at).slice(0, MAX_CHANGES),
    models,
    firing: firing.sort(),
  };
}

interface Stretch {
  /** Unix seconds of its first and last value. */
  readonly begin: number;
  readonly end: number;
}

/** When there were values, in order. */
function stretchesOf(values: ReadonlyMap<number, number>, { step }: Grid): Stretch[] {
  const stretches: Stretch[] = [];
  for (const at of values.keys()) {
    const last = stretches.at(-1);
    if (last !== undefined && at - last.end <= (MAX_GAP + 1) * step)
      stretches[stretches.length - 1] = { begin: last.begin, end: at };
    else stretches.push({ begin: at, end: at });
  }
  return stretches;
}
