// The model registry: numbered versions of a named model, and the aliases that point at them.
import { RegistryVersion } from "@aisle/contract";
import * as v from "valibot";
import { ifFound, isMlflowError } from "./error.ts";
import { checkedKey, hasTag, tagFilter, unquoted, versionTagValue } from "./limits.ts";
import { toPairs } from "./pairs.ts";
import type { Transport } from "./transport.ts";
import { held, MlflowId, pairs, recordOf } from "./values.ts";

export interface ModelVersion {
  /** A number, as text. */
  readonly version: string;
  readonly runId: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface NewModelVersion {
  readonly modelId: string;
  readonly runId: string;
  /** The tag by which this version is found again: MLflow itself would create a second one. */
  readonly identity: { readonly key: string; readonly value: string };
  readonly tags: Readonly<Record<string, string>>;
}

/** Of a version that somebody registered without one. */
const NO_RUN = "";
const RunId = v.union([v.literal(NO_RUN), MlflowId], "Expected the id of a run.");

const versionSchema = v.object({
  version: v.pipe(v.union([v.string(), v.number()]), v.transform(String)),
  run_id: v.optional(v.string(), NO_RUN),
  tags: pairs,
});
const answerSchema = v.object({ model_version: versionSchema });
const anyObject = v.looseObject({});

/** The versions of one registered model, by its name (no `/` or `:`). */
export class ModelVersions {
  constructor(
    private readonly transport: Transport,
    readonly name: string,
  ) {
    unquoted(name);
  }

  /** The version with this identity, which is created, last of all its things, when there is none. */
  async ensure(version: NewModelVersion): Promise<ModelVersion> {
    await this.#ensureModel();
    return this.transport.findOrCreate(
      () => this.find(version.identity),
      () => this.#create(version),
    );
  }

  /** The first version with this tag, or undefined. */
  find({ key, value }: { readonly key: string; readonly value: string }): Promise<ModelVersion | undefined> {
    return this.#search(tagFilter(key, value), "ASC");
  }

  /** The newest version that has this tag, whatever its value; undefined when there is none. */
  newestWith(key: string): Promise<ModelVersion | undefined> {
    return this.#search(hasTag(key), "DESC");
  }

  /** The newest versions first, `most` at most. */
  newest(most: number): Promise<readonly ModelVersion[]> {
    return this.#list("", "DESC", most);
  }

  async #search(filter: string, order: "ASC" | "DESC"): Promise<ModelVersion | undefined> {
    const [found] = await this.#list(` and ${filter}`, order, 1);
    return found;
  }

  async #list(filter: string, order: "ASC" | "DESC", most: number): Promise<readonly ModelVersion[]> {
    const found = await this.transport.call(
      v.object({ model_versions: v.optional(v.array(versionSchema), []) }),
      {
        method: "GET",
        path: "mlflow/model-versions/search",
        query: {
          filter: `name = '${unquoted(this.name)}'${filter}`,
          order_by: `version_number ${order}`,
          max_results: String(most),
        },
      },
    );
    return found.model_versions.slice(0, most).map((version) => this.#parsed(version));
  }

  /** @throws MlflowError `not-found`. */
  async get(version: string): Promise<ModelVersion> {
    const found = await this.transport.call(answerSchema, {
      method: "GET",
      path: "mlflow/model-versions/get",
      query: { name: this.name, version },
    });
    return this.#parsed(found.model_version);
  }

  /** Where the version's files are, as `Artifacts` takes it. @throws MlflowError `not-found`. */
  async artifactUri(version: string): Promise<string> {
    const found = await this.transport.call(v.object({ artifact_uri: v.string() }), {
      method: "GET",
      path: "mlflow/model-versions/get-download-uri",
      query: { name: this.name, version },
    });
    return found.artifact_uri;
  }

  /** The version that the alias points at; undefined when there is no such alias, or no model at all. */
  async byAlias(alias: string): Promise<ModelVersion | undefined> {
    try {
      const found = await ifFound(
        this.transport.call(answerSchema, {
          method: "GET",
          path: "mlflow/registered-models/alias",
          query: { name: this.name, alias },
        }),
      );
      return found && this.#parsed(found.model_version);
    } catch (error) {
      // A missing alias is a 400 INVALID_PARAMETER_VALUE, told from a bad name by its sentence only.
      if (isMlflowError(error, "rejected") && /alias .* not found/i.test(error.message)) return undefined;
      throw error;
    }
  }

  /**
   * Points the alias at a version, wherever it pointed before. MLflow has no compare-and-swap: only one process
   * may move aliases at a time.
   */
  async setAlias(alias: string, version: string): Promise<void> {
    await this.transport.call(anyObject, {
      method: "POST",
      path: "mlflow/registered-models/alias",
      body: { name: this.name, alias, version },
    });
  }

  /** Removes the alias, if there is one. */
  async deleteAlias(alias: string): Promise<void> {
    await ifFound(
      this.transport.call(anyObject, {
        method: "DELETE",
        path: "mlflow/registered-models/alias",
        body: { name: this.name, alias },
      }),
    );
  }

  /** Sets tags on a version, one request each. */
  async setTags(version: string, tags: Readonly<Record<string, string>>): Promise<void> {
    for (const tag of toPairs(tags, checkedKey, versionTagValue)) {
      await this.transport.call(anyObject, {
        method: "POST",
        path: "mlflow/model-versions/set-tag",
        body: { name: this.name, version, ...tag },
      });
    }
  }

  async #ensureModel(): Promise<void> {
    try {
      await this.transport.call(anyObject, {
        method: "POST",
        path: "mlflow/registered-models/create",
        body: { name: this.name },
      });
    } catch (error) {
      if (!isMlflowError(error, "exists")) throw error;
    }
  }

  async #create(version: NewModelVersion): Promise<ModelVersion> {
    const tags = { ...version.tags, [version.identity.key]: version.identity.value };
    const created = await this.transport.call(answerSchema, {
      method: "POST",
      path: "mlflow/model-versions/create",
      body: {
        name: this.name,
        source: `models:/${version.modelId}`,
        model_id: version.modelId,
        run_id: version.runId,
        tags: toPairs(tags, checkedKey, versionTagValue),
      },
      once: true,
    });
    return this.#parsed(created.model_version);
  }

  #parsed(answer: v.InferOutput<typeof versionSchema>): ModelVersion {
    const version = held(RegistryVersion, answer.version, `the number of a version of ${this.name}`);
    const what = `version ${version} of ${this.name}`;
    return {
      version,
      runId: held(RunId, answer.run_id, `the run of ${what}`),
      tags: recordOf(answer.tags, `the tags of ${what}`),
    };
  }
}
