// Experiments: the folders of MLflow in which runs and models live.
import * as v from "valibot";
import { ifFound, MlflowError } from "./error.ts";
import { checkedKey, versionTagValue } from "./limits.ts";
import { toPairs } from "./pairs.ts";
import type { Transport } from "./transport.ts";
import { held, MlflowId } from "./values.ts";

const foundSchema = v.object({
  experiment: v.object({ experiment_id: v.string(), lifecycle_stage: v.string() }),
});
const createdSchema = v.object({ experiment_id: v.string() });

export class Experiments {
  constructor(private readonly transport: Transport) {}

  /**
   * The id of the experiment called `name`, which is created when there is none.
   * @throws MlflowError `rejected` when it was deleted: MLflow keeps its name taken.
   */
  ensure(name: string): Promise<string> {
    return this.transport.findOrCreate(
      () => this.find(name),
      async () => {
        const created = await this.transport.call(createdSchema, {
          method: "POST",
          path: "mlflow/experiments/create",
          body: { name },
          once: true,
        });
        return held(MlflowId, created.experiment_id, idOf(name));
      },
    );
  }

  /** Sets tags on an experiment, one request each. */
  async setTags(id: string, tags: Readonly<Record<string, string>>): Promise<void> {
    for (const tag of toPairs(tags, checkedKey, versionTagValue)) {
      await this.transport.call(v.object({}), {
        method: "POST",
        path: "mlflow/experiments/set-experiment-tag",
        body: { experiment_id: id, ...tag },
      });
    }
  }

  /** The id of the experiment called `name`, or undefined. @throws as `ensure`. */
  async find(name: string): Promise<string | undefined> {
    const answer = await ifFound(
      this.transport.call(foundSchema, {
        method: "GET",
        path: "mlflow/experiments/get-by-name",
        query: { experiment_name: name },
      }),
    );
    if (answer?.experiment.lifecycle_stage === "deleted") {
      const id = held(MlflowId, answer.experiment.experiment_id, idOf(name));
      throw new MlflowError(
        "rejected",
        `The experiment "${name}" was deleted in MLflow: restore it (mlflow experiments restore -x ${id}) or use another name.`,
      );
    }
    return answer && held(MlflowId, answer.experiment.experiment_id, idOf(name));
  }
}

const idOf = (name: string): string => `the id of the experiment ${name}`;
