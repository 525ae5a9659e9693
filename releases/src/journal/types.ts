// What the journal keeps.
import type { Check, Revision } from "../cluster/cluster.ts";
import type { Commit } from "../repository/repository.ts";

export type Verdict = "promoted" | "rolled back" | "superseded";

export interface Release {
  readonly id: number;
  /** Flagger's hash of what is released. */
  readonly spec: string;
  readonly from: Revision;
  readonly to: Revision;
  /** The commit that Flux had applied when the release began, and the last one that was settled before it. */
  readonly commit: string | undefined;
  readonly base: string | undefined;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly verdict: Verdict | undefined;
  readonly reason: string | undefined;
  /** Why the desk wants it taken back, while it runs. */
  readonly stopReason: string | undefined;
  /** What became known of it later. */
  readonly details: Details;
}

export interface Details {
  /** The analysis that it went through. */
  readonly checks?: readonly Check[];
  /** Between two of its looks, in milliseconds. */
  readonly intervalMs?: number;
  readonly commits?: readonly Commit[];
  /** The commit that took it back, or what became of that. */
  readonly revert?: string;
  readonly gate?: Gate;
  readonly pullRequest?: string;
  /** After its promotion it was taken back for this. */
  readonly undone?: string;
}

/** What the offline gate said of the model. */
export interface Gate {
  readonly reason: string;
  readonly mode: string;
  /** NDCG@10 of both on the same holdout, and the interval of the difference; undefined for a first model. */
  readonly challenger?: number;
  readonly champion?: number;
  readonly low?: number;
  readonly high?: number;
}

export interface Said {
  /** Unix milliseconds. */
  readonly at: number;
  readonly by: "Flagger" | "desk" | "Alertmanager";
  readonly isWarning: boolean;
  readonly message: string;
}

export interface Alert {
  readonly fingerprint: string;
  readonly startsAt: number;
  readonly isFiring: boolean;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** When the desk last heard of it. */
  readonly heardAt: number;
}

export type TaskKind = "describe" | "gate" | "alias" | "tag" | "revert" | "pull request";

export interface Task {
  readonly id: number;
  readonly releaseId: number;
  readonly kind: TaskKind;
  readonly attempts: number;
  readonly error: string | undefined;
  readonly doneAt: number | undefined;
}
