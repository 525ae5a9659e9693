// The newest report on the data that a retrain left in MLflow.
import { DATA_FILE, DATA_TAG, DataReport } from "@aisle/contract";
import { EXPERIMENT, MlflowError, type Run } from "@aisle/mlflow";
import { readArtifact } from "../mlflow/artifact.ts";
import type { Mlflow } from "../mlflow/mlflow.ts";

export interface Reported {
  readonly run: Run;
  readonly report: DataReport;
}

/** Undefined when no retrain has looked at data yet. @throws MlflowError */
export async function readReport(mlflow: Mlflow): Promise<Reported | undefined> {
  const { experiments, runs } = mlflow.client;
  const experimentId = await experiments.find(EXPERIMENT);
  if (experimentId === undefined) return undefined;
  const [run] = await runs.newest(experimentId, DATA_TAG, 1);
  if (run === undefined) return undefined;
  const report = await readArtifact(mlflow, run, DATA_FILE, DataReport);
  if (report !== undefined) return { run, report };
  throw new MlflowError(
    "corrupt",
    `The run ${run.runId} in MLflow has no ${DATA_FILE}: retrain once more, and the new run has one.`,
  );
}
