// A search's trials in MLflow: one nested run each, under the run of the search.
import type { MlflowClient } from "@aisle/mlflow";
import { flatten } from "../tracking/params.ts";
import type { Trial } from "./search.ts";

export interface TrialRuns {
  readonly experimentId: string;
  /** Identifies the search: a trial that is logged again, after a fault, is the same run. */
  readonly key: string;
  /** The run that the trials are nested in. */
  readonly runId: string;
}

/** What to call after each trial. Throws what MLflow's client throws. */
export function logTrials(
  client: MlflowClient,
  { experimentId, key, runId }: TrialRuns,
): (trial: Trial) => Promise<void> {
  let begun = Date.now();
  return async ({ number, recipe, ndcg, screened, accepted }) => {
    const now = Date.now();
    const child = await client.runs.ensure({
      experimentId,
      key: `${key}:${number}`,
      name: `trial ${number}`,
      startTime: begun,
      parentRunId: runId,
      tags: { "aisle.screened": String(screened), "aisle.accepted": String(accepted) },
    });
    const metric = { key: "validation_ndcg_at_10", value: ndcg, timestamp: now };
    await client.runs.log(child.runId, { params: flatten(recipe), metrics: [metric] });
    if (accepted) await client.runs.log(runId, { metrics: [{ ...metric, step: number }] });
    await client.runs.end(child.runId, "FINISHED", now);
    begun = Date.now();
  };
}
