// Rows of the journal's tables, and what they mean.
import type { Revision } from "../cluster/cluster.ts";
import type { Alert, Details, Release, Task, TaskKind, Verdict } from "./types.ts";

export interface ReleaseRow {
  readonly id: number;
  readonly spec: string;
  readonly from_revision: string;
  readonly to_revision: string;
  readonly commit_id: string | null;
  readonly base_id: string | null;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly verdict: Verdict | null;
  readonly reason: string | null;
  readonly stop_reason: string | null;
  readonly details: string;
}

export interface TaskRow {
  readonly id: number;
  readonly release_id: number;
  readonly kind: TaskKind;
  readonly attempts: number;
  readonly error: string | null;
  readonly done_at: number | null;
}

export interface AlertRow {
  readonly fingerprint: string;
  readonly starts_at: number;
  readonly is_firing: number;
  readonly name: string;
  readonly labels: string;
  readonly annotations: string;
  readonly heard_at: number;
}

export const toRelease = (row: ReleaseRow): Release => ({
  id: row.id,
  spec: row.spec,
  from: JSON.parse(row.from_revision) as Revision,
  to: JSON.parse(row.to_revision) as Revision,
  commit: row.commit_id ?? undefined,
  base: row.base_id ?? undefined,
  startedAt: row.started_at,
  endedAt: row.ended_at ?? undefined,
  verdict: row.verdict ?? undefined,
  reason: row.reason ?? undefined,
  stopReason: row.stop_reason ?? undefined,
  details: JSON.parse(row.details) as Details,
});

export const toTask = (row: TaskRow): Task => ({
  id: row.id,
  releaseId: row.release_id,
  kind: row.kind,
  attempts: row.attempts,
  error: row.error ?? undefined,
  doneAt: row.done_at ?? undefined,
});

export const toAlert = (row: AlertRow): Alert => ({
  fingerprint: row.fingerprint,
  startsAt: row.starts_at,
  isFiring: row.is_firing === 1,
  name: row.name,
  labels: JSON.parse(row.labels) as Record<string, string>,
  annotations: JSON.parse(row.annotations) as Record<string, string>,
  heardAt: row.heard_at,
});
