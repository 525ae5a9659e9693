// Holds the one model that answers, and replaces it between two requests.
import { type BundleInfo, readBundle, type Recommender, serve } from "@aisle/recommender";
import type { Store } from "@aisle/store";
import { CatalogueFollower } from "../catalogue/follower.ts";
import { type Log, reasonOf } from "../platform/logging.ts";
import type { ModelRef } from "./pointer.ts";
import { warmUp } from "./warm-up.ts";

export interface ServedModel {
  readonly version: string;
  readonly track: string;
  readonly digest: string;
  readonly info: BundleInfo;
  readonly recommender: Recommender;
  readonly catalogue: CatalogueFollower;
}

interface HolderOptions {
  readonly store: Pick<Store, "itemChanges">;
  readonly track: string;
  readonly log: Log;
  /** Told of each model right before it serves. */
  readonly onServe: (model: ServedModel) => void;
  /** Told after another model has begun to serve, and each time that the catalogue was followed. */
  readonly onChange: () => void;
}

export class ModelHolder {
  readonly #options: HolderOptions;
  #current: ServedModel | undefined;
  #incoming: ServedModel | undefined;
  #failure: string | undefined;
  #failures = 0;

  constructor(options: HolderOptions) {
    this.#options = options;
  }

  /** The model that answers now; undefined before the first one. Take it once per request, after the last await. */
  get current(): ServedModel | undefined {
    return this.#current;
  }

  /** Why the last attempt to load a model failed; undefined when it succeeded or there was none. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** How many attempts have failed since the start. */
  get failures(): number {
    return this.#failures;
  }

  /**
   * Reads and verifies a model beside the one that serves, brings its catalogue up to date, and switches. False when
   * that fails: the old one goes on, and `failure` says why.
   */
  async load(ref: ModelRef): Promise<boolean> {
    const { log } = this.#options;
    try {
      this.#incoming = await this.#read(ref);
      await this.#incoming.catalogue.catchUp();
      if (this.#current === undefined) warmUp(this.#incoming.recommender);
      this.#options.onServe(this.#incoming);
      this.#current = this.#incoming;
      this.#failure = undefined;
      this.#options.onChange();
      // The runtime lets as much garbage lie as is mapped: what loading left, and the model before with its mapping.
      Bun.gc(true);
      log.info("model serves", {
        version: ref.version,
        digest: ref.digest,
        items: this.#current.recommender.size,
      });
      return true;
    } catch (error) {
      this.failed(`Model ${ref.version} cannot serve: ${reasonOf(error)}`);
      return false;
    } finally {
      this.#incoming = undefined;
    }
  }

  /** Notes that there is a model to serve but it cannot be had. */
  failed(reason: string): void {
    this.#failures++;
    if (reason !== this.#failure) this.#options.log.error("model not loaded", { reason });
    this.#failure = reason;
  }

  /** Makes every catalogue write that preceded this call count, in a model that is just being loaded too. */
  async followCatalogue(): Promise<void> {
    const models = [this.#current, this.#incoming].filter((model) => model !== undefined);
    await Promise.all(models.map((model) => model.catalogue.catchUp()));
    this.#options.onChange();
  }

  async #read({ version, digest, bundle: directory }: ModelRef): Promise<ServedModel> {
    const bundle = await readBundle(directory, { digest });
    const recommender = serve(bundle);
    const catalogue = new CatalogueFollower(recommender, this.#options.store);
    return { version, track: this.#options.track, digest, info: bundle.info, recommender, catalogue };
  }
}
