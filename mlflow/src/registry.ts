// The registry of models: which version is which bundle, and the aliases and tags that say what became of it.
import type { MlflowClient } from "./client.ts";
import { MlflowError } from "./error.ts";
import type { ModelVersion, ModelVersions } from "./model-versions.ts";

/** The registered model that all versions are of. */
export const REGISTERED_MODEL = "aisle-recommender";

/** The tag that holds a bundle's digest, on its logged model and on its version. */
export const DIGEST_TAG = "aisle.digest";

export interface BundleVersion {
  /** A number, as text. */
  readonly version: string;
  readonly digest: string;
  readonly runId: string;
  readonly tags: Readonly<Record<string, string>>;
}

export class Registry {
  protected readonly versions: ModelVersions;

  /** `name` is the registered model's: no `/ : . %` and no quotes. */
  constructor(
    client: MlflowClient,
    readonly name: string,
  ) {
    this.versions = client.versionsOf(name);
  }

  champion(): Promise<BundleVersion | undefined> {
    return this.byAlias("champion");
  }

  challenger(): Promise<BundleVersion | undefined> {
    return this.byAlias("challenger");
  }

  /** The version that the alias points at, or undefined. @throws MlflowError `corrupt` without a digest. */
  async byAlias(alias: string): Promise<BundleVersion | undefined> {
    const version = await this.versions.byAlias(alias);
    return version && this.#toBundleVersion(version);
  }

  /** @throws MlflowError `not-found`, or `corrupt` without a digest. */
  async version(version: string): Promise<BundleVersion> {
    return this.#toBundleVersion(await this.versions.get(version));
  }

  /** Points the alias at a version. Only one process may move aliases at a time. */
  setAlias(alias: string, version: string): Promise<void> {
    return this.versions.setAlias(alias, version);
  }

  /** Removes the alias, if there is one. */
  deleteAlias(alias: string): Promise<void> {
    return this.versions.deleteAlias(alias);
  }

  setTags(version: string, tags: Readonly<Record<string, string>>): Promise<void> {
    return this.versions.setTags(version, tags);
  }

  #toBundleVersion({ version, runId, tags }: ModelVersion): BundleVersion {
    const digest = tags[DIGEST_TAG];
    if (digest) return { version, digest, runId, tags };
    throw new MlflowError(
      "corrupt",
      `Version ${version} of ${this.name} has no tag ${DIGEST_TAG}, so its files cannot be verified: it was not registered by the trainer.`,
    );
  }
}
