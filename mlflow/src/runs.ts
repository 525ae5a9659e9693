// Runs: what was tried, on which data, with which settings and results.
import * as v from "valibot";
import { MlflowError } from "./error.ts";
import { checkedKey, hasTag, tagFilter, tagValue, wholeNumber } from "./limits.ts";
import { toPairs } from "./pairs.ts";
import { type Dataset, type RunLog, toBatches, toDatasetInput } from "./run-log.ts";
import { shorten } from "./texts.ts";
import type { Transport } from "./transport.ts";
import { held, MlflowId, pairs, recordOf, requireFew } from "./values.ts";

/** The tag by which a run is found again: MLflow itself would create a second one. */
const RUN_KEY_TAG = "aisle.run_key";

export type RunEnd = "FINISHED" | "FAILED" | "KILLED";

export interface Run {
  readonly runId: string;
  readonly experimentId: string;
  /** `RUNNING` or a RunEnd. */
  readonly status: string;
  /** Milliseconds since the epoch; undefined when MLflow does not say. */
  readonly startTime: number | undefined;
  /** Where its artifacts are, as `Artifacts` takes it. */
  readonly artifactUri: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  /** The last value of each metric. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Ids of the logged models that it produced. */
  readonly outputModelIds: readonly string[];
}

export interface NewRun {
  readonly experimentId: string;
  /** Ours, the same in every attempt at the same work; no quotes. */
  readonly key: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly parentRunId?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const anyObject = v.looseObject({});

/** MLflow writes what JSON has no number for as text. */
const metricNumber = v.pipe(
  v.union([v.number(), v.picklist(["NaN", "Infinity", "-Infinity"])]),
  v.transform(Number),
);

/** Those that a `Date` can hold. */
const Milliseconds = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform(Number),
  v.safeInteger("Expected milliseconds since 1970."),
  v.minValue(0),
  v.maxValue(8.64e15),
);

const RunStatus = v.picklist(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]);

const runSchema = v.object({
  info: v.object({
    run_id: v.string(),
    experiment_id: v.string(),
    status: v.string(),
    start_time: v.optional(v.union([v.number(), v.string()])),
    artifact_uri: v.string(),
  }),
  data: v.object({
    tags: pairs,
    params: pairs,
    metrics: v.optional(
      v.array(v.object({ key: v.string(), value: v.optional(v.union([v.number(), v.string()]), 0) })),
      [],
    ),
  }),
  outputs: v.optional(
    v.object({ model_outputs: v.optional(v.array(v.object({ model_id: v.string() })), []) }),
    {},
  ),
});

export class Runs {
  constructor(private readonly transport: Transport) {}

  /** The run of this experiment with this key, which is created when there is none. */
  ensure(run: NewRun): Promise<Run> {
    return this.transport.findOrCreate(
      () => this.find(run.experimentId, run.key),
      () => this.#create(run),
    );
  }

  /** The first run of the experiment with this key, or undefined. */
  async find(experimentId: string, key: string): Promise<Run | undefined> {
    const [found] = await this.#search(experimentId, tagFilter(RUN_KEY_TAG, key), "ASC", 1);
    return found;
  }

  /** The run of the experiment that was begun last of those with this tag, whatever its value, but for run `except`. */
  async newestWith(experimentId: string, tag: string, except: string): Promise<Run | undefined> {
    const found = await this.newest(experimentId, tag, 2);
    return found.find(({ runId }) => runId !== except);
  }

  /** The runs of the experiment with this tag, whatever its value: those that were begun last first, `most` at most. */
  newest(experimentId: string, tag: string, most: number): Promise<readonly Run[]> {
    return this.#search(experimentId, hasTag(tag), "DESC", most);
  }

  /** Those of these runs that the experiment has, in no particular order. @throws MlflowError `corrupt` for an id that is none. */
  async among(experimentId: string, runIds: readonly string[]): Promise<readonly Run[]> {
    if (runIds.length === 0) return [];
    const ids = runIds.map((id) => `'${held(MlflowId, id, "the id of a run")}'`);
    return this.#search(experimentId, `attributes.run_id IN (${ids.join(", ")})`, "DESC", runIds.length);
  }

  async #search(
    experimentId: string,
    filter: string,
    order: "ASC" | "DESC",
    most: number,
  ): Promise<readonly Run[]> {
    const found = await this.transport.call(v.object({ runs: v.optional(v.array(runSchema), []) }), {
      method: "POST",
      path: "mlflow/runs/search",
      body: {
        experiment_ids: [experimentId],
        filter,
        order_by: [`attributes.start_time ${order}`],
        max_results: most,
      },
    });
    return found.runs.slice(0, most).map(toRun);
  }

  /** @throws MlflowError `not-found`. */
  async get(runId: string): Promise<Run> {
    const found = await this.transport.call(v.object({ run: runSchema }), {
      method: "GET",
      path: "mlflow/runs/get",
      query: { run_id: runId },
    });
    return toRun(found.run);
  }

  /** Logs metrics, params and tags, in as many requests as MLflow's limits ask for; may be repeated. */
  async log(runId: string, log: RunLog): Promise<void> {
    for (const batch of toBatches(log)) {
      await this.transport.call(anyObject, {
        method: "POST",
        path: "mlflow/runs/log-batch",
        body: { run_id: runId, ...batch },
      });
    }
  }

  /** Records which data the run used; the same dataset again changes nothing. */
  async logDatasets(runId: string, datasets: readonly Dataset[]): Promise<void> {
    await this.transport.call(anyObject, {
      method: "POST",
      path: "mlflow/runs/log-inputs",
      body: { run_id: runId, datasets: datasets.map(toDatasetInput) },
    });
  }

  /** Records that the run produced a logged model; may be repeated, although MLflow's own call fails then. */
  async logOutput(runId: string, modelId: string): Promise<void> {
    await this.transport.findOrCreate(
      async () => (await this.get(runId)).outputModelIds.find((id) => id === modelId),
      async () => {
        await this.transport.call(anyObject, {
          method: "POST",
          path: "mlflow/runs/outputs",
          body: { run_id: runId, models: [{ model_id: modelId, step: 0 }] },
          once: true,
        });
        return modelId;
      },
    );
  }

  /** Marks the run as ended; the time is in milliseconds since the epoch. */
  async end(runId: string, status: RunEnd, endTime: number): Promise<void> {
    await this.#update(runId, status, { end_time: wholeNumber("The end time", endTime) });
  }

  /** Marks a run that ended before its work was complete as running again. */
  async resume(runId: string): Promise<void> {
    await this.#update(runId, "RUNNING", {});
  }

  async #update(runId: string, status: string, fields: Readonly<Record<string, number>>): Promise<void> {
    const updated = await this.transport.call(v.object({ run_info: v.object({ status: v.string() }) }), {
      method: "POST",
      path: "mlflow/runs/update",
      body: { run_id: runId, status, ...fields },
    });
    // MLflow answers 200 to a status that it does not know, and ignores it.
    if (updated.run_info.status === status) return;
    throw new MlflowError(
      "corrupt",
      `The run ${runId} should be ${status}, but MLflow keeps ${shorten(updated.run_info.status)}.`,
    );
  }

  async #create(run: NewRun): Promise<Run> {
    const tags = {
      ...run.tags,
      [RUN_KEY_TAG]: run.key,
      ...(run.parentRunId && { "mlflow.parentRunId": run.parentRunId }),
    };
    const created = await this.transport.call(v.object({ run: runSchema }), {
      method: "POST",
      path: "mlflow/runs/create",
      body: {
        experiment_id: run.experimentId,
        run_name: run.name,
        start_time: wholeNumber("The start time", run.startTime),
        tags: toPairs(tags, checkedKey, tagValue),
      },
      once: true,
    });
    return toRun(created.run);
  }
}

function toRun(answer: v.InferOutput<typeof runSchema>): Run {
  const { info, data, outputs } = answer;
  const runId = held(MlflowId, info.run_id, "the id of a run");
  const what = `the run ${runId}`;
  requireFew(data.metrics, what);
  requireFew(outputs.model_outputs, what);
  return {
    runId,
    experimentId: held(MlflowId, info.experiment_id, `the experiment of ${what}`),
    status: held(RunStatus, info.status, `the status of ${what}`),
    startTime:
      info.start_time === undefined ? undefined : held(Milliseconds, info.start_time, `the start of ${what}`),
    artifactUri: info.artifact_uri,
    tags: recordOf(data.tags, `the tags of ${what}`),
    params: recordOf(data.params, `the params of ${what}`),
    metrics: Object.fromEntries(
      data.metrics.map(({ key, value }) => [
        key,
        held(metricNumber, value, `the metric ${shorten(key)} of ${what}`),
      ]),
    ),
    outputModelIds: outputs.model_outputs.map(({ model_id: id }) => held(MlflowId, id, `a model of ${what}`)),
  };
}
