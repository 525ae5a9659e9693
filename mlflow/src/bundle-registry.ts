// Bundles in the registry: they go in whole or not at all, and come out verified.
import { pathInside } from "@aisle/platform";
import { mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { ArtifactEntry } from "./artifacts.ts";
import type { MlflowClient } from "./client.ts";
import { MlflowError, orLocal } from "./error.ts";
import type { LoggedModel } from "./logged-models.ts";
import { type BundleVersion, DIGEST_TAG, Registry } from "./registry.ts";

/** The file that MLflow reads; our copy of it gets MLflow's ids on the way in. */
const MLMODEL = "MLmodel";

/** A bundle has five files. */
const MAX_BUNDLE_FILES = 20;
/** Four times what the gate lets pass. */
const MAX_BUNDLE_BYTES = 2 ** 32;

interface MlmodelIds {
  readonly modelId: string;
  readonly runId: string;
  /** The logged model's artifact URI. */
  readonly artifactPath: string;
}

/** What the registry needs to know of bundles; the recommender's reader and writer provide it. */
export interface BundleFormat {
  /** Throws when the bundle at `dir` is damaged or its digest is another. */
  verify(dir: string, digest: string): Promise<void>;
  /** The bundle's MLmodel with MLflow's ids. */
  mlmodel(ids: MlmodelIds): string;
}

export interface Registration {
  readonly experimentId: string;
  readonly runId: string;
  readonly bundleDir: string;
  /** The bundle's own, `sha256:…`. */
  readonly digest: string;
  /** Hyperparameters to show with the logged model. */
  readonly params?: Readonly<Record<string, string>>;
  /** For the version: git commit, snapshot, evaluation, … */
  readonly tags: Readonly<Record<string, string>>;
}

/** The registry with the bundles themselves. */
export class BundleRegistry extends Registry {
  constructor(
    private readonly client: MlflowClient,
    name: string,
    private readonly format: BundleFormat,
  ) {
    super(client, name);
  }

  /**
   * Logs the bundle as a model of the run and registers it as a version. The version comes last, when every
   * file has been read back from MLflow and is what was sent; so a version is always whole, and the same call
   * after a fault completes what had been begun.
   */
  async register(registration: Registration): Promise<{ modelId: string; version: string }> {
    const { bundleDir, digest, runId } = registration;
    await this.format.verify(bundleDir, digest);
    const identity = { key: DIGEST_TAG, value: digest };
    const model = await this.client.loggedModels.ensure({
      experimentId: registration.experimentId,
      runId,
      name: this.name,
      type: "recommender",
      identity,
      ...(registration.params && { params: registration.params }),
    });
    if (!model.ready) {
      await this.#upload(bundleDir, model, runId);
      await this.client.loggedModels.markReady(model.modelId);
    }
    await this.client.runs.logOutput(runId, model.modelId);
    const { version } = await this.versions.ensure({
      modelId: model.modelId,
      runId,
      identity,
      tags: registration.tags,
    });
    return { modelId: model.modelId, version };
  }

  /**
   * Writes the version's bundle to `dir`, which must not exist; it appears there whole and verified, or not.
   * @throws MlflowError `local` when `dir` exists or cannot be written, `corrupt` when MLflow's files are not
   * those of a bundle, and what `format.verify` throws.
   */
  async download(version: string, dir: string): Promise<BundleVersion> {
    const target = resolve(dir);
    if (await exists(target)) throw new MlflowError("local", `${target} is already there.`);
    const found = await this.version(version);
    const artifactUri = await this.versions.artifactUri(version);
    const failure = `Cannot write ${target}`;
    const partial = await orLocal(failure, mkdtemp(join(dirname(target), ".download-")));
    try {
      for (const file of bundleFiles(await this.client.artifacts.list(artifactUri), version)) {
        const path = pathInside(partial, file.name);
        await this.client.artifacts.download(artifactUri, file.name, file.bytes, path);
      }
      await this.format.verify(partial, found.digest);
      await orLocal(failure, rename(partial, target));
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
    return found;
  }

  async #upload(bundleDir: string, model: LoggedModel, runId: string): Promise<void> {
    const { modelId, artifactUri } = model;
    const mlmodel = this.format.mlmodel({ modelId, runId, artifactPath: artifactUri });
    const files = new Map<string, Blob>([[MLMODEL, new Blob([mlmodel])]]);
    const entries = await readdir(bundleDir, { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      // A device or a FIFO would never end.
      if (!entry.isFile())
        throw new MlflowError("local", `${entry.name} in ${bundleDir} is not a regular file.`);
      if (entry.name !== MLMODEL) files.set(entry.name, Bun.file(join(bundleDir, entry.name)));
    }
    for (const [name, content] of files) {
      await this.client.artifacts.upload(artifactUri, name, content);
      const stored = await this.client.artifacts.sha256(artifactUri, name, content.size);
      if (stored === (await sha256(content))) continue;
      throw new MlflowError(
        "corrupt",
        `MLflow does not give back ${name} of model ${modelId} as it was sent: check its artifact store, then run this again.`,
      );
    }
  }
}

/** The files of a listing. @throws MlflowError `corrupt` unless they can be a bundle's: few, flat and not endless. */
function bundleFiles(entries: readonly ArtifactEntry[], version: string): readonly ArtifactEntry[] {
  const odd = entries.find(({ name, isFolder }) => isFolder || !/^\w[\w.-]*$/.test(name));
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const faults = [
    entries.length === 0 ? "no file" : "",
    entries.length > MAX_BUNDLE_FILES ? `the number of ${entries.length} files` : "",
    bytes > MAX_BUNDLE_BYTES
      ? `a size of ${bytes} bytes, of which at most ${MAX_BUNDLE_BYTES} are fetched`
      : "",
    odd === undefined ? "" : `"${odd.name}", which no bundle has`,
  ];
  const what = faults.find((fault) => fault !== "");
  if (what === undefined) return entries;
  throw new MlflowError(
    "corrupt",
    `MLflow's files of version ${version} are not a bundle: there is ${what}.`,
  );
}

async function sha256(content: Blob): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  for await (const chunk of content.stream()) hasher.update(chunk);
  return hasher.digest("hex");
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
