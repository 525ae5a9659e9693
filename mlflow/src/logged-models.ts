// Logged models: a model's files in MLflow, before and beside its registered version.
import * as v from "valibot";
import { MlflowError } from "./error.ts";
import { checkedKey, paramValue, tagFilter, tagValue } from "./limits.ts";
import { toPairs } from "./pairs.ts";
import { shorten } from "./texts.ts";
import type { Transport } from "./transport.ts";
import { held, MlflowId, pairs, recordOf } from "./values.ts";

const PENDING = "LOGGED_MODEL_PENDING";
const READY = "LOGGED_MODEL_READY";

export interface LoggedModel {
  readonly modelId: string;
  /** Where its files are, as `Artifacts` takes it. */
  readonly artifactUri: string;
  /** All files are there and verified. */
  readonly ready: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface NewLoggedModel {
  readonly experimentId: string;
  readonly runId: string;
  /** No `/ : . % " '`. */
  readonly name: string;
  readonly type: string;
  /** The tag by which this model is found again: MLflow itself would create a second one. */
  readonly identity: { readonly key: string; readonly value: string };
  readonly params?: Readonly<Record<string, string>>;
}

const modelSchema = v.object({
  info: v.object({
    model_id: v.string(),
    artifact_uri: v.string(),
    status: v.string(),
    tags: pairs,
  }),
});
const answerSchema = v.object({ model: modelSchema });

export class LoggedModels {
  constructor(private readonly transport: Transport) {}

  /** The logged model with this identity, ready or begun, which is created when there is none. */
  ensure(model: NewLoggedModel): Promise<LoggedModel> {
    return this.transport.findOrCreate(
      () => this.#find(model.experimentId, model.identity),
      () => this.#create(model),
    );
  }

  /** Says that all files of the model are there. */
  async markReady(modelId: string): Promise<void> {
    const { model } = await this.transport.call(answerSchema, {
      method: "PATCH",
      path: `mlflow/logged-models/${encodeURIComponent(modelId)}`,
      body: { model_id: modelId, status: READY },
    });
    // MLflow answers 200 to a status that it does not know.
    if (model.info.status === READY) return;
    throw new MlflowError(
      "corrupt",
      `The model ${modelId} should be ready, but is ${shorten(model.info.status)}.`,
    );
  }

  async #find(experimentId: string, identity: NewLoggedModel["identity"]): Promise<LoggedModel | undefined> {
    const found = await this.transport.call(v.object({ models: v.optional(v.array(modelSchema), []) }), {
      method: "POST",
      path: "mlflow/logged-models/search",
      body: {
        experiment_ids: [experimentId],
        filter: tagFilter(identity.key, identity.value),
        order_by: [{ field_name: "creation_timestamp", ascending: true }],
      },
    });
    const usable = [READY, PENDING].flatMap((status) =>
      found.models.filter(({ info }) => info.status === status),
    );
    return usable[0] && toLoggedModel(usable[0]);
  }

  async #create(model: NewLoggedModel): Promise<LoggedModel> {
    const created = await this.transport.call(answerSchema, {
      method: "POST",
      path: "mlflow/logged-models",
      body: {
        experiment_id: model.experimentId,
        name: model.name,
        model_type: model.type,
        source_run_id: model.runId,
        params: toPairs(model.params ?? {}, checkedKey, paramValue),
        tags: toPairs({ [model.identity.key]: model.identity.value }, checkedKey, tagValue),
      },
      once: true,
    });
    return toLoggedModel(created.model);
  }
}

function toLoggedModel({ info }: v.InferOutput<typeof modelSchema>): LoggedModel {
  const modelId = held(MlflowId, info.model_id, "the id of a logged model");
  return {
    modelId,
    artifactUri: info.artifact_uri,
    ready: info.status === READY,
    tags: recordOf(info.tags, `the logged model ${modelId}`),
  };
}
