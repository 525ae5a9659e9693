// The registry's versions and this machine's copies of their bundles.
import { pathInside, removeFolder } from "@aisle/platform";
import { BundleError, isBundleFile, mlmodelYaml, readBundle } from "@aisle/recommender";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type BundleFormat,
  BundleRegistry,
  type BundleVersion,
  ifFound,
  type MlflowClient,
  REGISTERED_MODEL,
  REPLACED_TAG,
} from "@aisle/mlflow";
import { type Current, currentModel, describeCurrent, short } from "./current.ts";
import { askApi } from "./serving-api.ts";
import { readPointer, readServing, type Serving, servingPath, writeServing } from "./serving.ts";

/** A bundle that was being written or downloaded, and the twin that `ship` writes to compare. */
const UNFINISHED_BUNDLE = /^(\.download-\w{6}|m\d{14}(\.twin|(\.twin)?\.[0-9a-f-]{36}\.tmp))$/;
const UNFINISHED_POINTER = /^serving\.json\.\d+\.tmp$/;

const bundleFormat: BundleFormat = {
  verify: async (dir, digest) => {
    await readBundle(dir, { digest });
  },
  mlmodel: (ids) => mlmodelYaml(ids),
};

/** Where models are and serve; the trainer's settings say it. */
export interface Place {
  /** The state folder. */
  readonly home: string;
  /** An API that is asked what it serves, before this machine's pointer is. */
  readonly apiUrl?: string | undefined;
  readonly apiKey?: string | undefined;
}

export class ModelStore {
  readonly registry: BundleRegistry;

  constructor(
    readonly client: MlflowClient,
    private readonly place: Place,
    /** See `Sources`. */
    private readonly aliasLeads = false,
  ) {
    this.registry = new BundleRegistry(client, REGISTERED_MODEL, bundleFormat);
  }

  get #pointer(): string {
    return servingPath(this.place.home);
  }

  /** The model that a new one replaces. */
  async current(): Promise<Current> {
    const { registry, aliasLeads } = this;
    const { apiUrl, apiKey } = this.place;
    return await currentModel({
      registry: {
        champion: () => registry.champion(),
        byDigest: (digest) => registry.byDigest(digest),
        lastPromoted: () => registry.newestWith(PROMOTED_AT),
      },
      pointer: await readPointer(this.#pointer),
      api: apiUrl === undefined ? undefined : await askApi({ apiUrl, apiKey }),
      aliasLeads,
    });
  }

  /** The local folder of the bundle with this digest that serves without a version; throws `Error` when it is not here. */
  async unregistered(digest: string): Promise<string> {
    const serving = await this.serving();
    if (serving?.digest === digest && (await isWhole(serving.bundle, digest))) return serving.bundle;
    throw new Error(
      `the model that serves (${short(digest)}) is neither in the registry nor whole on this machine, so nothing can ` +
        "be compared with it: bring back MLflow's data or the bundle. To begin anew with a first model, remove " +
        `${this.#pointer} and start the API again`,
    );
  }

  /** The folder that holds this machine's bundles; made when it is not there. */
  async folder(): Promise<string> {
    const folder = join(this.place.home, "models");
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** What the API on this machine serves. */
  async serving(): Promise<Serving | undefined> {
    return await readServing(this.#pointer);
  }

  /** Removes what a command that was cut short left half-written. Only for whoever has locked the home. */
  async removeUnfinished(): Promise<void> {
    const folder = await this.folder();
    for (const name of await readdir(folder)) {
      const path = pathInside(folder, name);
      if (UNFINISHED_BUNDLE.test(name)) await removeFolder(path, isBundleFile);
      else if (UNFINISHED_POINTER.test(name)) await rm(path);
    }
  }

  /**
   * The local folder of a version's bundle, verified; downloaded when it is not here or damaged. Throws `Error` when
   * something that is no bundle of ours is in its place.
   */
  async fetch({ version, digest }: BundleVersion): Promise<string> {
    const serving = await this.serving();
    if (serving?.digest === digest && (await isWhole(serving.bundle, digest))) return serving.bundle;
    const folder = pathInside(await this.folder(), `v${version}-${digest.slice(7, 19)}`);
    if (await isWhole(folder, digest)) return folder;
    await removeFolder(folder, isBundleFile);
    await this.registry.download(version, folder);
    return folder;
  }

  /**
   * Makes a version the champion: alias in the registry, then the pointer of this machine's API. The version records
   * which one served until then. `bundle` is the local folder of its bundle.
   */
  async promote(version: BundleVersion, bundle: string, now: Date): Promise<void> {
    const replaced = versionOf(await this.current());
    await this.registry.setTags(version.version, {
      [PROMOTED_AT]: now.toISOString(),
      ...(replaced && replaced.version !== version.version ? { [REPLACED_TAG]: replaced.version } : {}),
    });
    await this.registry.setAlias("champion", version.version);
    await this.registry.settleChallenger(version.version);
    await this.point(version, bundle);
  }

  /** Makes the version that the one that serves replaced the champion again; throws `Error` when there was none. */
  async rollback(now: Date): Promise<{ from: BundleVersion; to: BundleVersion }> {
    const current = await this.current();
    const from = versionOf(current);
    if (from === undefined) {
      const why = describeCurrent(current);
      if (why === undefined) throw new Error("there is no champion to roll back");
      throw new Error(`${why}, so nothing says what it replaced: ${PROMOTE_ANOTHER}`);
    }
    const previous = from.tags[REPLACED_TAG];
    if (previous === undefined) {
      throw new Error(`version ${from.version} is the first champion: there is nothing to roll back to`);
    }
    const to = await ifFound(this.registry.version(previous));
    if (to === undefined) {
      throw new Error(
        `version ${previous}, which version ${from.version} replaced, is no longer in the registry: ${PROMOTE_ANOTHER}`,
      );
    }
    const bundle = await this.fetch(to);
    await this.registry.setTags(from.version, { [ROLLED_BACK_AT]: now.toISOString() });
    await this.registry.setAlias("champion", to.version);
    await this.point(to, bundle);
    return { from, to };
  }

  /** Points this machine's API at a version. */
  async point({ version, digest }: BundleVersion, bundle: string): Promise<void> {
    await this.folder();
    await writeServing(this.#pointer, { version, digest, bundle });
  }
}

/** The version of what serves, where the registry has one. */
function versionOf(current: Current): BundleVersion | undefined {
  return "version" in current ? current.version : undefined;
}

const PROMOTE_ANOTHER = "make another version serve with `trainer promote --version N`";
const PROMOTED_AT = "aisle.promoted_at";
const ROLLED_BACK_AT = "aisle.rolled_back_at";

async function isWhole(bundle: string, digest: string): Promise<boolean> {
  try {
    await readBundle(bundle, { digest });
    return true;
  } catch (error) {
    if (error instanceof BundleError) return false;
    throw error;
  }
}
