// What MLflow knows of the models: the newest versions, where the aliases point, and what each retrain came to.
import { DATA_TAG } from "@aisle/contract";
import { type BundleVersion, EXPERIMENT, type NewestVersions, type Run } from "@aisle/mlflow";
import type { Mlflow } from "../mlflow/mlflow.ts";

/** Of versions and of retrains, the newest. */
export const MAX_SHOWN = 30;

/** The tag by which a run is known as a retrain that came to a decision: `promoted` or `refused`. */
const GATE_TAG = "aisle.gate";

/** A retrain that came to a decision, and the version that it registered; or a version without a retrain. */
export interface Trained {
  readonly run: Run | undefined;
  readonly version: BundleVersion | undefined;
}

export interface History extends NewestVersions {
  /** Version numbers. */
  readonly champion: string | undefined;
  readonly challenger: string | undefined;
  /** Newest first. */
  readonly trained: readonly Trained[];
  /** Why the newest retrain did not complete: its data failed validation (`stopped`), or it `failed`. */
  readonly broken: "stopped" | "failed" | undefined;
}

/** @throws MlflowError */
export async function readHistory({ client, registry }: Mlflow): Promise<History> {
  const [newest, champion, challenger, experimentId] = await Promise.all([
    registry.newest(MAX_SHOWN),
    registry.champion(),
    registry.challenger(),
    client.experiments.find(EXPERIMENT),
  ]);
  // The champion may be older than the versions that were proposed since.
  const versions = withVersion(newest.versions, champion);
  const [retrains, [begun]] =
    experimentId === undefined
      ? [[], []]
      : await Promise.all([
          client.runs.newest(experimentId, GATE_TAG, MAX_SHOWN),
          client.runs.newest(experimentId, DATA_TAG, 1),
        ]);
  const known = new Set(retrains.map(({ runId }) => runId));
  const older = versions.map(({ runId }) => runId).filter((runId) => runId !== "" && !known.has(runId));
  const runs = [
    ...retrains,
    ...(experimentId === undefined ? [] : await client.runs.among(experimentId, older)),
  ];
  return {
    versions,
    faults: newest.faults,
    champion: champion?.version,
    challenger: challenger?.version,
    trained: trainedOf(runs, versions),
    broken: begun && brokenOf(begun),
  };
}

function brokenOf({ status, tags }: Run): History["broken"] {
  if (tags[DATA_TAG] === "stopped") return "stopped";
  return status === "FAILED" || status === "KILLED" ? "failed" : undefined;
}

function withVersion(
  versions: readonly BundleVersion[],
  one: BundleVersion | undefined,
): readonly BundleVersion[] {
  return one === undefined || versions.some(({ version }) => version === one.version)
    ? versions
    : [...versions, one];
}

function trainedOf(runs: readonly Run[], versions: readonly BundleVersion[]): readonly Trained[] {
  const byRun = new Map(versions.map((version) => [version.runId, version]));
  const ran = runs
    .toSorted((a, b) => (b.startTime ?? 0) - (a.startTime ?? 0))
    .map((run): Trained => ({ run, version: byRun.get(run.runId) }));
  const runIds = new Set(runs.map(({ runId }) => runId));
  const others = versions.filter(({ runId }) => !runIds.has(runId));
  return [...ran, ...others.map((version): Trained => ({ run: undefined, version }))];
}

/** What the gate decided on the run's model; undefined for a run that is no retrain. */
export function decisionOf({ tags }: Run): "promoted" | "refused" | undefined {
  const tag = tags[GATE_TAG];
  return tag === "promoted" || tag === "refused" ? tag : undefined;
}
