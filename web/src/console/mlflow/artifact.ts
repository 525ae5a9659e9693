// A file in JSON that a retrain left with its run in MLflow.
import { ifFound, MlflowError, type Run } from "@aisle/mlflow";
import * as v from "valibot";
import type { Mlflow } from "./mlflow.ts";

/** Those of ours have some kilobytes. */
const MAX_BYTES = 512 * 1_024;

/** Undefined when the run has no such file. @throws MlflowError `corrupt` for a file that the trainer did not write. */
export async function readArtifact<Schema extends v.GenericSchema>(
  { client }: Mlflow,
  run: Run,
  file: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | undefined> {
  const text = await ifFound(client.artifacts.text(run.artifactUri, file, MAX_BYTES));
  if (text === undefined) return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (parsed.success) return parsed.output;
  const [{ message }] = parsed.issues;
  const at = v.getDotPath(parsed.issues[0]);
  throw new MlflowError(
    "corrupt",
    `${file} of the run ${run.runId} in MLflow is not as the trainer writes it: ${at === null ? "" : `${at}: `}${message}`,
  );
}
