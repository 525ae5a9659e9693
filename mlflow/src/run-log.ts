// What a run logs, and the same as MLflow's requests, checked and cut to its limits.
import { redactUrls } from "@aisle/platform";
import {
  BATCH_LIMITS,
  checkedKey,
  chunks,
  datasetDigest,
  metricValue,
  paramValue,
  tagValue,
  wholeNumber,
} from "./limits.ts";
import { toPairs } from "./pairs.ts";

export interface Metric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly step?: number;
  /** The logged model that it measures. */
  readonly modelId?: string;
  /** The dataset, logged by `logDatasets`, that it was measured on. */
  readonly dataset?: { readonly name: string; readonly digest: string };
}

export interface RunLog {
  readonly metrics?: readonly Metric[];
  /** Cannot be changed once logged; the same value again is accepted. */
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Dataset {
  readonly name: string;
  /** At most 36 characters. */
  readonly digest: string;
  /** What it was used for, for example `training` or `holdout`. */
  readonly context: string;
  readonly uri: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: "string" | "double" | "long" | "datetime";
  }[];
  /** Sizes by name, for example `{ num_rows: 10 }`. */
  readonly profile: Readonly<Record<string, number>>;
}

/** The fields of as many `runs/log-batch` requests as MLflow's limits ask for. @throws MlflowError `invalid`. */
export function toBatches({ metrics = [], params = {}, tags = {} }: RunLog): Record<string, unknown>[] {
  const metricBatches = chunks(metrics.map(toMetric), BATCH_LIMITS.metrics);
  const paramBatches = chunks(toPairs(params, checkedKey, paramValue), BATCH_LIMITS.params);
  const tagBatches = chunks(toPairs(tags, checkedKey, tagValue), BATCH_LIMITS.tags);
  const count = Math.max(metricBatches.length, paramBatches.length, tagBatches.length);
  return Array.from({ length: count }, (_, index) => ({
    metrics: metricBatches[index] ?? [],
    params: paramBatches[index] ?? [],
    tags: tagBatches[index] ?? [],
  }));
}

/** A dataset as `runs/log-inputs` wants it. @throws MlflowError `invalid`. */
export function toDatasetInput(dataset: Dataset): Record<string, unknown> {
  return {
    tags: [{ key: "mlflow.data.context", value: dataset.context }],
    dataset: {
      name: dataset.name,
      digest: datasetDigest(dataset.digest),
      source_type: "local",
      source: JSON.stringify({ uri: redactUrls(dataset.uri) }),
      schema: JSON.stringify({ mlflow_colspec: dataset.columns }),
      profile: JSON.stringify(dataset.profile),
    },
  };
}

function toMetric(metric: Metric): Record<string, unknown> {
  return {
    key: checkedKey(metric.key),
    value: metricValue(metric.key, metric.value),
    timestamp: wholeNumber(`The time of ${metric.key}`, metric.timestamp),
    step: wholeNumber(`The step of ${metric.key}`, metric.step ?? 0),
    ...(metric.modelId && { model_id: metric.modelId }),
    ...(metric.dataset && {
      dataset_name: metric.dataset.name,
      dataset_digest: datasetDigest(metric.dataset.digest),
    }),
  };
}
