// A release's report: what changed, what was seen, how it ended and why. The JSON form; the page and the Markdown are made of it.
import type { Check, Revision } from "../cluster/cluster.ts";
import { changesModel, clickThroughOf } from "../desk/judgement.ts";
import { titleOf } from "../desk/words.ts";
import type { Journal } from "../journal/journal.ts";
import type { Gate, Release, Said, Verdict } from "../journal/types.ts";
import type { ClickThrough } from "../measurements/click-through.ts";
import type { Lane, Sample } from "../measurements/measurements.ts";
import type { Commit } from "../repository/repository.ts";

export interface Report {
  readonly id: number;
  readonly environment: string;
  readonly title: string;
  readonly verdict: Verdict | "running";
  readonly reason: string | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  /** So far, when it runs. */
  readonly seconds: number;
  readonly from: Revision;
  readonly to: Revision;
  readonly changesModel: boolean;
  readonly commit: string | undefined;
  readonly commits: readonly Commit[];
  readonly revert: string | undefined;
  readonly undone: string | undefined;
  readonly pullRequest: string | undefined;
  /** What the offline gate said of a new model. */
  readonly gate: Gate | undefined;
  /** Each weight that the canary had, in order. */
  readonly weights: readonly number[];
  readonly checks: readonly CheckReport[];
  /** All that both answered meanwhile. */
  readonly canary: Lane;
  readonly primary: Lane;
  readonly clickThrough: ClickThrough | undefined;
  readonly timeline: readonly (Said & { readonly seconds: number })[];
  readonly samples: readonly Sample[];
  /** What the desk did about it, or still tries. */
  readonly tasks: readonly { readonly kind: string; readonly isDone: boolean; readonly error?: string }[];
}

export interface CheckReport extends Check {
  /** Each value that was measured, in order of time. */
  readonly values: readonly { readonly seconds: number; readonly value: number }[];
}

/** What is said of a release shortly after it ended still belongs to it. */
const AFTER_MS = 15_000;
/** From a measurement of Flagger's to the sample that has it, at most. */
const SEEN_MS = 10_000;
/** Flagger's answer to the desk's own "no", each time it asks. */
const NOISE = /^Rollback hook \S+ not signaling a rollback$/;

/** `now` in unix milliseconds. */
export function reportOf(journal: Journal, release: Release, environment: string, now: number): Report {
  const { id, startedAt, endedAt, details } = release;
  const samples = journal.samples(id);
  const seconds = (at: number): number => Math.max(0, Math.round((at - startedAt) / 100) / 10);
  const measured = samples.findLast(({ canary }) => canary !== undefined);
  return {
    id,
    environment,
    title: titleOf(release),
    verdict: release.verdict ?? "running",
    reason: release.reason ?? release.stopReason,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === undefined ? undefined : new Date(endedAt).toISOString(),
    seconds: seconds(endedAt ?? now),
    from: release.from,
    to: release.to,
    changesModel: changesModel(release),
    commit: release.commit,
    commits: details.commits ?? [],
    revert: details.revert,
    undone: details.undone,
    pullRequest: details.pullRequest,
    gate: details.gate,
    weights: samples
      .map(({ weight }) => weight)
      .filter((weight, at, all) => weight > 0 && weight !== all[at - 1]),
    checks: (details.checks ?? []).map((check) => ({
      ...check,
      values: valuesOf(check.name, samples, details.intervalMs ?? 0).map(({ at, value }) => ({
        seconds: seconds(at),
        value,
      })),
    })),
    canary: measured?.canary ?? {},
    primary: measured?.primary ?? {},
    clickThrough: clickThroughOf(measured),
    timeline: journal
      .said(startedAt, (endedAt ?? now) + AFTER_MS)
      .filter(({ message }) => !NOISE.test(message))
      .filter(({ message }, at, all) => message !== all[at - 1]?.message)
      .map((said) => ({ ...said, message: shortened(said.message), seconds: seconds(said.at) })),
    samples,
    tasks: journal.tasksOf(id).map(({ kind, doneAt, error }) => ({
      kind,
      isDone: doneAt !== undefined,
      ...(error === undefined ? {} : { error }),
    })),
  };
}

/** Flagger repeats the whole query when Prometheus does not answer. */
const shortened = (message: string): string => message.replace(/request failed: Get "[^"]*": /, "");

/**
 * What Flagger measured. It publishes the last release's value until it has measured this one, an interval after the
 * canary got its first requests; then it takes a while to be scraped and sampled.
 */
function valuesOf(
  check: string,
  samples: readonly Sample[],
  intervalMs: number,
): readonly { at: number; value: number }[] {
  const began = samples.find(({ weight }) => weight > 0)?.at ?? Infinity;
  const before = samples.findLast(({ at, checks }) => at < began && checks?.[check] !== undefined)?.checks?.[
    check
  ];
  return samples.flatMap(({ at, checks }) => {
    const value = checks?.[check];
    if (value === undefined || at < began) return [];
    return value === before && at < began + intervalMs + SEEN_MS ? [] : [{ at, value }];
  });
}
