// The whole loop: freeze the data, fit a challenger, compare it with the champion, publish it when it is better.
import { dirname, join } from "node:path";
import { defaultRecipe, endOfData, modelFrom, type Recipe } from "@aisle/recommender";
import { codeCommit } from "../cli/commit.ts";
import type { Progress } from "../cli/progress.ts";
import type { Settings } from "../cli/settings.ts";
import { type Decision, defaultThresholds } from "../gate/decision.ts";
import { renderDecision } from "../gate/render.ts";
import { nextLook } from "../gate/risk.ts";
import { removeSpilled } from "../data/duckdb.ts";
import { removeHalfWritten } from "../data/snapshot.ts";
import { readImports } from "../data/imports.ts";
import { ValidationError } from "../data/report.ts";
import { describeForgotten, forgetLost, type Forgotten } from "../data/forget.ts";
import type { MlflowClient } from "@aisle/mlflow";
import { lockHome } from "../models/lock.ts";
import { ModelStore } from "../models/model-store.ts";
import { logTrials } from "../search/trial-runs.ts";
import { type Challenger, prepareTraining, trainChallenger } from "../train/challenger.ts";
import { readInput } from "../train/input.ts";
import { chooseWindows } from "../train/windows.ts";
import { type Champion, currentChampion } from "./champion.ts";
import { compare } from "./compare.ts";
import { lastAccount } from "./looks.ts";
import { beginPending, endPending, readPending } from "./pending.ts";
import { dataReport, logData, logStopped } from "./data-log.ts";
import { openExperiment } from "../tracking/experiment-view.ts";
import { publish } from "./publish.ts";
import { logComparison } from "./tracking.ts";

export interface RetrainOptions {
  /** Recipes that the search tries. */
  readonly trials: number;
  readonly seed: number;
  /** Whether a challenger that passes only awaits its release, and somebody else makes it the champion. */
  readonly proposes: boolean;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export interface RetrainOutcome {
  readonly decision: Decision;
  readonly runId: string;
  /** The registry version that was promoted, or proposed; undefined when the challenger was refused. */
  readonly version: string | undefined;
  readonly digest: string | undefined;
  /** What older snapshots no longer hold, because the store no longer does. */
  readonly forgotten: Forgotten;
}

/** Runs the gated pipeline. Throws what its parts throw; a second call completes one that was cut short. */
export async function retrain(
  settings: Settings,
  client: MlflowClient,
  options: RetrainOptions,
  progress: Progress,
): Promise<RetrainOutcome> {
  using _ = lockHome(settings.home);
  const models = new ModelStore(client, settings, options.proposes);
  await models.removeUnfinished();
  await removeSpilled();
  for (const dir of await removeHalfWritten(join(settings.home, "snapshots")))
    progress.note(`${dir} is no snapshot that was being written: move it away`);
  // Asked first: without MLflow nothing can be promoted, and the user should hear it before the work is done.
  const experimentId = await openExperiment(client);
  const note = (text: string): void => progress.note(text);
  const champion = await currentChampion(models, note, !options.proposes);
  const imports = await readImports(settings.home, note);
  const input = await readInput(settings, new Date(options.now()), progress).catch(async (error: unknown) => {
    if (error instanceof ValidationError)
      await logStopped(
        client,
        experimentId,
        dataReport(error.snapshot, error.report, imports),
        options.now(),
        note,
      );
    throw error;
  });
  const { snapshot, validation, interactions, items } = input;
  const forgotten = await progress.step(
    "forget",
    () => forgetLost(dirname(snapshot.dir), snapshot),
    describeForgotten,
  );
  const dataEnd = champion === undefined ? undefined : Date.parse(champion.bundle.info.data.to) / 1000;
  const { minCustomers, minDays } = defaultThresholds;
  const windows = chooseWindows(interactions, dataEnd, minCustomers, minDays);
  const data = prepareTraining(interactions, items, windows);

  const { trials, seed } = options;
  const commit = await codeCommit();
  const work = { snapshot: snapshot.digest, champion: champion?.bundle.digest ?? null, commit, trials, seed };
  const unfinished = await readPending(settings.home);
  const pending = await beginPending(settings.home, work, new Date(options.now()));
  if (unfinished !== undefined && unfinished.key !== pending.key) {
    await closeRun(client, experimentId, unfinished.key, champion, options.now());
  }
  const run = await client.runs.ensure({
    experimentId,
    key: pending.key,
    name: `retrain ${pending.startedAt.slice(0, 19)}`,
    startTime: Date.parse(pending.startedAt),
    tags: {
      "mlflow.source.name": "trainer retrain",
      "mlflow.source.type": "LOCAL",
      "mlflow.source.git.commit": commit,
    },
  });
  if (run.status !== "RUNNING") await client.runs.resume(run.runId);
  try {
    await logData(client, run, dataReport(snapshot, validation, imports));
    const dataEnds = endOfData(interactions.time);
    const look = nextLook(await lastAccount(client, experimentId, run.runId, dataEnds, note), dataEnds);
    const challenger = await progress.step(
      "train",
      () => {
        const onTrial = logTrials(client, { experimentId, key: `${pending.key}:trial`, runId: run.runId });
        return trainChallenger(data, { starts: startsWith(champion), trials, seed, onTrial });
      },
      (fitted) => describe(fitted, trials),
    );
    const comparison = await progress.step(
      "compare",
      async () => compare(data, challenger, champion, look),
      () =>
        `on ${data.holdoutCases.length} customers since ${new Date(windows.holdoutStart * 1000).toISOString()}`,
    );
    const { decision } = comparison;
    await progress.step("log", () =>
      logComparison(client, run, { snapshot, data, challenger, comparison, look, validation }, options.now()),
    );
    progress.note(`\n${renderDecision(decision)}\n`);
    const published = decision.promoted
      ? await publish(
          {
            models,
            run,
            data,
            snapshot,
            comparison,
            commit,
            startedAt: pending.startedAt,
            proposes: options.proposes,
            now: new Date(options.now()),
          },
          progress,
        )
      : undefined;
    await client.runs.end(run.runId, "FINISHED", options.now());
    await endPending(settings.home);
    return { decision, runId: run.runId, version: published?.version, digest: published?.digest, forgotten };
  } catch (error) {
    // The work stays pending: the next retrain of the same data takes this run up again. MLflow may be what failed.
    await client.runs.end(run.runId, "FAILED", options.now()).catch(() => {});
    throw error;
  }
}

/** The search goes on where that of the champion ended. */
function startsWith(champion: Champion | undefined): readonly [Recipe, ...Recipe[]] {
  return champion === undefined ? [defaultRecipe] : [defaultRecipe, modelFrom(champion.bundle).recipe];
}

/** Ends the run of a retrain that was cut short and is not taken up again; it may have come as far as the promotion. */
async function closeRun(
  client: MlflowClient,
  experimentId: string,
  key: string,
  champion: Champion | undefined,
  now: number,
): Promise<void> {
  const run = await client.runs.find(experimentId, key);
  if (run?.status !== "RUNNING") return;
  await client.runs.end(run.runId, champion?.runId === run.runId ? "FINISHED" : "KILLED", now);
}

function describe(challenger: Challenger, trials: number): string {
  const forest = challenger.forestNdcg?.toFixed(4) ?? "not trained";
  const numbers = `blend ${challenger.blendNdcg.toFixed(4)}, forest ${forest}`;
  return `${trials} trials; validation NDCG@10 ${numbers}: ${challenger.recipe.ranker.kind}`;
}
