// The account of risk that the gate's looks have left: each retrain's run in MLflow says it, and the next one reads it there.
import type { MlflowClient } from "@aisle/mlflow";
import * as v from "valibot";
import { MAX_SAVED, type RiskAccount } from "../gate/risk.ts";

const SAVED_TAG = "aisle.gate.risk_saved";
const END_TAG = "aisle.gate.data_end";

/** As `accountTags` writes them. */
const accountSchema = v.object({
  [SAVED_TAG]: v.pipe(
    v.string(),
    v.regex(/^\d(\.\d{1,20})?(e-\d{1,2})?$/),
    v.transform(Number),
    v.maxValue(MAX_SAVED),
  ),
  [END_TAG]: v.pipe(
    v.string(),
    v.isoTimestamp(),
    v.transform((text) => Date.parse(text) / 1000),
  ),
});

/** The tags of a run by which the next retrain knows the account. */
export function accountTags({ saved, dataEnd }: RiskAccount): Record<string, string> {
  return { [SAVED_TAG]: String(saved), [END_TAG]: new Date(dataEnd * 1000).toISOString() };
}

/**
 * The account that the last retrain before `runId` left; undefined when there was none. A record that cannot be read
 * leaves nothing, which more data make up for: `note` is told. `dataEnd`, in unix seconds, is where today's data end.
 */
export async function lastAccount(
  client: Pick<MlflowClient, "runs">,
  experimentId: string,
  runId: string,
  dataEnd: number,
  note: (text: string) => void,
): Promise<RiskAccount | undefined> {
  const last = await client.runs.newestWith(experimentId, SAVED_TAG, runId);
  if (last === undefined) return undefined;
  const parsed = v.safeParse(accountSchema, last.tags);
  if (parsed.success) return { saved: parsed.output[SAVED_TAG], dataEnd: parsed.output[END_TAG] };
  note(
    `the run ${last.runId} does not say how much risk the gate has left (tags ${SAVED_TAG} and ${END_TAG}): ` +
      "it begins with none, and saves some again with each day of data",
  );
  return { saved: 0, dataEnd };
}
