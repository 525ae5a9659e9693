// Publishes a candidate that passed: bundle, registered version, champion or what is to become it.
import { join } from "node:path";
import type { Progress } from "../cli/progress.ts";
import type { Snapshot } from "../data/snapshot.ts";
import type { Run } from "@aisle/mlflow";
import type { ModelStore } from "../models/model-store.ts";
import type { TrainingData } from "../train/challenger.ts";
import type { Comparison } from "./compare.ts";
import { ship } from "./ship.ts";
import { evaluationMetrics } from "../train/metrics.ts";

export interface Publication {
  readonly models: ModelStore;
  readonly run: Run;
  readonly data: TrainingData;
  readonly snapshot: Snapshot;
  readonly comparison: Comparison;
  readonly commit: string;
  /** ISO 8601; the same for every attempt at one retrain, so that the bundle is the same too. */
  readonly startedAt: string;
  /** Whether the alias `champion` is somebody else's to move, when customers have seen the model. */
  readonly proposes: boolean;
  readonly now: Date;
}

/** Each step can be repeated after a fault; the alias `champion` moves last. */
export async function publish(
  publication: Publication,
  progress: Progress,
): Promise<{ version: string; digest: string }> {
  const { models, run, data, snapshot, comparison, commit, startedAt } = publication;
  const { decision } = comparison;
  const { fitted, evaluation } = comparison.candidate;
  const shipped = await progress.step(
    "ship",
    async () =>
      await ship(data, snapshot, fitted, evaluation, {
        dir: join(await models.folder(), `m${startedAt.replaceAll(/\D/g, "").slice(0, 14)}`),
        created: startedAt,
        codeCommit: commit,
        metrics: evaluationMetrics("", evaluation),
      }),
    ({ bytes, digest }) => `${(bytes / 1e6).toFixed(1)} MB, ${digest.slice(0, 19)}`,
  );
  const version = await progress.step(
    "register",
    async () => {
      const registered = await models.registry.register({
        experimentId: run.experimentId,
        runId: run.runId,
        bundleDir: shipped.dir,
        digest: shipped.digest,
        tags: {
          "aisle.commit": commit,
          "aisle.snapshot": snapshot.digest,
          "aisle.evaluated_digest": shipped.twinDigest,
          "aisle.gate.mode": decision.mode,
          "aisle.gate.reason": decision.reason,
        },
      });
      await models.registry.setAlias("challenger", registered.version);
      return await models.registry.version(registered.version);
    },
    (registered) => `version ${registered.version}, alias challenger`,
  );
  if (publication.proposes) {
    progress.note(`version ${version.version} awaits its release`);
    return version;
  }
  await progress.step(
    "promote",
    () => models.promote(version, shipped.dir, publication.now),
    () => `version ${version.version} is the champion`,
  );
  return version;
}
