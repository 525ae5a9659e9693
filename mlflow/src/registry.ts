// The registry of models: which version is which bundle, and the aliases and tags that say what became of it.
import { Digest, Line, RegistryVersion } from "@aisle/contract";
import type * as v from "valibot";
import type { MlflowClient } from "./client.ts";
import { isMlflowError, MlflowError } from "./error.ts";
import type { ModelVersion, ModelVersions } from "./model-versions.ts";
import { held } from "./values.ts";

/** The registered model that all versions are of. */
export const REGISTERED_MODEL = "aisle-recommender";

/** The experiment that all retrains are runs of. */
export const EXPERIMENT = "aisle";

/** The tag that holds a bundle's digest, on its logged model and on its version. */
export const DIGEST_TAG = "aisle.digest";

/** The tag of a version that names the one it replaced as champion. */
export const REPLACED_TAG = "aisle.replaced";

/** The tags that others act on, or that become part of a path, a file or a commit. */
const TAGS: Readonly<Record<string, v.GenericSchema<string>>> = {
  [DIGEST_TAG]: Digest,
  [REPLACED_TAG]: RegistryVersion,
  "aisle.evaluated_digest": Digest,
  "aisle.snapshot": Digest,
  "aisle.commit": Line,
  "aisle.gate.mode": Line,
  "aisle.gate.reason": Line,
};

export interface BundleVersion {
  /** A number, as text. */
  readonly version: string;
  readonly digest: string;
  /** Empty for a version that was registered without a run. */
  readonly runId: string;
  /** Those that Aisle acts on have the form that it gives them; others are only bounded in size. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface NewestVersions {
  /** Newest first. */
  readonly versions: readonly BundleVersion[];
  /** Why some of the newest are missing: their tags are not ours. */
  readonly faults: readonly string[];
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

  /** The version that the alias points at, or undefined. @throws MlflowError `corrupt` for a tag that is not ours. */
  async byAlias(alias: string): Promise<BundleVersion | undefined> {
    const version = await this.versions.byAlias(alias);
    return version && this.#toBundleVersion(version);
  }

  /** @throws MlflowError `not-found`, or `corrupt` for a tag that is not ours. */
  async version(version: string): Promise<BundleVersion> {
    return this.#toBundleVersion(await this.versions.get(version));
  }

  /** The first version of the bundle with this digest, or undefined. @throws as `version`. */
  async byDigest(digest: string): Promise<BundleVersion | undefined> {
    const version = await this.versions.find({ key: DIGEST_TAG, value: digest });
    return version && this.#toBundleVersion(version);
  }

  /** The newest versions, `most` at most. One that somebody else registered leaves the others usable. */
  async newest(most: number): Promise<NewestVersions> {
    const versions: BundleVersion[] = [];
    const faults: string[] = [];
    for (const found of await this.versions.newest(most)) {
      try {
        versions.push(this.#toBundleVersion(found));
      } catch (error) {
        if (!isMlflowError(error, "corrupt")) throw error;
        faults.push(error.message);
      }
    }
    return { versions, faults };
  }

  /** The newest version that has the tag, or undefined. @throws as `version`. */
  async newestWith(tag: string): Promise<BundleVersion | undefined> {
    const version = await this.versions.newestWith(tag);
    return version && this.#toBundleVersion(version);
  }

  /** Points the alias at a version. Only one process may move aliases at a time. */
  setAlias(alias: string, version: string): Promise<void> {
    return this.versions.setAlias(alias, version);
  }

  /** A version that serves is no challenger any more: takes the alias off it, where this user may. */
  async settleChallenger(version: string): Promise<void> {
    if ((await this.versions.byAlias("challenger"))?.version !== version) return;
    await this.deleteAlias("challenger").catch((error: unknown) => {
      // MLflow asks for the permission to delete models. Without it the alias stays where it is, and does no harm.
      if (!isMlflowError(error, "rejected")) throw error;
    });
  }

  /** Removes the alias, if there is one. */
  deleteAlias(alias: string): Promise<void> {
    return this.versions.deleteAlias(alias);
  }

  setTags(version: string, tags: Readonly<Record<string, string>>): Promise<void> {
    return this.versions.setTags(version, tags);
  }

  #toBundleVersion({ version, runId, tags }: ModelVersion): BundleVersion {
    for (const [tag, schema] of Object.entries(TAGS)) {
      if (tags[tag] !== undefined)
        held(schema, tags[tag], `the tag ${tag} of version ${version} of ${this.name}`);
    }
    const digest = tags[DIGEST_TAG];
    if (digest !== undefined) return { version, digest, runId, tags };
    throw new MlflowError(
      "corrupt",
      `Version ${version} of ${this.name} has no tag ${DIGEST_TAG}, so its files cannot be verified: it was not registered by the trainer.`,
    );
  }
}
